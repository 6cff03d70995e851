package vendors

import (
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

const (
	// idleV2 is how long neither audio nor a ping may come.
	idleV2 = 60 * time.Second
	// maxKeyterms is how many terms Flux takes.
	maxKeyterms = 100

	leastEOT, mostEOT         = 0.5, 1.0
	leastEager, mostEager     = 0.3, 0.9
	leastTimeout, mostTimeout = 500, 60000
)

// fluxRules are the parameters of 5.1.
func fluxRules() map[string]rule {
	return map[string]rule{
		"model": notEmpty, "encoding": oneOf("linear16", "linear32", "mulaw", "alaw", "opus", "ogg-opus"),
		"sample_rate":   oneOf("8000", "16000", "24000", "44100", "48000"),
		"eot_threshold": number(leastEOT, mostEOT), "eager_eot_threshold": number(leastEager, mostEager),
		"eot_timeout_ms": integer(leastTimeout, mostTimeout),
		"keyterm":        notEmpty, "language_hint": notEmpty, "profanity_filter": boolean, "numerals": boolean,
		"redact": oneOf("numbers", "aggressive_numbers"), "mip_opt_out": boolean, "tag": notEmpty,
	}
}

func checkFlux(q url.Values) *refusal {
	switch model := q.Get("model"); {
	case !fluxModel.MatchString(model):
		return noModel(model)
	case q.Has("language_hint") && model != "flux-general-multi":
		return badQuery("language_hint is only supported for flux-general-multi.")
	case len(q["keyterm"]) > maxKeyterms:
		return badQuery("Too many keyterms.")
	case queryThresholds(q).problem() != "":
		return badQuery(queryThresholds(q).problem())
	}
	if r := rawAudio(q); r != nil {
		return r
	}
	return simulated(q)
}

// thresholds decide when a turn is over.
type thresholds struct {
	eot     float64
	eager   float64 // 0: off
	timeout int     // ms
}

// queryThresholds reads thresholds that are valid each by itself.
func queryThresholds(q url.Values) thresholds {
	t := thresholds{eot: 0.7, timeout: 5000}
	if q.Has("eot_threshold") {
		t.eot, _ = strconv.ParseFloat(q.Get("eot_threshold"), 64)
	}
	if q.Has("eot_timeout_ms") {
		t.timeout, _ = strconv.Atoi(q.Get("eot_timeout_ms"))
	}
	t.eager, _ = strconv.ParseFloat(q.Get("eager_eot_threshold"), 64)
	return t
}

// problem says what is wrong with thresholds; empty: nothing.
func (t thresholds) problem() string {
	switch {
	case t.eot < leastEOT || t.eot > mostEOT:
		return "eot_threshold must be between 0.5 and 1.0."
	case t.eager != 0 && (t.eager < leastEager || t.eager > mostEager):
		return "eager_eot_threshold must be between 0.3 and 0.9."
	case t.eager > t.eot:
		return "eager_eot_threshold must not exceed eot_threshold."
	case t.timeout < leastTimeout || t.timeout > mostTimeout:
		return "eot_timeout_ms must be between 500 and 60000."
	}
	return ""
}

// merged returns t with what a Configure changes.
func (t thresholds) merged(c *wire.FluxThresholds) thresholds {
	if c == nil {
		return t
	}
	if c.EOT != nil {
		t.eot = *c.EOT
	}
	if c.EagerEOT != nil {
		t.eager = *c.EagerEOT
	}
	if c.TimeoutMS != nil {
		t.timeout = *c.TimeoutMS
	}
	return t
}

func (t thresholds) wire() *wire.FluxThresholds {
	w := &wire.FluxThresholds{EOT: &t.eot, TimeoutMS: &t.timeout}
	if t.eager != 0 {
		w.EagerEOT = &t.eager
	}
	return w
}

// streamV2 is a stream of Flux.
type streamV2 struct {
	listening
	writing
	id       string
	multi    bool // flux-general-multi
	limits   thresholds
	keyterms []string
	hints    []string
	numerals bool

	turn     fluxTurn
	sequence int
	lastSign time.Time
}

func (c *deepgramCall) listenV2() {
	q := c.query(fluxRules(), checkFlux)
	if q == nil {
		return
	}
	s := c.socket()
	if s == nil {
		return
	}
	st := &streamV2{
		listening: newListening(s, q, c.dg.script()), id: c.requestID, lastSign: time.Now(),
		multi: q.Get("model") == "flux-general-multi", limits: queryThresholds(q),
		keyterms: q["keyterm"], hints: q["language_hint"], numerals: q.Get("numerals") == "true",
	}
	st.writing = writing{st.ear, true}
	st.say(time.Now(), wire.FluxConnected{RequestID: st.id, SequenceID: st.number()})
	c.run(s, st)
}

// number returns the next sequence id.
func (s *streamV2) number() int {
	s.sequence++
	return s.sequence - 1
}

func (s *streamV2) deadline() time.Time { return s.lastSign.Add(idleV2) }

func (s *streamV2) tick(time.Time) {
	s.violate("keep-alive", "neither audio nor a ping came for %s", idleV2)
	s.fatal("INACTIVE_CLIENT", "No audio was received.", websocket.StatusInternalError)
}

func (s *streamV2) ping() { s.lastSign = time.Now() }

// fatal ends the stream with an Error.
func (s *streamV2) fatal(code wire.Code, description string, status websocket.StatusCode) {
	s.say(time.Now(), wire.FluxError{RequestID: s.id, SequenceID: s.number(), Code: code, Description: description})
	s.shut(status, string(code))
}

func (s *streamV2) audio(b []byte) {
	if len(b) == 0 {
		s.violate("empty frame", "an empty binary message")
		return
	}
	s.lastSign = time.Now()
	if !s.listen(b, s.advance) {
		s.fatal("UNPARSABLE_CLIENT_MESSAGE", "The audio cannot be decoded.", websocket.StatusPolicyViolation)
	}
}

func (s *streamV2) text(b []byte) {
	typ, err := commandType(b)
	switch {
	case err == nil && typ == "Configure":
		s.configure(b)
	case err == nil && typ == "ForceEndTurn":
		s.force()
	case err == nil && typ == "CloseStream":
		s.finish()
	default: // KeepAlive too
		s.violate("message", "listen v2 has no message %.100q", b)
		s.fatal("UNPARSABLE_CLIENT_MESSAGE", "Unknown or malformed message.", websocket.StatusPolicyViolation)
	}
}

// finish answers CloseStream: no EndOfTurn for an open turn, and a close without a status.
func (s *streamV2) finish() {
	s.ear.settle()
	if s.turn.open() {
		s.update()
	}
	s.shut(websocket.StatusNoStatusRcvd, "")
}

// configure takes over all of a Configure or nothing.
func (s *streamV2) configure(b []byte) {
	if err := checkMembers(b, "thresholds", "keyterms", "language_hints", "numerals"); err != nil {
		s.violate("message", "Configure: %v", err)
	}
	var c wire.Configure
	if err := json.Unmarshal(b, &c); err != nil {
		s.rejectConfigure("INVALID_CONFIGURATION", err.Error())
		return
	}
	limits := s.limits.merged(c.Thresholds)
	switch {
	case limits.problem() != "":
		s.rejectConfigure("INVALID_THRESHOLD", limits.problem())
		return
	case len(c.LanguageHints) > 0 && !s.multi:
		s.rejectConfigure("INVALID_LANGUAGE_HINT", "language_hints are only supported for flux-general-multi.")
		return
	case len(c.Keyterms) > maxKeyterms:
		s.rejectConfigure("INVALID_KEYTERM", "Too many keyterms.")
		return
	}
	s.apply(c, limits)
}

func (s *streamV2) rejectConfigure(code wire.Code, description string) {
	s.violate("message", "Configure: %s", description)
	s.say(time.Now(), wire.ConfigureFailure{RequestID: s.id, SequenceID: s.number(), Code: code, Description: description})
}

func (s *streamV2) apply(c wire.Configure, limits thresholds) {
	s.limits = limits
	if c.Keyterms != nil {
		s.keyterms = c.Keyterms
	}
	if c.LanguageHints != nil {
		s.hints = c.LanguageHints
	}
	if c.Numerals != nil {
		s.numerals = *c.Numerals
	}
	numerals := s.numerals
	s.say(time.Now(), wire.ConfigureSuccess{
		RequestID: s.id, SequenceID: s.number(), Thresholds: s.limits.wire(),
		Keyterms: append([]string{}, s.keyterms...), LanguageHints: append([]string{}, s.hints...), Numerals: &numerals,
	})
}
