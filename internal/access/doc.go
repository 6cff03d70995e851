// Package access decides who may use the server.
//
// Whoever asks shows an API key, which the operator has made, or a temporary token, which somebody
// with a key has been granted. Keys are known by their hashes alone. Tokens are known by their
// signature: nothing is kept of them, so that any process with the same secret and keys takes them,
// and none outlives the key that it was granted for.
//
// cmd/visavis makes a [Guard] from the configuration; package server asks it before it does anything
// else with a request. What is refused is told as a *refusal.Error. Nothing here prints, logs or
// returns what was shown, but for the token that [Guard.Grant] makes.
//
// Of a Guard only its counts of wrong credentials ever change: its methods may be called from any goroutine.
package access
