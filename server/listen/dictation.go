package listen

import (
	"strings"

	"github.com/visavis/visavis/wire"
)

// dictated writes signs for the words that name them, behind the word that they follow. What follows
// the end of a sentence gets a capital.
func dictated(words []wire.ListenWord) []wire.ListenWord {
	fresh := false // a sentence has just been ended
	return rewrite(words, func(_, rest []wire.ListenWord) piece {
		p := withSigns(rest)
		signed := p.words > 0
		if fresh && !signed {
			p = piece{1, rest[0].Word, rest[0].PunctuatedWord}
		}
		if fresh {
			p.written = capital(p.written)
		}
		fresh = signed && endsSentence(p.written)
		return p
	})
}

// withSigns returns a word with the signs that are dictated behind it, or signs that follow no word.
func withSigns(words []wire.ListenWord) piece {
	if sign, n := command(words); n > 0 {
		return moreSigns(piece{n, sign, sign}, words)
	}
	sign, n := command(words[1:])
	if n == 0 {
		return piece{}
	}
	p := piece{1 + n, words[0].Word, words[0].PunctuatedWord}
	if !strings.HasPrefix(sign, "\n") {
		p.written = strings.TrimSuffix(p.written, trailing(p.written)) // the one that is dictated holds
	}
	p.written += sign
	return moreSigns(p, words)
}

// moreSigns adds what is dictated behind a sign: a new line behind a period.
func moreSigns(p piece, words []wire.ListenWord) piece {
	for {
		sign, n := command(words[p.words:])
		if n == 0 {
			return p
		}
		p.words, p.written = p.words+n, p.written+sign
	}
}

// command returns the sign that the words begin to name, and how many words do.
func command(words []wire.ListenWord) (sign string, n int) {
	if len(words) == 0 {
		return "", 0
	}
	switch words[0].Word {
	case "period":
		return ".", 1
	case "comma":
		return ",", 1
	case "colon":
		return ":", 1
	}
	if len(words) == 1 || trailing(words[0].PunctuatedWord) != "" {
		return "", 0
	}
	switch words[0].Word + " " + words[1].Word {
	case "question mark":
		return "?", 2
	case "exclamation mark", "exclamation point":
		return "!", 2
	case "new line":
		return "\n", 2
	case "new paragraph":
		return "\n\n", 2
	}
	return "", 0
}
