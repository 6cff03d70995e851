package server

import (
	"strings"

	"github.com/visavis/visavis/wire"
)

// unheededWarning names members that are understood, and that no engine at work can follow: a client
// should not have to find that out by ear.
func unheededWarning(members []string) wire.Warning {
	return wire.Warning{Code: wire.UnsupportedSettings, Description: "No engine at work heeds " + strings.Join(members, ", ") + "."}
}

// unheededSpeak returns the members of a speak block that voices here have no use for; those behind an
// endpoint of the client's are told of them. path is the block's.
func unheededSpeak(path string, blocks []wire.Speak) (members []string) {
	for i, s := range blocks {
		if s.Endpoint != nil {
			continue
		}
		at := element(path, i, len(blocks)) + ".provider."
		for _, m := range []struct {
			name    string
			value   *float64
			neutral float64
		}{
			{"speed", s.Provider.Speed, 1}, {"volume", s.Provider.Volume, 1}, {"expressivity", s.Provider.Expressivity, 0},
		} {
			if m.value != nil && *m.value != m.neutral {
				members = append(members, at+m.name)
			}
		}
	}
	return members
}

// unheededListen returns the options that ears which take none leave aside. The language is not among
// them: it chooses the voice as well.
func unheededListen(path string, p wire.ListenProvider, ears []Ears) (members []string) {
	if len(ears) > 0 && ears[0].With != nil {
		return nil
	}
	for _, m := range []struct {
		name  string
		given bool
	}{
		{"language_hints", len(p.LanguageHints) > 0},
		{"keyterms", len(p.Keyterms) > 0},
		{"eot_threshold", p.EOTThreshold != nil},
		{"eager_eot_threshold", p.EagerEOTThreshold != nil},
		{"eot_timeout_ms", p.EOTTimeoutMS != nil},
	} {
		if m.given {
			members = append(members, path+".provider."+m.name)
		}
	}
	return members
}

// unheededThink returns the members that only a client's own model is told of.
func unheededThink(path string, blocks []wire.Think) (members []string) {
	for i, t := range blocks {
		if t.Endpoint == nil && t.ContextLength != nil {
			members = append(members, element(path, i, len(blocks))+".context_length")
		}
	}
	return members
}
