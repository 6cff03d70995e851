// Package listen serves the listening paths of Deepgram's interface on any recogniser: streams of audio
// in, transcripts out (GET /v1/listen, docs/listen.md), files (POST /v1/listen), and turns
// (GET /v2/listen, docs/flux.md). The server routes requests to the methods of [Config], once it has
// checked their credentials.
//
// Of each protocol the rules are a pure machine, fed by what package hearing tells of the audio or by
// what is made like it, and tested by golden scripts; around it are the socket, the decoding and the
// recogniser. A handler runs in the request's goroutine and waits for all that it has started.
package listen
