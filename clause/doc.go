// Package clause cuts the text of a reply into clauses that can be spoken, while the text is still
// being written.
//
// A session feeds every delta of a [visavis.Generator] to a [Splitter] and sends each [Clause] that
// comes out to the voice, the page and the history: what is shown, spoken and remembered is the
// same text. The first clause is short, so that the voice can begin early; later ones are whole
// sentences, which sound better.
//
// Markup does not survive: Markdown, HTML, emoji and list bullets are removed, an address becomes
// "a link", a code block "some code", the thoughts of a reasoning model (<think>) nothing at all.
// Cues in square brackets, such as [happy] or [nod], leave the text and are attached to the word
// that follows them.
//
// The clauses depend on the text alone, never on how it was divided into deltas: a decision waits
// until no further text can change it. So a word waits for the white space behind it, and a tag,
// bracket or address for its end. Nothing waits for the next sentence to begin.
//
// The package is pure: no clock, no goroutine. A Splitter belongs to one goroutine.
package clause
