package espeak

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pair returns the phone of ARPAbet that is nearest to two characters of IPA together, empty if
// they are two sounds.
func pair(ipa string) string {
	switch ipa {
	case "tʃ", "tɕ", "tʂ":
		return "CH"
	case "dʒ", "dʑ", "dʐ":
		return "JH"
	case "eɪ", "ei":
		return "EY"
	case "aɪ", "ai", "ɑɪ":
		return "AY"
	case "aʊ", "au", "ɑʊ":
		return "AW"
	case "ɔɪ", "oi", "ɔy", "ɔø":
		return "OY"
	case "oʊ", "ou", "əʊ":
		return "OW"
	}
	return ""
}

// sound returns the phone of ARPAbet that is nearest to a character of IPA, empty if there is none.
// What counts is how the mouth looks: the rounded front vowels become rounded ones. The schwa is
// AH, as in package flite.
func sound(r rune) string {
	for _, s := range sounds {
		if strings.ContainsRune(s.ipa, r) {
			return s.phone
		}
	}
	return ""
}

var sounds = []struct{ ipa, phone string }{
	{"p", "P"}, {"bɓ", "B"}, {"mɱ", "M"}, {"fɸ", "F"}, {"vβʋⱱ", "V"}, {"θ", "TH"}, {"ð", "DH"},
	{"tʈʔ", "T"}, {"dɖɗ", "D"}, {"ɾ", "DX"}, {"kqcxχ", "K"}, {"ɡgɟɣɢɠ", "G"}, {"hɦħʕçʜ", "HH"},
	{"ʃʂɕ", "SH"}, {"ʒʐʑ", "ZH"}, {"s", "S"}, {"z", "Z"}, {"nɲɳ", "N"}, {"ŋɴ", "NG"},
	{"lɫɭʎɬʟɺ", "L"}, {"ɹrʁʀɻɽ", "R"}, {"jʝ", "Y"}, {"wʍɥɰ", "W"},
	{"ɑaɒäɶ", "AA"}, {"æ", "AE"}, {"ʌɐəɘɤ", "AH"}, {"ɜɝɚɞ", "ER"}, {"ɛe", "EH"}, {"ɪᵻɨɯ", "IH"},
	{"i", "IY"}, {"ɔoœɵ", "AO"}, {"ʊʏø", "UH"}, {"uʉyᵿ", "UW"},
}

// arpabet returns the phones of an espeak-ng phoneme, which may fuse several sounds (ɑːɹ, aɪɚ, əl).
// It returns nothing for marks alone and for language switches such as "(en)".
func arpabet(ipa string) []string {
	if strings.HasPrefix(ipa, "(") {
		return nil
	}
	s := strings.Map(plainIPA, ipa)
	var phones []string
	for s != "" {
		phone, n := nextSound(s)
		if phone != "" {
			phones = append(phones, phone)
		}
		s = s[n:]
	}
	return phones
}

// nextSound returns the phone at the start of s, if any, and how many bytes it takes.
func nextSound(s string) (phone string, n int) {
	first, n1 := utf8.DecodeRuneInString(s)
	if _, n2 := utf8.DecodeRuneInString(s[n1:]); n2 > 0 {
		if p := pair(s[:n1+n2]); p != "" {
			return p, n1 + n2
		}
	}
	return sound(first), n1
}

// plainIPA drops what modifies a sound: length, stress, tone, nasality and the like.
func plainIPA(r rune) rune {
	if unicode.In(r, unicode.Mn, unicode.Lm, unicode.Sk, unicode.Nd) || r == utf8.RuneError {
		return -1
	}
	return r
}
