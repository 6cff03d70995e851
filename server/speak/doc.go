// Package speak serves text to speech as Deepgram does: GET /v1/speak and /v2/speak, websockets that take
// text in pieces (sections 6 and 12, and 7, of its reference), and the POST of both, one text and its
// audio (9.2). Any visavis.Speaker can be behind it; package server routes to it and chooses the voice.
//
// A text is cut into clauses by package clause, as a conversation's replies are, and spoken reply by
// reply: a reply is one call of Speaker.Speak. On /v1/speak it ends at a Flush, a Close or a pause in the
// text; on /v2/speak, where it is a speech, only at the first two. So what belongs to a Flush is exactly
// what that call has emitted.
//
//	reading goroutine ── messages ──▶ performer ── clauses ──▶ Speaker.Speak
//	                                      │  ▲                        │ audio
//	                                 prompter (pure)                  ▼
//	client ◀───────────── queue of internal/socket ◀────────────── delivery
//
// The prompter decides what is spoken when; the performer's goroutine owns it and the reply under way, and
// a protocol (aura for the first version, flux for the second) tells it what the client's messages mean;
// audio goes from the voice to the socket's queue without passing either. Nothing allocates per piece
// of audio once the buffers have grown. A client that reads slowly holds its voice up (at 1 MiB), and a
// client that sends much more text than is spoken is sent away.
//
// A [Config] may be used by any number of requests at once. Nothing runs outside of its handlers,
// and these wait for all that they have started.
package speak
