// Package record keeps conversations over HTTP and websockets as text, for tests of drivers whose
// vendors are not at hand: what was said once to a vendor, or to its simulator, is compared with what
// is said now, and answered as it was answered then. Tests of package provider use it.
//
// A [Tape] is an http.RoundTripper, for coder/websocket too. Requests come one after the other, from
// any goroutine; no two sockets are open at once. Tapes are txtar files, to be read:
//
//   - request and response, with the headers that matter;
//   - client and server, by turns, for what is said over a socket: a text message is a line, what is
//     in brackets happens. Server sections say how long after the line before they came;
//   - what a test made of it, by [Tape.Note].
//
// Of audio, only how much there was and a hash are kept, and a WAV file's header; it is played back
// as quiet. Of a client's audio over a socket, all of it has to be the same; how it is cut is not
// compared.
//
// A tape holds no secret: the keys it is told of are taken out of everything, credentials are kept as
// the fact that there was one, and neither an address nor a proxy's path is written down.
package record
