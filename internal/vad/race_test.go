//go:build race

package vad

// underRace: the race detector makes the Fourier transform twenty times slower, and there is
// nothing to race; the measurements then take a sample.
const underRace = true
