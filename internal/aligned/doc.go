// Package aligned gives lips to voices that know their audio only: it listens to what they say,
// finds the sounds and words in it by [lipsync.Aligner], and passes both on together. A voice that
// knows its own times is passed on as it is.
//
// The command wraps every such voice of its table; chains of voices are made of wrapped ones. A
// [Voice] may be used by any number of conversations at once: what it has learnt of how the voice
// sounds is shared and only ever replaced as a whole. Each call of Speak starts two goroutines and
// waits for them.
//
// A piece of audio is held back until its sounds are certain, but for 60 ms at most, for 15 ms when
// the listener has nothing else to hear, and longer only when it has more than a second in store.
// What is not certain by then is predicted. Sounds, once told, are not revised.
package aligned
