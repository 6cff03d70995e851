// Package conversation decides whose turn it is, and remembers what was really heard.
//
// A [Machine] is the pure core: it takes (now, event) and returns effects and its next deadline.
// It starts nothing, reads no clock and never blocks; its behaviour is written down as golden
// scripts in testdata. A [Session] is the thin runner: one goroutine owns the machine and carries
// out its effects; others run the engines and only send it events.
//
//	                     ┌────────── Session.Run ──────────┐
//	Hear ─▶ listen ──────┼─▶ events ─▶ Machine ─▶ effects ─┼─▶ out(Output)
//	(VAD, transcriber)   │     ▲                     │     │
//	Tell ────────────────┼─────┤   Generate, CallTool, Say │
//	                     │     └─ generator, tools, voice ◀┘
//	                     └─────────────────────────────────┘
//
// Six ideas live here. The user's turn is over when it has been quiet for long enough, and if a client
// wishes that depends on what was said (ending.go). A reply's history entry is what the listener heard
// of it, cut at the word (heard.go). A sound from the user ducks the reply at once and is judged
// afterwards (overlap.go).
// A reply to what the user has probably finished to say is prepared unheard (speculation.go). A
// function that was called is carried out once, whatever becomes of the reply that asked for it
// (calls.go). Every state has a deadline, so that a silent engine costs one turn at most
// (limits.go).
//
// Package server calls it, one Session per connected client. A Session's methods may be called
// from any goroutine unless they say otherwise; a Machine belongs to one.
package conversation
