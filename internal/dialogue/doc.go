// Package dialogue is how a spoken conversation is told to a language model, whoever serves it: what
// the model must know of its voice and face, whose turn follows whose, and what calls of functions
// look like once they are put in order. The drivers of openai, gemini and anthropic translate its
// turns into their vendor's form.
//
// Everything in it is a pure function, safe for use by any number of goroutines.
package dialogue
