// Package flite speaks English with CMU flite's voices, offline, through the shared library that
// Debian's libflite1 installs (no C compiler is involved).
//
// The voices know the times of all phones and words of a clause, exact to the sample, before its
// first audio, which comes after 5 to 35 ms. The library runs in worker processes: the binary that
// uses this package calls worker.Main with [Worker] under [Name].
//
//	engine := flite.New(log, 1)
//	go engine.Run(ctx)
//	voice, err := engine.Voice("slt")
//
// An Engine and its voices may be used by any number of goroutines.
package flite
