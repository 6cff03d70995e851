package listen

import "github.com/visavis/visavis/wire"

// piece is what some words are written as: one entry of words, or none. The zero value: nothing was found.
type piece struct {
	words   int    // how many it stands for
	word    string // empty: they are left out
	written string // word with its capitals and signs
}

// rewrite asks at each word what it and those behind it are written as; before is what is written
// already. An entry for several words lasts from the first one's start to the last one's end and is as
// sure as the least sure of them. The words are overwritten.
func rewrite(words []wire.ListenWord, find func(before, rest []wire.ListenWord) piece) []wire.ListenWord {
	out := words[:0]
	for len(words) > 0 {
		p := find(out, words)
		switch {
		case p.words == 0:
			p.words = 1
			out = append(out, words[0])
		case p.word != "":
			w := merged(words[:p.words])
			w.Word, w.PunctuatedWord = p.word, p.written
			out = append(out, w)
		}
		words = words[p.words:]
	}
	return out
}

// merged returns the place of words, and how sure they are.
func merged(words []wire.ListenWord) wire.ListenWord {
	w := words[0]
	for _, next := range words[1:] {
		w.Confidence = min(w.Confidence, next.Confidence)
		if w.End = next.End; next.Start == nowhere {
			w.Start = nowhere
		}
	}
	return w
}
