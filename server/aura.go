package server

import (
	"slices"
	"strings"
)

// Deepgram's voices of the families aura and aura-2, by their public list of models.
const (
	auraWomen = "agathe agustina ama amalthea andromeda antonia asteria athena aurelia aurora beatrix callista carina celeste " +
		"cinzia cora cordelia cornelia daphne delia demetra diana elara electra estrella gloria harmonia helena hera hestia iris " +
		"izanami janus juno kara lara leda livia luna maia melia minerva olivia ophelia pandora phoebe rhea selena selene silvia " +
		"stella thalia theia uzume vesta viktoria"
	auraMen = "alvaro angus apollo aquila arcas aries atlas cesare dionisio draco ebisu elio fabian flavio fujin hector helios " +
		"hermes hyperion javier julius jupiter lars luciano mars neptune nestor odysseus orion orpheus perseo perseus pluto roman " +
		"sander saturn sirio valerio zeus"
	auraLanguages = "en es de nl fr it ja"
)

// Genders of voices, as Voice.Gender has them.
const (
	female = "female"
	male   = "male"
)

// auraVoice is what is known of one of Deepgram's voices.
type auraVoice struct{ language, gender string }

// parseAura reads a name such as aura-asteria-en or aura-2-thalia-en. known is false for any other.
func parseAura(model string) (v auraVoice, known bool) {
	rest, ok := strings.CutPrefix(model, "aura-")
	rest = strings.TrimPrefix(rest, "2-")
	name, language, both := strings.Cut(rest, "-")
	if !ok || !both || !listed(auraLanguages, language) {
		return v, false
	}
	v = auraVoice{language, genderIn(name, auraWomen, auraMen)}
	return v, v.gender != ""
}

// genderIn returns the gender of a voice that is listed with its like; empty: it is not.
func genderIn(name, women, men string) string {
	switch {
	case listed(women, name):
		return female
	case listed(men, name):
		return male
	}
	return ""
}

func listed(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

// voiceLike returns the voice here that comes nearest to one of Deepgram's: of its language, and if
// there are several of its gender. There is a voice.
func (c *Config) voiceLike(a auraVoice) Voice {
	return c.ofGender(c.voiceByLanguage([]string{a.language}), a.gender)
}

// ofGender returns v, or one of its language that has the gender when v has not.
func (c *Config) ofGender(v Voice, gender string) Voice {
	if v.Gender == gender {
		return v
	}
	for _, other := range c.Voices {
		if gender != "" && other.Gender == gender && languageMatch(other.Language, v.Language) > 0 {
			return other
		}
	}
	return v
}

// genderOf returns what is known of a voice by the name that Deepgram gave it.
func genderOf(model string) string {
	v, aura := parseAura(model)
	if !aura {
		v, _ = parseFlux(model)
	}
	return v.gender
}
