// Package lipsync turns the sounds of speech into the shapes of a mouth, at the samples where they
// are heard.
//
// A voice that knows its phones gives their times; [Shapes] says what each looks like: which of the
// fifteen Oculus visemes, for how long, and how far the mouth goes towards it. How one shape flows
// into the next is left to who draws. The conversation calls it for every clause of a reply.
//
// The package is pure and may be used from any goroutine.
package lipsync
