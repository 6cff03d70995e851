// Package heard tells how much of a text its listener has heard, when its audio was played up to some
// sample: what a history may hold of a reply that was cut. Packages conversation and server/speak keep
// the times that voices tell in [Takes] and ask them.
//
// A word counts when it is certain that its end was heard. Where voices tell no times, they are
// guessed so carefully that hardly ever a word is claimed that was not heard yet.
//
// Its values are plain data of one goroutine; nothing is shared.
package heard
