// Package codec makes Opus and MP3 with the libraries that Debian's libopus0 and libmp3lame0 install (no
// C compiler is involved). The servers use it behind package media, which knows the containers and what a
// client may ask for.
//
// The libraries run in worker processes: the binary that uses this package calls worker.Main with
// [Worker] under [Name]. A worker serves many streams at once, one request after the other, so that
// nobody holds one while a voice speaks. When it dies, each of its streams goes on in the next one: a new
// encoder hears the last frames again, and packets that were passed on already are left out. These
// formats can be joined at any packet, so that all it costs is a few milliseconds.
//
//	engine := codec.New(log, 1)
//	go engine.Run(ctx)
//	encoders := engine.Encoders(ctx)
//
// An Engine may be used by any number of goroutines, a stream by one at a time. A stream belongs to who
// opened it until Close. Nothing is allocated per frame.
package codec
