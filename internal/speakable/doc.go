// Package speakable makes text safe and fit for the C libraries that speak.
//
// What comes from a language model or a client may hold anything; libespeak-ng aborts the process
// on some of it. [Clean] keeps what a language is written in, in words of a bounded length and
// pieces of a bounded length, and remembers where each byte came from, so that the times of words
// can be told for the text as it was given.
//
// All functions are pure. Callers are the embedded voices (package voice). What reads well aloud
// (numbers, markup, addresses) is not decided here but in package clause.
package speakable
