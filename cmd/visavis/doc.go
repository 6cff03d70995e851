// Command visavis gives a language model ears, a voice and a face.
//
// This package knows all the others, and alone reads files, flags and the environment. Nothing
// imports it. The way of an engine through it:
//
//	environ.go, config*.go   keys (environment, .env) and settings (visavis.yaml)
//	engines.go               the table of engines; its rows are in ears.go, brains.go, voices.go
//	choose.go                which of them are used, by preference, and why others are not
//	workshop.go, offer.go    they are made, and offered to the server with what stands in
//
// main.go is the table of commands, and each command has a file. The binary also serves as its own
// worker processes (internal/worker), which main sees to before anything else.
//
//	visavis serve
//	visavis speak "Hello there." -o hello.wav
package main
