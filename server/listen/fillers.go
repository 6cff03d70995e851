package listen

import "github.com/visavis/visavis/wire"

// isFiller reports whether a word is one of the two that filler_words=false leaves out. Others, such as
// "uh-huh", say something.
func isFiller(word string) bool { return word == "uh" || word == "um" }

// withoutFillers leaves fillers out.
func withoutFillers(words []wire.ListenWord) []wire.ListenWord {
	return rewrite(words, func(_, rest []wire.ListenWord) piece {
		if isFiller(rest[0].Word) {
			return piece{words: 1}
		}
		return piece{}
	})
}
