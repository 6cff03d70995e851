package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type end uint8

const (
	inside   end = iota // in the middle of a phrase
	phrase              // a voice pauses here
	sentence            // and here it takes a breath
)

// ending says what the last word of a text ends.
func ending(text string) end {
	word := text[strings.LastIndexByte(text, ' ')+1:]
	bare := strings.TrimRight(word, "'\"”’)»}")
	last, _ := utf8.DecodeLastRuneInString(bare)
	switch {
	case bare == "":
		return inside
	case strings.ContainsRune("!?"+wideStops, last):
		return sentence
	case last == ',' && utf8.RuneCountInString(bare) == 2:
		return inside // a letter of a word that is spelt, an item of "1, 2, 3"
	case strings.HasSuffix(bare, "..") || strings.ContainsRune(",;:…"+dash, last):
		return phrase
	case last == '.' && !isAbbreviation(bare, len(word) == len(text)):
		return sentence
	}
	return inside
}

// isAbbreviation tells the full stop of "Dr." from that of a sentence. In doubt it is one: then the
// clause goes on to the next sentence, which costs a little time; a wrong cut is heard. Alone says
// that nothing stands before the word, as before the number of a list.
func isAbbreviation(word string, alone bool) bool {
	word = strings.TrimLeft(word, "'\"“‘(«{")
	stem := strings.TrimSuffix(word, ".")
	if alone && strings.Trim(stem, "0123456789") == "" {
		return true
	}
	return isInitials(stem) || isShortened(strings.ToLower(stem))
}

// isInitials recognises "J", "U.S" and "e.g", but not the pronoun "I".
func isInitials(stem string) bool {
	if stem == "I" {
		return false
	}
	for part := range strings.SplitSeq(stem, ".") {
		r, size := utf8.DecodeRuneInString(part)
		if size == 0 || size != len(part) || !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

func isShortened(stem string) bool {
	switch stem {
	case "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "rev", "hon", "gen", "col", "capt", "lt", "sgt",
		"vs", "etc", "eg", "ie", "cf", "al", "approx", "ca", "fig", "vol", "pp", "ed", "est",
		"inc", "ltd", "corp", "dept", "univ", "ave", "blvd", "ph.d",
		"jan", "feb", "apr", "aug", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}
