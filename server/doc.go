// Package server serves conversations and what belongs to them: the page, Deepgram's protocols, health
// and metrics. docs/protocol.md says what is honoured of the protocols.
//
// cmd/visavis makes a [Server] from engines and mounts it as an http.Handler. A request is looked at
// by route.go: its origin, its method, its credential. The streams and files of /v1/listen, /v2/listen
// and of /v1/speak and /v2/speak are served by packages listen and speak, with engines of listening.go
// and speaking.go; the agent is here. The life of a call:
//
//	          ┌──────────────── client ────────────────┐
//	socket ───┼─▶ dialogue ─▶ Session.Hear, Tell        │   one goroutine reads,
//	          │                     │ Run               │   one runs the session,
//	socket ◀──┼──────── reporter ◀──── Output           │   one writes (and closes)
//	          └─────────────────────────────────────────┘
//
// Engines are chosen by the client among those that [Config] offers (choose.go), may be exchanged while
// it speaks (update.go, switchboard.go) and stand in for one another by internal/failover (chain.go).
// Functions of the client's are tools of the conversation whose callers ask the client (calls.go) or a
// server that it names, if the operator allows it (endpoint.go).
//
// Reading, writing and ending a connection is internal/socket's. Nothing is shared between calls but
// counters and the health of engines, so that a slow client, a fault or a panic ends one call at most.
//
// A Server's methods may be called from any goroutine. It starts goroutines only while it serves a
// request, and [Server.Shutdown] waits for them.
package server
