package server

import (
	"slices"
	"strings"
)

// multilingual is what clients call any language.
const multilingual = "multi"

// voiceByLanguage returns a voice for the first language that is given. The order of the voices
// decides between those of one language; a region that matches counts more. There is a voice.
func (c *Config) voiceByLanguage(languages []string) Voice {
	for _, wanted := range languages {
		if wanted == "" || wanted == multilingual {
			continue
		}
		best, bestScore := c.Voices[0], 0
		for _, v := range c.Voices {
			if score := languageMatch(v.Language, wanted); score > bestScore {
				best, bestScore = v, score
			}
		}
		return best
	}
	return c.Voices[0]
}

// hears reports whether ears understand one of some languages. All do if none is named.
func (e Ears) hears(languages ...string) bool {
	anything := func(wanted string) bool { return wanted == "" || wanted == multilingual }
	return e.Language == "" || !slices.ContainsFunc(languages, func(wanted string) bool { return !anything(wanted) }) ||
		slices.ContainsFunc(languages, func(wanted string) bool { return languageMatch(e.Language, wanted) > 0 })
}

// languageMatch is 0 for different languages, 1 for the same and 2 for the same in the same region.
func languageMatch(a, b string) int {
	mainA, _, _ := strings.Cut(a, "-")
	mainB, _, _ := strings.Cut(b, "-")
	switch {
	case strings.EqualFold(a, b):
		return 2
	case strings.EqualFold(mainA, mainB):
		return 1
	}
	return 0
}

// languageOfModel returns the language that ends the names of Deepgram's voices, such as "es" in
// aura-2-celeste-es; empty for any other model.
func languageOfModel(model string) string {
	if !strings.HasPrefix(model, "aura-") && !strings.HasPrefix(model, "flux-") {
		return ""
	}
	last := model[strings.LastIndexByte(model, '-')+1:]
	if len(last) != 2 {
		return ""
	}
	return last
}
