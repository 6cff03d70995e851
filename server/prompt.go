package server

import (
	"slices"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// prompt is the brain's instructions, as far as they fit.
type prompt struct{ text string }

func promptWarning() wire.Warning {
	return wire.Warning{Code: wire.PromptTooLong, Description: "The prompt was cut after 25000 characters."}
}

// add appends text as a paragraph and reports whether all of it fitted.
func (p *prompt) add(text string) bool {
	if p.text != "" {
		text = p.text + "\n\n" + text
	}
	var whole bool
	p.text, whole = firstRunes(text, maxPrompt)
	return whole
}

// firstRunes returns the first n characters of s and whether these are all.
func firstRunes(s string, n int) (string, bool) {
	if utf8.RuneCountInString(s) <= n {
		return s, true
	}
	for i := range s {
		if n == 0 {
			return s[:i], false
		}
		n--
	}
	return s, true
}

// sampling returns how the model of an element of a think block is to choose its words.
func sampling(path string, p wire.ThinkProvider) (s visavis.Sampling, err error) {
	path += ".provider"
	if t := p.Temperature; t != nil && (*t < 0 || *t > 2) {
		return s, settingsError(path+".temperature", "must be 0 to 2")
	}
	if efforts := []string{"", "none", "minimal", "low", "medium", "high"}; !slices.Contains(efforts, p.ReasoningMode) {
		return s, settingsError(path+".reasoning_mode", "must be none, minimal, low, medium or high")
	}
	return visavis.Sampling{Temperature: p.Temperature, Effort: p.ReasoningMode}, nil
}

// samplingOf returns that of the first element, which is the conversation's.
func samplingOf(path string, blocks []wire.Think) (visavis.Sampling, error) {
	if len(blocks) == 0 {
		return visavis.Sampling{}, nil
	}
	return sampling(element(path, 0, len(blocks)), blocks[0].Provider)
}
