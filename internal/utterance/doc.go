// Package utterance makes ears of a recogniser that takes whole recordings: it cuts a microphone's
// audio at its marks, has each utterance recognised and passes the answers on in order.
//
// Providers whose vendor answers one request with one transcript call [Transcribe]. It starts
// goroutines and waits for all of them; what it calls may be called for several utterances at once.
package utterance
