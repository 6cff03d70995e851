package wire

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// FluxQuery is what a client asks of GET /v2/listen (5.1).
type FluxQuery struct {
	Model           string // as asked for: flux-general-en, or an engine of ours
	Encoding        string // of raw audio; empty: a container, to be recognised by its first bytes
	SampleRate      int    // of raw audio; 0: the container says
	Turns           FluxRules
	Keyterms        []string
	LanguageHints   []string
	Numerals        bool
	ProfanityFilter bool
	Redact          []string // numbers or aggressive_numbers
	Tags            []string
}

// FluxRules decide when a turn is over (5.1).
type FluxRules struct {
	EOT     float64       // confidence of an EndOfTurn, 0.5..1; 1: no confidence is enough
	Eager   float64       // confidence of an EagerEndOfTurn, 0.3..0.9 and at most EOT; 0: there is none
	Timeout time.Duration // of quiet; then a turn is over whatever the confidence
}

// Bounds and defaults of FluxRules.
const (
	minEOT, defaultEOT, maxEOT = 0.5, 0.7, 1.0
	minEager, maxEager         = 0.3, 0.9
	minTurnTimeout             = 500    // ms
	defaultTurnTimeout         = 5000   // ms
	maxTurnTimeout             = 60_000 // ms
)

// Bounds of the lists that a stream may have.
const (
	maxFluxTerms      = 100
	maxFluxTermLength = 200 // bytes
)

// FluxTerms returns what is wrong with the key terms or language hints of a stream, such as "must not
// be empty"; "" when they are right.
func FluxTerms(all []string) string {
	if len(all) > maxFluxTerms {
		return fmt.Sprintf("must not be more than %d", maxFluxTerms)
	}
	for _, term := range all {
		switch {
		case term == "":
			return "must not be empty"
		case len(term) > maxFluxTermLength:
			return fmt.Sprintf("must not be longer than %d bytes", maxFluxTermLength)
		}
	}
	return ""
}

// Models that Deepgram has for turns; the second takes language hints.
const (
	FluxEnglish      = "flux-general-en"
	FluxMultilingual = "flux-general-multi"
)

// Encodings of raw audio that /v2/listen documents.
var fluxEncodings = []string{"linear16", "linear32", "mulaw", "alaw", "opus", "ogg-opus"}

// ParseFluxQuery reads the query of GET /v2/listen. Options of /v1/listen do not exist there and are
// ignored, as all that is unknown. Its error is a *QueryError.
func ParseFluxQuery(values url.Values) (FluxQuery, error) {
	q := newQuery(values)
	f := FluxQuery{
		Model:           q.text("model", ""),
		Encoding:        q.choice("encoding", "", fluxEncodings...),
		SampleRate:      q.integer("sample_rate", 0, 8000, 48000),
		Turns:           q.fluxRules(),
		Keyterms:        q.list("keyterm"),
		LanguageHints:   q.list("language_hint"),
		Numerals:        q.flag("numerals"),
		ProfanityFilter: q.flag("profanity_filter"),
		Redact:          q.listOf("redact", "numbers", "aggressive_numbers"),
		Tags:            q.list("tag"),
	}
	q.fluxModel(f)
	q.fluxAudio(f)
	q.flag("mip_opt_out") // nothing is learnt from anybody
	q.fluxTerms("keyterm", f.Keyterms)
	q.fluxTerms("language_hint", f.LanguageHints)
	return f, q.failure()
}

func (q *query) fluxRules() FluxRules {
	r := FluxRules{
		EOT: q.number("eot_threshold", defaultEOT, minEOT, maxEOT),
		Timeout: time.Millisecond * time.Duration(
			q.integer("eot_timeout_ms", defaultTurnTimeout, minTurnTimeout, maxTurnTimeout)),
	}
	if q.has("eager_eot_threshold") {
		r.Eager = q.number("eager_eot_threshold", 0, minEager, maxEager)
	}
	if r.Eager > r.EOT {
		q.refuse("eager_eot_threshold", q.values.Get("eager_eot_threshold"), eagerTooHigh)
	}
	return r
}

func (q *query) fluxTerms(name string, all []string) {
	if wrong := FluxTerms(all); wrong != "" {
		q.refuse(name, "", wrong)
	}
}

const eagerTooHigh = "must not exceed eot_threshold"

// fluxModel refuses models that belong to another path (1).
func (q *query) fluxModel(f FluxQuery) {
	if f.Model == "" {
		q.refuse("model", "", "is missing: send model="+FluxEnglish)
	}
	for _, v1 := range []string{"nova", "enhanced", "base", "whisper", "aura"} {
		if family, _, _ := strings.Cut(f.Model, "-"); family == v1 {
			q.refuse("model", f.Model, "must be one for turns, such as "+FluxEnglish+"; others belong to /v1")
		}
	}
	if len(f.LanguageHints) > 0 && f.Model == FluxEnglish {
		q.refuse("language_hint", "", "needs model="+FluxMultilingual)
	}
}

func (q *query) fluxAudio(f FluxQuery) {
	switch f.Encoding {
	case "linear16", "linear32", "mulaw", "alaw":
		if f.SampleRate == 0 {
			q.refuse("sample_rate", "", "is missing: encoding="+f.Encoding+" needs it")
		}
	}
}

// With returns the rules with what a Configure changes in them. Its error is a *QueryError, whose
// Parameter is the member at fault.
func (r FluxRules) With(t *FluxThresholds) (FluxRules, error) {
	if t == nil {
		return r, nil
	}
	if t.EOT != nil {
		r.EOT = *t.EOT
	}
	if t.EagerEOT != nil {
		r.Eager = *t.EagerEOT
	}
	if t.TimeoutMS != nil {
		// A number far out of bounds must not overflow into them.
		r.Timeout = time.Millisecond * time.Duration(min(max(*t.TimeoutMS, 0), 2*maxTurnTimeout))
	}
	return r, r.check(t.EagerEOT != nil)
}

func (r FluxRules) check(eager bool) error {
	ms := r.Timeout.Milliseconds()
	switch {
	case !(r.EOT >= minEOT && r.EOT <= maxEOT):
		return &QueryError{Parameter: "eot_threshold", Reason: "must be between 0.5 and 1"}
	case eager && !(r.Eager >= minEager && r.Eager <= maxEager):
		return &QueryError{Parameter: "eager_eot_threshold", Reason: "must be between 0.3 and 0.9"}
	case r.Eager > r.EOT:
		return &QueryError{Parameter: "eager_eot_threshold", Reason: eagerTooHigh}
	case ms < minTurnTimeout || ms > maxTurnTimeout:
		return &QueryError{Parameter: "eot_timeout_ms", Reason: "must be between 500 and 60000"}
	}
	return nil
}

// Thresholds returns the rules as messages have them.
func (r FluxRules) Thresholds() *FluxThresholds {
	ms := int(r.Timeout.Milliseconds())
	t := &FluxThresholds{EOT: &r.EOT, TimeoutMS: &ms}
	if r.Eager > 0 {
		t.EagerEOT = &r.Eager
	}
	return t
}
