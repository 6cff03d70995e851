package wire

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// FluxSpeakQuery is the query of /v2/speak (7). What zero values stand for depends on the encoding.
type FluxSpeakQuery struct {
	Model        string
	Encoding     string   // empty: by POST, the server's choice
	Container    string   // empty: the encoding's own
	SampleRate   int      // Hz; 0: the encoding's own
	BitRate      int      // bits per second; 0: the encoding's own
	Speed        *float64 // see CheckSpeed; nil: not given
	Expressivity *float64 // -2, -1, 0, 1 or 2; nil: not given
}

// Parameters of /v2/speak. token is a credential, which is looked at elsewhere.
var (
	fluxSpeakParameters      = []string{"model", "encoding", "sample_rate", "speed", "expressivity", "tag", "mip_opt_out", "token"}
	fluxSynthesizeParameters = append([]string{"container", "bit_rate", "callback", "callback_method", "priority"}, fluxSpeakParameters...)
)

// ParseFluxSpeakQuery reads the query of the websocket. Other than those of /v1/speak, parameters that
// it does not know are refused. Its error is a *QueryError.
func ParseFluxSpeakQuery(values url.Values) (FluxSpeakQuery, error) {
	q := newQuery(values)
	q.only(fluxSpeakParameters)
	s := readFluxSpeaking(q)
	s.Encoding = q.choice("encoding", DefaultSpeakEncoding, "linear16", "mulaw", "alaw")
	s.Container = "none"
	return s, q.failure()
}

// ParseFluxSynthesizeQuery reads the query of POST. Its error is a *QueryError.
func ParseFluxSynthesizeQuery(values url.Values) (FluxSpeakQuery, error) {
	q := newQuery(values)
	q.only(fluxSynthesizeParameters)
	s := readFluxSpeaking(q)
	s.Encoding = q.text("encoding", "")
	s.Container = q.text("container", "")
	s.BitRate = q.integer("bit_rate", 0, minBitRate, maxBitRate)
	q.noCallback()
	return s, q.failure()
}

// readFluxSpeaking reads what both have.
func readFluxSpeaking(q *query) FluxSpeakQuery {
	if !q.has("model") {
		q.refuse("model", "", "is missing: name a voice, such as flux-alexis-en")
	}
	s := FluxSpeakQuery{
		Model:        q.text("model", ""),
		SampleRate:   q.integer("sample_rate", 0, 8000, 48000),
		Speed:        q.coded("speed", SpeedRule, CheckSpeed),
		Expressivity: q.coded("expressivity", "must be -2, -1, 0, 1 or 2", checkExpressivity),
	}
	q.flag("mip_opt_out")
	q.list("tag")
	return s
}

// only refuses parameters of other names.
func (q *query) only(names []string) {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !slices.Contains(names, name) {
			q.refuse(strconv.Quote(shortened(name)), "", "is no parameter of this path; there are "+strings.Join(names, ", "))
		}
	}
}

// coded returns a number, which is refused with the code that check has for it.
func (q *query) coded(name, reason string, check func(float64) Code) *float64 {
	v, given := q.one(name)
	if !given {
		return nil
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil {
		q.refuse(name, v, reason+orEmpty(v))
		return nil
	}
	if code := check(x); code != "" && q.err == nil {
		q.err = &QueryError{Parameter: name, Value: v, Reason: reason, Code: code}
	}
	return &x
}
