package server

import (
	"slices"
	"strings"

	"github.com/visavis/visavis/wire"
)

// offered is an engine of the operator's that a client may choose.
type offered interface {
	id() string
	standIns() []string
}

func (e Ears) id() string         { return e.ID }
func (e Ears) standIns() []string { return e.Fallbacks }

func (b Brain) id() string         { return b.ID }
func (b Brain) standIns() []string { return b.Fallbacks }

func (v Voice) id() string         { return v.ID }
func (v Voice) standIns() []string { return v.Fallbacks }

// chooseEars returns the ears that a listen block names, the default ones when it names none that are
// here, and those that stand in for them. Without any it returns nil.
func (c *Config) chooseEars(p wire.ListenProvider) []Ears {
	if len(c.Ears) == 0 {
		return nil
	}
	chosen, ok := pick(c.Ears, p.Type, p.Model)
	if !ok {
		chosen = c.Ears[0]
	}
	chain := withFallbacks([]Ears{chosen}, c.Ears)
	for i := range chain {
		chain[i] = chain[i].listeningFor(p)
	}
	return chain
}

// listeningFor returns ears that heed a client's options, if these can.
func (e Ears) listeningFor(p wire.ListenProvider) Ears {
	plain := p.Language == "" && len(p.LanguageHints) == 0 && len(p.Keyterms) == 0 && p.SmartFormat == nil &&
		p.EOTThreshold == nil && p.EagerEOTThreshold == nil && p.EOTTimeoutMS == nil
	if e.With == nil || plain {
		return e
	}
	if t := e.With(p); t != nil {
		e.Transcriber = t
	}
	return e
}

// chooseBrains returns the brains that a think block names, in its order, and then those that stand in
// for them. The models of vendors that are not here are served by the default brain: a client written
// for them should work. path is the block's, for errors.
func (c *Config) chooseBrains(path string, blocks []wire.Think) ([]Brain, error) {
	var chosen []Brain
	for i, t := range blocks {
		if t.Endpoint != nil {
			b, err := c.Endpoints.brain(element(path, i, len(blocks))+".endpoint", t)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, b)
		} else if b, ok := pick(c.Brains, t.Provider.Type, t.Provider.Model); ok {
			chosen = append(chosen, b)
		}
	}
	if !slices.ContainsFunc(chosen, func(b Brain) bool { return !b.own }) {
		chosen = append(chosen, c.Brains[0]) // behind a client's own, which may be gone
	}
	return withFallbacks(chosen, c.Brains), nil
}

// chooseVoices returns the voices that a speak block names by id, in its order; otherwise the first
// that speaks one of the languages, given in the order of their weight, and has the gender of the voice
// of Deepgram's that is named; and then those that stand in.
// Without any voices it returns nil.
func (c *Config) chooseVoices(path string, blocks []wire.Speak, languages ...string) ([]Voice, error) {
	var chosen []Voice
	var wanted []string
	gender := ""
	for i, s := range blocks {
		if s.Endpoint != nil {
			v, err := c.Endpoints.voice(element(path, i, len(blocks))+".endpoint", s)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, v)
		} else if v, ok := pick(c.Voices, s.Provider.Type, voiceNames(s.Provider)...); ok {
			chosen = append(chosen, v)
		}
		wanted = append(wanted, s.Provider.Language, s.Provider.LanguageCode, languageOfModel(s.Provider.Model))
		gender = firstSet(gender, genderOf(s.Provider.Model))
	}
	if len(c.Voices) > 0 && !slices.ContainsFunc(chosen, func(v Voice) bool { return !v.own }) {
		v := c.ofGender(c.voiceByLanguage(append(wanted, languages...)), gender)
		chosen = append(chosen, v) // behind a client's own
	}
	return withFallbacks(chosen, c.Voices), nil
}

// pick returns the engine that a client calls by one of the names: by its id, or, as the clients of
// vendors do, by the vendor and the vendor's own name for it.
func pick[E offered](all []E, vendor string, names ...string) (chosen E, ok bool) {
	for _, called := range []func(id, name string) bool{
		func(id, name string) bool { return id == name },
		func(id, name string) bool { return id == vendorFolder(vendor)+"/"+name },
		func(id, name string) bool { return strings.HasSuffix(id, "/"+name) },
	} {
		for _, name := range names {
			i := slices.IndexFunc(all, func(e E) bool { return name != "" && called(e.id(), name) })
			if i >= 0 {
				return all[i], true
			}
		}
	}
	return chosen, false
}

// vendorFolder returns what ids begin with for a provider.type of the protocol.
func vendorFolder(providerType string) string {
	switch providerType {
	case "open_ai":
		return "openai"
	case "google":
		return "gemini"
	}
	return providerType
}

// withFallbacks appends what stands in for the chosen engines; each comes once.
func withFallbacks[E offered](chosen, all []E) []E {
	var chain []E
	add := func(e E) {
		if !slices.ContainsFunc(chain, func(other E) bool { return other.id() == e.id() }) {
			chain = append(chain, e)
		}
	}
	for _, e := range chosen {
		add(e)
	}
	for _, e := range chosen {
		for _, id := range e.standIns() {
			if i := slices.IndexFunc(all, func(e E) bool { return e.id() == id }); i >= 0 {
				add(all[i])
			}
		}
	}
	return chain
}

// voiceNames are the members in which vendors' clients name a voice, the most exact first.
func voiceNames(p wire.SpeakProvider) []string {
	if p.Voice == nil {
		return []string{p.Model, p.ModelID}
	}
	voice := p.Voice.ID
	return []string{p.Model + "/" + voice, p.ModelID + "/" + voice, p.Model, p.ModelID, voice}
}
