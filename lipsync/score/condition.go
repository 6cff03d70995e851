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
	known    bool   // the voice is calibrated
	learning bool   // one sentence after the other teaches the voice
	said     belief // what we believe is said; nil: what is
	happens  event  // to the audio; nil: nothing
	letters  bool   // words are read by rules, without a lexicon
	detailed bool   // every voice is reported
	after    *trouble
	guess    guess // instead of an Aligner
}

// belief is what we believe is said in place of a text of several.
type belief func(texts []string, i int) string

// event is something that happens to audio.
type event func(u corpus.Utterance) corpus.Utterance

// trouble is another sentence that goes before the one that is scored, in the same audio.
type trouble struct {
	texts   []string // nil: those of the condition
	said    belief
	happens event
	told    bool // Begin tells where it is over
}

func another(texts []string, i int) string { return texts[(i+7)%len(texts)] }
func nothing([]string, int) string         { return "" }
func german([]string, int) string {
	return "Ich weiss nicht, was soll es bedeuten, dass ich so traurig bin."
}

// conditions are those whose speech is scored itself.
func conditions() []condition {
	plain := strings.Split(strings.TrimSpace(sentences), "\n")
	awkward := strings.Split(strings.TrimSpace(hard), "\n")
	return []condition{
		{name: "calibrated", texts: plain, known: true, detailed: true},
		{name: "unknown voice", texts: plain, detailed: true},
		{name: "several sentences, unknown voice", texts: []string{strings.Join(plain, " ")}, detailed: true},
		{name: "several sentences, calibrated", texts: []string{strings.Join(plain, " ")}, known: true},
		{name: "learning as it talks", texts: plain, learning: true},
		{name: "calibrated, read by rules alone", texts: plain, known: true, letters: true},
		{name: "unknown, read by rules alone", texts: plain, letters: true},
		{name: "no text, or an empty one", texts: plain, said: nothing},
		{name: "no text, calibrated", texts: plain, said: nothing, known: true},
		{name: "wrong text", texts: plain, said: another},
		{name: "wrong text, calibrated", texts: plain, said: another, known: true},
		{name: "text of another language", texts: plain, said: german, known: true},
		{name: "silence", texts: plain, said: nothing, known: true, happens: silence},
		{name: "silence in place of the text", texts: plain, known: true, happens: silence},
		{name: "noise 20 dB below", texts: plain, known: true, happens: noise},
		{name: "music 20 dB below", texts: plain, known: true, happens: music},
		{name: "telephone, 8 kHz", texts: plain, known: true, happens: telephone},
		{name: "telephone, unknown voice", texts: plain, happens: telephone},
		{name: "30 % faster", texts: plain, known: true, happens: faster},
		{name: "30 % slower", texts: plain, known: true, happens: slower},
		{name: "numbers and names", texts: awkward, known: true},
		{name: "numbers and names, read by rules alone", texts: awkward, known: true, letters: true},
		{name: "baseline: loudness", texts: plain, guess: loudness},
		{name: "baseline: even spreading", texts: plain, guess: evenly},
	}
}

// aftermaths are conditions of a sentence that is itself as it should be, after one that is not.
func aftermaths() []condition {
	plain := strings.Split(strings.TrimSpace(sentences), "\n")
	awkward := strings.Split(strings.TrimSpace(hard), "\n")
	return []condition{
		{name: "after a sentence like it", texts: plain, known: true, after: &trouble{}},
		{name: "after noise", texts: plain, known: true, after: &trouble{happens: noise}},
		{name: "after music", texts: plain, known: true, after: &trouble{happens: music}},
		{name: "after a telephone's sound", texts: plain, known: true, after: &trouble{happens: telephoned}},
		{name: "after very fast speech", texts: plain, known: true, after: &trouble{happens: faster}},
		{name: "after very slow speech", texts: plain, known: true, after: &trouble{happens: slower}},
		{name: "after numbers and names", texts: plain, known: true, after: &trouble{texts: awkward}},
		{name: "after silence", texts: plain, known: true, after: &trouble{said: nothing, happens: silence}},
		{name: "after silence in place of a text", texts: plain, known: true, after: &trouble{happens: silence}},
		{name: "after an empty text", texts: plain, known: true, after: &trouble{said: nothing}},
		{name: "after a wrong text", texts: plain, known: true, after: &trouble{said: another}},
		{name: "after a wrong text, told where it ends", texts: plain, known: true, after: &trouble{said: another, told: true}},
		{name: "after a text of another language", texts: plain, known: true, after: &trouble{said: german}},
		{name: "after a wrong text, unknown voice", texts: plain, after: &trouble{said: another}},
	}
}
