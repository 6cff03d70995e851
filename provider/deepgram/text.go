package deepgram

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis/wire"
)

// speakable reports whether there is anything in a text that a voice would say.
func speakable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// pieces cuts a text into pieces that a server takes, at the ends of sentences if that can be, else
// between words. Together they are the text, white space at the cuts aside.
func pieces(text string) []string {
	var out []string
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	for {
		n := fitting(text)
		if n == len(text) {
			return append(out, text)
		}
		if cut := lastBreak(text[:n]); cut > 0 {
			n = cut
		}
		out = append(out, strings.TrimSpace(text[:n]))
		text = strings.TrimSpace(text[n:])
	}
}

// fitting returns how many bytes of a text are as many characters as fit, a space behind included.
func fitting(text string) int {
	chars := 0
	for i := range text {
		if chars++; chars == wire.MaxSpeakText {
			return i
		}
	}
	return len(text)
}

// lastBreak returns where a text is best cut; 0: nowhere.
func lastBreak(text string) int {
	best := 0
	for i, r := range text {
		if !unicode.IsSpace(r) || i == 0 {
			continue
		}
		if prev, _ := utf8.DecodeLastRuneInString(text[:i]); strings.ContainsRune(".!?。！？", prev) {
			best = i
		}
	}
	if best > 0 {
		return best
	}
	return strings.LastIndexFunc(text, unicode.IsSpace)
}
