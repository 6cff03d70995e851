// Command streams measures what a stream costs a visavis server by itself: processor time, memory and
// allocations of /v1/listen, /v2/listen and /v1/speak, with engines that cost next to nothing.
//
//	go run ./bench/streams                        # some numbers of streams, one after the other
//	go run ./bench/streams -n 500,1000 -for 30s -path /v1/listen
//
// The engines echo: ears answer each utterance with one word, a voice hums in real time. Clients send
// speech of 16 kHz, 20 ms every 20 ms, or read 24 kHz as it comes. The server is a process of its own,
// this program started again, which tells how much it has used; clients share the machine with it, so
// that a number of streams that both can bear is less than what the server alone could.
//
// "late" is how much later than 20 ms after the one before the 99th percentile of frames came (speak),
// or was taken off the client's hands (listen). Allocations are those of the whole server process per
// 20 ms of a stream.
package main
