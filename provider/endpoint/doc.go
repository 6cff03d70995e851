// Package endpoint carries out an agent's function calls by HTTP: the arguments go to a server, and
// what it answers is the result.
//
// A [Function] is a visavis.Caller. cmd/visavis makes one for every function that the operator has
// configured, and the server one for every function that a client declares with an endpoint, where
// the operator allows that; which hosts may be reached is the affair of the http.Client it is given
// (internal/outbound). A call is tried once: it may have done something, so that doing it again is for
// the model to decide. A Function may be called from any number of goroutines at once and starts none.
package endpoint
