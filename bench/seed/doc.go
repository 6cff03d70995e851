// Command seed plays the scenario that this project began with: a microphone streamed to Deepgram, a
// language model that streams, and aura-2-asteria-en at 24 kHz over its websocket, all at once; and
// the same with each utterance transcribed in one request when it is over. It prints where the time
// of each goes and how much earlier the streamed one answers.
//
//	go run ./bench/seed
//	go run ./bench/seed -rest 600ms -turns 24
//
// No vendor is reached: they are the simulators of bench/vendors on this machine. How fast those are
// is set by flags. The defaults of the streams are what public benchmarks report: a final transcript
// of nova-3 within 250 ms, a model's first token after 400 ms, a voice's first sound after 150 ms.
// What a request with a recording takes differs with its length and the time of day; the default,
// 1.1 s, is a guess, and the difference between the two scenarios is that guess less what streaming
// waits for. The words of every reply are read back from its sound: the exit status is 1 when one is
// wrong, or when a client of ours broke a rule of a vendor's.
package main
