// Package turnend judges whether a speaker has finished by what they said and by how long they have been
// quiet since, for recognisers that have no opinion of their own.
//
// Packages conversation and server/listen share it, so that a threshold means the same in a conversation
// as in a stream of turns. Everything in it is a pure function, safe for use by any number of goroutines.
package turnend
