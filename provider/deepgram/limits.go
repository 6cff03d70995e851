package deepgram

import "time"

// Time limits that belong to the protocols.
const (
	// handshake is how long opening a socket may take.
	handshake = 10 * time.Second
	// pingEvery and pongWithin find sockets whose other end is gone without a word; on Flux the
	// pings also keep the stream alive (5.2).
	pingEvery  = 5 * time.Second
	pongWithin = 5 * time.Second
	// keepAlive is the pause after which a KeepAlive says that the microphone is only quiet; the
	// server gives up after 10 s (4.5).
	keepAlive = 4 * time.Second
	// finalizeWait bounds the wait for the answer to a Finalize while there is something that it
	// should close, hushWait when there is nothing: then there may be no answer (4.4).
	finalizeWait = 2 * time.Second
	hushWait     = 500 * time.Millisecond
	// tellWait is the quiet of a Flux server, which tells something four times a second, after which it
	// is looked at whether it hears at all.
	tellWait = 2 * time.Second
	// wordsWait bounds the wait for a Flux turn to begin that our own end of speech speaks of: a
	// cough begins none.
	wordsWait = 1500 * time.Millisecond
	// turnMargin is how long after its own time limit a Flux turn is taken to hang, and how long
	// the answer to ForceEndTurn may take.
	turnMargin = time.Second
	// closeWait bounds the wait for what a stream still has to say after CloseStream.
	closeWait = 3 * time.Second
	// flushWait is how long after a Flush nothing at all may come: neither audio nor Flushed.
	flushWait = 10 * time.Second
	// tailWait is how long after the last audio the Flushed of a reply may be missing when the
	// audio is about as long as its text: then it is taken to be complete.
	tailWait = 2 * time.Second
	// clearWait is how long Cleared may take; then the socket is given up.
	clearWait = 2 * time.Second
	// maxAge is when a socket for speech is replaced; the server ends it after 60 min (6.4).
	maxAge = 50 * time.Minute
)
