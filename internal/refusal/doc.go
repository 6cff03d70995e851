// Package refusal says no to an HTTP request as Deepgram does: a status, the reason in a header, and
// a JSON body with both and the request's id. It is written before a websocket begins, and by the
// handlers of server, server/listen and server/speak instead of an answer.
//
// Its values are plain data; all functions may be called from any goroutine.
package refusal
