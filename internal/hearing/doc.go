// Package hearing has a recogniser hear sound of any origin: a recording, a file that is sent, a
// stream of hours. It finds the speech, tells the recogniser where it begins and ends, and tells its
// caller what was understood, in the order of the sound.
//
// The same sound gives the same pieces and so the same words however it is cut and however fast it
// comes: all decisions are made on blocks of 20 ms, counted from the first sample. `visavis transcribe`
// and the server's listen paths hear by it, so that they agree.
//
//	s := hearing.New(hearing.Config{Ears: ears, Tell: func(e hearing.Event) { … }})
//	go func() { done <- s.Run(ctx) }()
//	s.Hear(ctx, samples)  // any number of times
//	s.Close(ctx)          // Run returns when all has been answered
//
// [New] starts nothing. [Stream.Run] runs the recogniser and returns when it has stopped. [Stream.Hear],
// [Stream.Settle] and [Stream.Close] are for one goroutine at a time, beside Run's. [Recording] does all
// that for a whole recording.
package hearing
