// Package pronounce tells how text is spoken: which words, and which sounds each.
//
// [Spell] is the one normaliser: it writes out numbers, amounts, dates, times, units and
// abbreviations. A voice is given [Say] of a text, an aligner the [Word]s of it, and so both expect
// the same.
//
// A [Reader] asks an embedded voice for the sounds, which has a whole dictionary, and remembers the
// answers. Its [Lexicon] does without: it has the user's own words, the several ways to speak little
// ones, and rules for letters, learnt by lipsync/train from a dictionary, that are right for common
// words and nearly right for others.
//
// Spell and Lexicon are pure; a Reader may be used by any number of goroutines. Callers are package
// lipsync's users. English only.
package pronounce
