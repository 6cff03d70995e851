// Package socket is the server's side of one websocket, whatever protocol is spoken on it. The agent
// (package server) and the streams (server/listen, server/speak) are handlers of it.
//
//	client ──▶ reading goroutine ──▶ Handler.Text, Audio     one goroutine reads,
//	client ◀── Serve ◀── queue ◀── Send, SendAudio, End      one writes (and closes)
//
// What is to be sent waits in a bounded queue: a client that does not read loses its own connection
// and holds nobody up. Whatever ends a socket (its handler, the client, a fault, silence, shutdown)
// is an [Ending]: the first one wins, and the writing goroutine carries it out. A panic in a handler
// or in a goroutine of [Socket.Go] ends that socket only. Reading and writing do not allocate once
// the buffers have grown.
//
// A [Socket]'s methods may be called from any goroutine, but for Serve, which is called once and
// returns when every goroutine of the socket has ended. Open starts none.
package socket
