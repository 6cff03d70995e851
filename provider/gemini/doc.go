// Package gemini is a generator for Google's Gemini models, by the Gemini API (with a key, not by
// Vertex) and the official SDK.
//
// The command builds a [Generator] from a [Config]. The package takes nothing from the environment:
// a key goes to the address it was configured with, and to no other. (The SDK looks at the
// environment all the same, and writes one line to the standard logger when it finds two keys there.
// It uses neither.)
//
// Gemini signs the thought behind a call and wants the signature back with the call's result: it is
// visavis.Call.Signature, in base64.
//
// A Generator tries once. Trying again, time limits and metrics belong around it. It may be used by
// any number of conversations at once and starts no goroutine that outlives a call.
package gemini
