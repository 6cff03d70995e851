// Package server serves conversations: the page, Deepgram's voice agent protocol on a websocket,
// health and metrics. docs/protocol.md says what is honoured of the protocol.
//
// cmd/visavis makes a [Server] from engines and mounts it as an http.Handler. The life of a call:
//
//	          ┌──────────────── client ────────────────┐
//	read ─────┼─▶ dialogue ─▶ Session.Hear, Tell        │   one goroutine reads,
//	          │                     │ Run               │   one runs the session,
//	write ◀───┼── queue ◀── reporter ◀──── Output       │   one writes (and closes)
//	          └─────────────────────────────────────────┘
//
// Engines are chosen by the client among those that [Config] offers (choose.go) and stand in for one
// another by internal/failover (chain.go). Functions of the client's are tools of the conversation
// whose callers ask the client (calls.go) or a server that it names, if the operator allows it
// (endpoint.go).
//
// Whatever ends a call (the client, a fault, silence, shutdown) is an [ending]: the first one wins,
// and the writing goroutine carries it out. Nothing is shared between calls but counters, so that a
// slow client, a fault or a panic ends one call at most.
//
// A Server's methods may be called from any goroutine. It starts goroutines only while it serves a
// request, and [Server.Shutdown] waits for them.
package server
