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
	wished() bool // it is asked as a client wishes
}

func (e Ears) id() string         { return e.ID }
func (e Ears) standIns() []string { return e.Fallbacks }
func (e Ears) wished() bool       { return e.heeds }

func (b Brain) id() string         { return b.ID }
func (b Brain) standIns() []string { return b.Fallbacks }
func (b Brain) wished() bool       { return true } // with the client's functions, and on with what was said

func (v Voice) id() string         { return v.ID }
func (v Voice) standIns() []string { return v.Fallbacks }
func (v Voice) wished() bool       { return v.heeds }

// chooseEars returns the ears that a listen block names, when it names none that are here the first ones
// that hear its language, and those that stand in for them. Without any it returns nil.
func (c *Config) chooseEars(p wire.ListenProvider) []Ears {
	if len(c.Ears) == 0 {
		return nil
	}
	chosen, ok := pick(c.Ears, p.Type, p.Model)
	if !ok {
		chosen = c.Ears[max(0, slices.IndexFunc(c.Ears, func(e Ears) bool { return e.hears(p.Language) }))]
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
		e.Transcriber, e.heeds = t, true
	}
	return e
}

// chooseBrains returns the brains that a think block names, in its order, and then those that stand in
// for them. The models of vendors that are not here are served by the default brain: a client written
// for them should work. The former are asked as their elements say, the latter as the first does. path is
// the block's, for errors.
func (c *Config) chooseBrains(path string, blocks []wire.Think) ([]Brain, error) {
	wishes, err := c.wishes(path, blocks)
	if err != nil {
		return nil, err
	}
	var chosen []Brain
	for i, t := range blocks {
		b, ok := pick(c.Brains, t.Provider.Type, t.Provider.Model)
		if t.Endpoint != nil {
			b, err = c.Endpoints.brain(element(path, i, len(blocks))+".endpoint", t)
			ok = true
		}
		if err != nil {
			return nil, err
		}
		if ok {
			b.wish = wishes[i]
			chosen = append(chosen, b)
		}
	}
	named := chosen
	if !slices.ContainsFunc(chosen, func(b Brain) bool { return !b.own }) {
		chosen = append(chosen, c.Brains[0]) // behind a client's own, which may be gone
	}
	chain := withFallbacks(chosen, c.Brains)
	for i, b := range chain {
		if len(wishes) > 0 && !slices.ContainsFunc(named, func(n Brain) bool { return n.ID == b.ID }) {
			chain[i].wish = wishes[0]
		}
	}
	return chain, nil
}

// chooseVoices returns the voices that a speak block names by id, in its order; otherwise the first
// that speaks one of the languages, given in the order of their weight, and has the gender of the voice
// of Deepgram's that is named; and then those that stand in. The former speak as they are asked to, or
// that is refused; the latter in the manner of the first of them, as far as they can.
// Without any voices it returns nil.
func (c *Config) chooseVoices(path string, blocks []wire.Speak, languages ...string) ([]Voice, error) {
	chosen, asked, err := c.namedVoices(path, blocks)
	if err != nil || len(c.Voices) == 0 {
		return chosen, err
	}
	asAsked := len(chosen)
	if !slices.ContainsFunc(chosen, func(v Voice) bool { return !v.own }) {
		chosen = append(chosen, c.fittingVoice(blocks, languages)) // behind a client's own
	}
	chain := withFallbacks(chosen, c.Voices)
	if asAsked == 0 {
		chain[0], err = asked.demand(element(path, 0, len(blocks)), chain[0])
		asAsked = 1
	}
	asked.adaptAll(chain[asAsked:])
	return chain, err
}

// namedVoices returns the voices that the elements of a speak block name, each once, as they ask them to
// speak, and the manner of the first of them; of the first element, if none is here.
func (c *Config) namedVoices(path string, blocks []wire.Speak) (chosen []Voice, asked manner, err error) {
	for i, s := range blocks {
		v, ok, err := c.namedVoice(element(path, i, len(blocks)), s)
		if err != nil {
			return nil, asked, err
		}
		if i == 0 || ok && len(chosen) == 0 {
			asked = mannerOf(s.Provider)
		}
		if ok && !slices.ContainsFunc(chosen, func(other Voice) bool { return other.ID == v.ID }) {
			chosen = append(chosen, v)
		}
	}
	return chosen, asked, nil
}

// namedVoice returns the voice that an element of a speak block names, as it asks it to speak. ok is
// false if it is not here. at is the element's path.
func (c *Config) namedVoice(at string, s wire.Speak) (v Voice, ok bool, err error) {
	switch {
	case s.Provider.Credentials != nil:
		return v, false, ofAWS(at, "credentials")
	case s.Provider.Engine != "":
		return v, false, ofAWS(at, "engine")
	}
	if s.Endpoint != nil {
		v, err = c.Endpoints.voice(at+".endpoint", s)
		ok = true
	} else {
		v, ok = pick(c.Voices, s.Provider.Type, voiceNames(s.Provider)...)
	}
	if ok && err == nil {
		v, err = mannerOf(s.Provider).demand(at, v)
	}
	return v, ok, err
}

// ofAWS refuses a member that only AWS has a use for. at is the path of its element.
func ofAWS(at, member string) error {
	return settingsError(at+".provider."+member, "nobody here asks AWS: leave it out, or choose another provider")
}

// fittingVoice returns the voice that comes nearest to those of a speak block, of which none is here.
// There is a voice.
func (c *Config) fittingVoice(blocks []wire.Speak, languages []string) Voice {
	var wanted []string
	gender := ""
	for _, s := range blocks {
		wanted = append(wanted, s.Provider.Language, s.Provider.LanguageCode, languageOfModel(s.Provider.Model))
		gender = firstSet(gender, genderOf(s.Provider.Model))
	}
	return c.ofGender(c.voiceByLanguage(append(wanted, languages...)), gender)
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
