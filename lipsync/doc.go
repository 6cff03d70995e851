// Package lipsync says what a mouth does while a voice speaks, at the samples where it is heard.
//
// [Shapes] turns sounds into the fifteen Oculus visemes: which one, for how long, and how far the
// mouth goes towards it. How one shape flows into the next is left to who draws.
//
// A voice that knows its sounds tells their times. For all others there is the [Aligner]: it is told
// the text that the voice was given and hears the audio as it arrives, and finds the sounds and words
// in it, some 65 ms behind, each told once and never revised:
//
//	a := lipsync.New(24000, lipsync.Unknown())
//	a.Say(0, reader.Words(ctx, "Hello there."))
//	for pcm := range audio {
//		a.Hear(pcm)
//		timeline := a.Take()                            // certain
//		ahead := a.Predict(nil, a.Heard()+rate*4/10)    // likely: lips move before the sound
//	}
//	a.End()
//
// It searches the graph of the text for the best way (search.go), makes final what is sure enough
// (commit.go), recognises sounds without text beside it, and believes whichever explains what is
// heard (doubt.go). A [Voice] that has spoken the [CalibrationSentences], or a few replies, is known
// to it and followed more closely; so is one that goes on speaking, from its second second on (study.go).
//
// Shapes is pure. An Aligner belongs to one goroutine; Voices are read only and may be shared.
package lipsync
