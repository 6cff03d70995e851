package espeak

import (
	"strings"
	"unicode/utf8"
)

// Phoneme events do not tell stress. The library's transcription of the text does: the same
// phonemes with a mark before each stressed vowel, words parted by spaces and phonemes by
// underscores ("h_ə_l_ˈoʊ m_aɪ").
const (
	stressMark    = "ˈ"
	lesserStress  = "ˌ"
	phonemeParter = "_"
)

// transcribed is a phoneme of the transcription.
type transcribed struct {
	name     string
	stressed bool // part of a stressed syllable: the vowel, or a consonant before it in its word
}

// markStress marks the phonemes that are part of a stressed syllable. The transcription may differ
// here and there from what is spoken; a phoneme that is not found in it is not stressed.
func markStress(phonemes []phoneme, transcription string) {
	var sounds []transcribed
	for _, word := range strings.Fields(transcription) {
		sounds = append(sounds, transcribedWord(word)...)
	}
	const window = 4 // how far the two may be apart
	for i := range phonemes {
		p := &phonemes[i]
		if p.name == "" {
			continue // pauses are not transcribed
		}
		for j, s := range sounds[:min(window, len(sounds))] {
			if s.name == p.name {
				p.stressed = s.stressed
				sounds = sounds[j+1:]
				break
			}
		}
	}
}

func transcribedWord(word string) []transcribed {
	var sounds []transcribed
	for _, s := range strings.Split(word, phonemeParter) {
		name, stressed := strings.CutPrefix(s, stressMark)
		sounds = append(sounds, transcribed{strings.TrimPrefix(name, lesserStress), stressed})
		if !stressed {
			continue
		}
		for i := len(sounds) - 2; i >= 0 && isConsonant(sounds[i].name); i-- {
			sounds[i].stressed = true
		}
	}
	return sounds
}

func isConsonant(ipa string) bool {
	r, _ := utf8.DecodeRuneInString(ipa)
	phone := sound(r)
	return phone != "" && !strings.ContainsAny(phone[:1], "AEIOU")
}
