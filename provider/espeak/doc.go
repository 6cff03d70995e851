// Package espeak speaks a hundred languages with espeak-ng, offline, through the shared library
// that Debian's libespeak-ng1 installs (no C compiler is involved). It sounds like a machine; for
// English prefer package flite.
//
// The times of phones and words come with the first audio, which comes after 1 to 10 ms; the
// phones of all languages are told as the nearest ones of ARPAbet. The library aborts its process
// on some texts, so it runs in worker processes: the binary that uses this package calls
// worker.Main with [Worker] under [Name].
//
//	engine := espeak.New(log, 1)
//	go engine.Run(ctx)
//	voice, err := engine.Voice("de")
//
// An Engine and its voices may be used by any number of goroutines.
package espeak
