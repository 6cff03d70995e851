package server

import (
	"strings"

	"github.com/visavis/visavis/wire"
)

// chooseBrain returns the brain that a think block names. The models of vendors that are not here
// are served by the default one: a client written for them should work.
func (c *Config) chooseBrain(chain []wire.Think) (Brain, error) {
	for _, t := range chain {
		if t.Endpoint != nil {
			return Brain{}, settingsError("agent.think.endpoint", "the operator of this server does not allow custom endpoints")
		}
	}
	for _, t := range chain {
		for _, b := range c.Brains {
			if b.ID == t.Provider.Model {
				return b, nil
			}
		}
	}
	return c.Brains[0], nil
}

// chooseVoice returns the voice that a speak block names by id or by language, and otherwise the
// first that speaks one of the languages, given in the order of their weight. Without any voices
// it returns the zero Voice.
func (c *Config) chooseVoice(chain []wire.Speak, languages ...string) (Voice, error) {
	for _, s := range chain {
		if s.Endpoint != nil {
			return Voice{}, settingsError("agent.speak.endpoint", "the operator of this server does not allow custom endpoints")
		}
	}
	for _, s := range chain {
		if v, ok := c.voiceByID(voiceNames(s.Provider)...); ok {
			return v, nil
		}
	}
	var wanted []string
	for _, s := range chain {
		wanted = append(wanted, s.Provider.Language, s.Provider.LanguageCode, languageOfModel(s.Provider.Model))
	}
	return c.voiceByLanguage(append(wanted, languages...)), nil
}

// voiceNames are the members in which vendors' clients name a voice.
func voiceNames(p wire.SpeakProvider) []string {
	names := []string{p.Model, p.ModelID}
	if p.Voice != nil {
		names = append(names, p.Voice.ID)
	}
	return names
}

func (c *Config) voiceByID(ids ...string) (Voice, bool) {
	for _, id := range ids {
		for _, v := range c.Voices {
			if v.ID == id {
				return v, true
			}
		}
	}
	return Voice{}, false
}

// voiceByLanguage returns a voice for the first language that is given. The order of the voices
// decides between those of one language; a region that matches counts more.
func (c *Config) voiceByLanguage(languages []string) Voice {
	if len(c.Voices) == 0 {
		return Voice{}
	}
	for _, wanted := range languages {
		if wanted == "" || wanted == "multi" {
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
