// Package pronounce tells how text is spoken: which words, and which sounds each.
//
// [Say] is the one normaliser: it writes out numbers, amounts, dates, times, units and abbreviations.
// A voice is given Say of a text, an aligner the [Word]s of it, and so both expect the same. Where
// people, or voices that do as they like, may read something else, the Word has those readings too.
//
// A [Lexicon] knows the user's own words, the several ways to speak little ones, and rules for
// letters, learnt by lipsync/train from a dictionary, that are right for common words and nearly
// right for others. A [Reader] asks an embedded voice, which has a whole dictionary, and remembers the
// answers word by word; its Lexicon never waits for one.
//
// All but the Reader is pure; Lexicons and Readers may be used by any number of goroutines. Callers are
// package lipsync's users. English only.
package pronounce
