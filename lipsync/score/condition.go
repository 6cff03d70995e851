package main

import (
	_ "embed"
	"strings"

	"github.com/visavis/visavis/lipsync/corpus"
)

//go:embed sentences.txt
var sentences string

//go:embed hard.txt
var hard string

// condition is something that happens to speech, or is known of it.
type condition struct {
	name     string
	texts    []string
	known    bool                                      // the voice is calibrated
	learning bool                                      // one sentence after the other teaches the voice
	said     func(texts []string, i int) string        // what we believe is said; nil: what is
	happens  func(u corpus.Utterance) corpus.Utterance // to the audio; nil: nothing
	letters  bool                                      // words are read by rules, without a lexicon
	detailed bool                                      // every voice is reported
	after    after                                     // what goes before a sentence
	guess    guess                                     // instead of an Aligner
}

// after says what goes before a sentence.
type after uint8

const (
	nothingBefore after = iota
	told                // another sentence, of whose text not a word is right; then Begin
	untold              // the same without Begin
)

func conditions() []condition {
	plain := strings.Split(strings.TrimSpace(sentences), "\n")
	next := func(texts []string, i int) string { return texts[(i+7)%len(texts)] }
	nothing := func([]string, int) string { return "" }
	german := func([]string, int) string { return "Ich weiss nicht, was soll es bedeuten, dass ich so traurig bin." }
	return []condition{
		{name: "calibrated", texts: plain, known: true, detailed: true},
		{name: "unknown voice", texts: plain, detailed: true},
		{name: "several sentences, unknown voice", texts: []string{strings.Join(plain, " ")}, detailed: true},
		{name: "several sentences, calibrated", texts: []string{strings.Join(plain, " ")}, known: true},
		{name: "unknown voice, after a wrong text, not told", texts: plain, after: untold},
		{name: "learning as it talks", texts: plain, learning: true},
		{name: "calibrated, read by rules alone", texts: plain, known: true, letters: true},
		{name: "unknown, read by rules alone", texts: plain, letters: true},
		{name: "no text", texts: plain, said: nothing},
		{name: "no text, calibrated", texts: plain, said: nothing, known: true},
		{name: "wrong text", texts: plain, said: next},
		{name: "wrong text, calibrated", texts: plain, said: next, known: true},
		{name: "text of another language", texts: plain, said: german, known: true},
		{name: "calibrated, after a wrong text, told where it begins", texts: plain, known: true, after: told},
		{name: "calibrated, after a wrong text, not told", texts: plain, known: true, after: untold},
		{name: "noise 20 dB below", texts: plain, known: true, happens: noise},
		{name: "music 20 dB below", texts: plain, known: true, happens: music},
		{name: "telephone, 8 kHz", texts: plain, known: true, happens: telephone},
		{name: "telephone, unknown voice", texts: plain, happens: telephone},
		{name: "30 % faster", texts: plain, known: true, happens: faster},
		{name: "30 % slower", texts: plain, known: true, happens: slower},
		{name: "numbers and names", texts: strings.Split(strings.TrimSpace(hard), "\n"), known: true},
		{name: "baseline: loudness", texts: plain, guess: loudness},
		{name: "baseline: even spreading", texts: plain, guess: evenly},
	}
}
