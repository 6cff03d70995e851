// Package pipenet is a network inside one process, for tests: real clients and servers of net/http
// and coder/websocket talk over net.Pipe, and so run inside a testing/synctest bubble, where time
// is fake.
//
// A pipe has no buffer: a Write waits for the Read at the other end, so that a peer that does not
// read is felt at once. All methods may be called from any goroutine.
package pipenet
