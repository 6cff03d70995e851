// Package worker runs C libraries in child processes of our own binary.
//
// A C library may abort the process, leak, or keep global state; a worker confines that. The
// binary starts itself again with an environment variable that names the worker; [Main], called
// first thing in main (and in TestMain), then serves instead of returning. Parent and child talk
// in frames over pipes: a kind byte and a payload, see [Conn].
//
// A [Pool] keeps a number of workers of one sort alive and hands them out one user at a time; a
// worker that dies is replaced at once, whether it was in use or not.
package worker
