package speakable

import (
	"strings"
	"unicode"
)

// plain gives the ASCII form of typographic characters, in any script. The second result is false
// for characters that have none.
func plain(r rune) (string, bool) {
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ', '´', '′':
		return "'", true
	case '“', '”', '„', '‟', '«', '»', '″', '「', '」', '『', '』':
		return `"`, true
	case '‐', '‑', '−':
		return "-", true
	case '–', '—', '―':
		return ", ", true
	case '…':
		return "...", true
	case '。', '।', '۔', '։', '።':
		return ". ", true
	case '、', '，', '،':
		return ", ", true
	case '！':
		return "! ", true
	case '？', '؟':
		return "? ", true
	case '：':
		return ": ", true
	case '；', '؛':
		return "; ", true
	}
	return "", false
}

// asciiForms lists Latin letters and symbols by the ASCII that a voice without them should read.
var asciiForms = []struct{ from, to string }{
	{"àáâãäåāăąǎ", "a"}, {"æ", "ae"}, {"çćĉċč", "c"}, {"ðďđ", "d"}, {"èéêëēĕėęě", "e"},
	{"ĝğġģǧ", "g"}, {"ĥħ", "h"}, {"ìíîïĩīĭįıǐ", "i"}, {"ĵ", "j"}, {"ķ", "k"}, {"ĺļľŀł", "l"},
	{"ñńņňŉŋ", "n"}, {"òóôõöøōŏőǒ", "o"}, {"œ", "oe"}, {"ŕŗř", "r"}, {"śŝşšș", "s"}, {"ß", "ss"},
	{"ţťŧț", "t"}, {"þ", "th"}, {"ùúûüũūŭůűųǔ", "u"}, {"ŵ", "w"}, {"ýÿŷ", "y"}, {"źżž", "z"},
	{"£", " pounds "}, {"€", " euros "}, {"¥", " yen "}, {"°", " degrees "}, {"±", " plus or minus "},
	{"×", " times "}, {"÷", " divided by "}, {"¼", " one quarter "}, {"½", " one half "},
	{"¾", " three quarters "}, {"²", " squared "}, {"³", " cubed "}, {"§", " section "},
}

// toASCII returns what stands for r, empty if nothing does.
func toASCII(r rune) string {
	lower := unicode.ToLower(r)
	for _, f := range asciiForms {
		if !strings.ContainsRune(f.from, lower) {
			continue
		}
		if lower != r {
			return strings.ToUpper(f.to)
		}
		return f.to
	}
	return ""
}
