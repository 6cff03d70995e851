// Package acoustic knows what the sounds of English sound like, whoever speaks.
//
// A [Front] turns audio of any rate into a [Cepstrum] for every 10 ms, without resampling. A
// [Listener] scores each frame: how likely is it in each of three states of 41 sounds? The [Model]
// behind it, two Gaussians for each state in a space of 28 dimensions in which they differ most, was
// trained by lipsync/train and is embedded. An [Adaptation] moves it towards one voice.
//
// Callers are package lipsync and its commands. Models are read only and may be shared; a Front, a
// Listener and an Adaptation belong to one goroutine each and do not allocate while they work.
package acoustic
