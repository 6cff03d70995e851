package listen

import (
	"errors"
	"slices"

	"github.com/visavis/visavis/wire"
)

// fluxSettings are what a Configure can change. Lists are not modified once they are here.
type fluxSettings struct {
	model    string
	rules    wire.FluxRules
	keyterms []string
	hints    []string
	numerals bool
	decent   bool // profanity_filter, which a Configure does not change
}

// writer writes down what is said. Flux always has punctuation and capitals; of numerals it has what
// numerals=true gives elsewhere.
func (s fluxSettings) writer() writer {
	english := len(s.hints) == 0 || slices.ContainsFunc(s.hints, isEnglish)
	return writer{formatted: true, decent: s.decent, spelling: spelling{numerals: s.numerals && english}}
}

func settingsOf(q wire.FluxQuery) fluxSettings {
	return fluxSettings{
		model: q.Model, rules: q.Turns, keyterms: q.Keyterms, hints: q.LanguageHints,
		numerals: q.Numerals, decent: q.ProfanityFilter,
	}
}

// provider is what the settings ask of the ears. Those that judge turns by themselves take the thresholds
// too.
func (s fluxSettings) provider() wire.ListenProvider {
	t := s.rules.Thresholds()
	return wire.ListenProvider{
		Type: "deepgram", Model: s.model, Keyterms: s.keyterms, LanguageHints: s.hints, SmartFormat: &s.numerals,
		EOTThreshold: t.EOT, EagerEOTThreshold: t.EagerEOT, EOTTimeoutMS: t.TimeoutMS,
	}
}

// hearsUnlike reports whether the words that are listened for differ.
func (s fluxSettings) hearsUnlike(other fluxSettings) bool {
	return !slices.Equal(s.keyterms, other.keyterms) || !slices.Equal(s.hints, other.hints)
}

// Codes of a ConfigureFailure.
const (
	invalidThreshold    wire.Code = "INVALID_THRESHOLD"
	invalidKeyterm      wire.Code = "INVALID_KEYTERM"
	invalidLanguageHint wire.Code = "INVALID_LANGUAGE_HINT"
)

// refusedSetting is why a Configure was refused as a whole.
type refusedSetting struct {
	code   wire.Code
	reason string
}

func (e *refusedSetting) Error() string { return e.reason }

// with returns the settings with what m changes, or a *refusedSetting.
func (s fluxSettings) with(m wire.Configure) (fluxSettings, error) {
	rules, err := s.rules.With(m.Thresholds)
	if err != nil {
		return s, &refusedSetting{invalidThreshold, "thresholds." + err.Error()}
	}
	s.rules = rules
	if m.Keyterms != nil {
		s.keyterms = m.Keyterms
	}
	if m.LanguageHints != nil {
		s.hints = m.LanguageHints
	}
	if m.Numerals != nil {
		s.numerals = *m.Numerals
	}
	return s, s.check()
}

func (s fluxSettings) check() error {
	if wrong := wire.FluxTerms(s.keyterms); wrong != "" {
		return &refusedSetting{invalidKeyterm, "keyterms " + wrong}
	}
	if len(s.hints) > 0 && s.model == wire.FluxEnglish {
		return &refusedSetting{invalidLanguageHint, "language_hints need model=" + wire.FluxMultilingual}
	}
	if wrong := wire.FluxTerms(s.hints); wrong != "" {
		return &refusedSetting{invalidLanguageHint, "language_hints " + wrong}
	}
	return nil
}

// success is the answer to a Configure that was taken over.
func (s fluxSettings) success() wire.ConfigureSuccess {
	return wire.ConfigureSuccess{
		Thresholds: s.rules.Thresholds(), Numerals: &s.numerals,
		Keyterms: listed(s.keyterms), LanguageHints: listed(s.hints),
	}
}

// listed returns a list that JSON shows even when it is empty.
func listed(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// failure is the answer to a Configure that was refused.
func failure(err error) wire.ConfigureFailure {
	f := wire.ConfigureFailure{Code: wire.InvalidSettings, Description: err.Error()}
	var refused *refusedSetting
	var wrong *wire.DecodeError
	switch {
	case errors.As(err, &refused):
		f.Code = refused.code
	case errors.As(err, &wrong):
		f.Code = wrong.Code
	}
	return f
}
