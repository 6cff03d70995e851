// Package vad detects a speaker's turns in a microphone's sound, without a trained model.
//
// Every 10 ms it compares the sound's spectrum with the noise floor of the last second and a half,
// which gives a probability of speech, and looks for the pitch of a voice. A turn opens on 40 ms
// of voice and stays open while a voice comes again every 250 ms: key clicks, coughs and doors are
// loud, but have no pitch. Music and other talkers have one, and open turns.
//
// The conversation feeds it what it hears. A [Detector] belongs to one goroutine, keeps no time
// but the count of samples, and does not allocate.
package vad
