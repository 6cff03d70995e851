// Package speak serves text to speech as Deepgram does: GET /v1/speak, a websocket that takes text in
// pieces (sections 6 and 12 of its reference), and POST /v1/speak, one text and its audio (9.2). Any
// visavis.Speaker can be behind it; package server routes to it and chooses the voice.
//
// A text is cut into clauses by package clause, as a conversation's replies are, and spoken reply by
// reply: a reply is one call of Speaker.Speak and ends at a Flush, a Close or a pause in the text. So
// what belongs to a Flush is exactly what that call has emitted.
//
//	reading goroutine ── messages ──▶ performer ── clauses ──▶ Speaker.Speak
//	                                      │  ▲                        │ audio
//	                                 prompter (pure)                  ▼
//	client ◀───────────── queue of internal/socket ◀────────────── delivery
//
// The prompter decides what is spoken when; the performer's goroutine owns it and the reply under way;
// audio goes from the voice to the socket's queue without passing either. Nothing allocates per piece
// of audio once the buffers have grown. A client that reads slowly holds its voice up (at 1 MiB), and a
// client that sends much more text than is spoken is sent away.
//
// A [Config] may be used by any number of requests at once. Nothing runs outside of its two handlers,
// and both wait for all that they have started.
package speak
