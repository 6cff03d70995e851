// Command visavis gives a language model ears, a voice and a face.
//
// This package knows all the others: engines.go is the table of engines, main.go that of commands,
// and each command has a file. Nothing imports it. The binary also serves as its own worker
// processes (internal/worker), which main sees to before anything else.
//
//	visavis serve
//	visavis speak "Hello there." -o hello.wav
package main
