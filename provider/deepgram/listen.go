package deepgram

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// DefaultListenModel is what listens when nothing else is said.
const DefaultListenModel = "nova-3"

// ListenOptions choose a recogniser.
type ListenOptions struct {
	Model    string // nova-3, nova-2, flux-general-en …; empty: DefaultListenModel
	Language string // BCP-47, or multi; empty: the model's own. Flux: a hint, flux-general-multi only
	// Keyterms are words to expect, and how they are written: names, products. Older models than
	// nova-3 take single words.
	Keyterms []string
	// Verbatim has words written as they were said: no figures for numbers, and before Flux, which
	// always has it, no punctuation.
	Verbatim bool
	// FillerWords has "uh" and "um" written, too. Not for Flux.
	FillerWords bool
	// Endpointing is the quiet after which nova closes a segment; 0: 150 ms. Short: what is closed
	// when our own turn detector finds the end needs no further round trip.
	Endpointing time.Duration

	// Flux only (5.1).
	EOTThreshold      float64       // confidence that ends a turn, 0.5..1; 0: the server's, 0.7
	EagerEOTThreshold float64       // confidence that says TurnEnding, 0.3..0.9; 0: it is never said
	EOTTimeout        time.Duration // quiet that ends a turn whatever the confidence; 0: 5 s
}

const (
	defaultEndpointing = 150 * time.Millisecond
	defaultEOTTimeout  = 5 * time.Second
)

// Listen transcribes a microphone as it is spoken into. It opens one socket for each call of
// Transcribe, when the first audio comes.
type Listen struct {
	cfg  Config
	opts ListenOptions
}

var _ visavis.Transcriber = (*Listen)(nil)

// NewListen returns a transcriber; it contacts nobody yet.
func NewListen(cfg Config, opts ListenOptions) *Listen {
	opts.Model = cmp.Or(opts.Model, DefaultListenModel)
	opts.Endpointing = cmp.Or(opts.Endpointing, defaultEndpointing)
	opts.EOTTimeout = cmp.Or(opts.EOTTimeout, defaultEOTTimeout)
	return &Listen{cfg, opts}
}

// IsFlux reports whether a model judges turns, and so is served by /v2/listen (1).
func IsFlux(model string) bool { return strings.HasPrefix(model, "flux-") }

// IsVoice reports whether a model speaks on /v1/speak.
func IsVoice(model string) bool { return strings.HasPrefix(model, "aura-") }

// Transcribe implements visavis.Transcriber. A broken socket ends it: all audio since the last
// transcript with Flushed is then without an answer.
func (l *Listen) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	s := stream{in: in, emit: emit, log: l.cfg.log()}
	s.open = func(rate visavis.SampleRate) {
		s.timeline.rate = rate
		s.line = newLine(l.op(), func(ctx context.Context) (*socket, error) { return l.dial(ctx, rate) })
	}
	if IsFlux(l.opts.Model) {
		s.ears = &flux{timeline: &s.timeline, emit: emit, send: s.send, timeout: l.opts.EOTTimeout}
		s.chunk, s.decode = fluxChunk, decodeFlux
	} else {
		s.ears = &nova{timeline: &s.timeline, emit: emit, send: s.send}
		s.keepsAlive, s.decode = true, decodeListen
	}
	return s.run(ctx)
}

// TurnTimeout returns how long a turn may stay open in quiet, with Flux: others have no turns.
func (l *Listen) TurnTimeout() time.Duration { return l.opts.EOTTimeout }

func (l *Listen) op() string { return "listen with " + l.opts.Model }

func (l *Listen) dial(ctx context.Context, rate visavis.SampleRate) (*socket, error) {
	if IsFlux(l.opts.Model) {
		return l.cfg.dial(ctx, l.op(), "/v2/listen", l.fluxQuery(rate))
	}
	return l.cfg.dial(ctx, l.op(), "/v1/listen", l.novaQuery(rate))
}

// Check opens a stream and closes it: the server is there, takes the key and has the model. It
// returns how long the first answer took.
func (l *Listen) Check(ctx context.Context) (time.Duration, error) {
	asked := time.Now()
	s, err := l.dial(ctx, visavis.MicRate)
	if err != nil {
		return 0, err
	}
	took := time.Since(asked)
	s.cut(nil)
	return took, nil
}

// raw is the part of a query that describes audio.
func raw(model string, rate visavis.SampleRate) url.Values {
	return url.Values{"model": {model}, "encoding": {"linear16"}, "sample_rate": {strconv.Itoa(int(rate))}}
}

// novaQuery makes the query of 4.1.
func (l *Listen) novaQuery(rate visavis.SampleRate) url.Values {
	q := raw(l.opts.Model, rate)
	q.Set("channels", "1")
	q.Set("interim_results", "true")
	q.Set("endpointing", millis(l.opts.Endpointing))
	q.Set("utterance_end_ms", "1000")
	l.addNova(q)
	if !l.opts.Verbatim {
		q.Set("no_delay", "true") // or a number at the end is held back for three seconds
	}
	return q
}

// addNova adds what streams and files have in common.
func (l *Listen) addNova(q url.Values) {
	if l.opts.Language != "" {
		q.Set("language", l.opts.Language)
	}
	if !l.opts.Verbatim {
		q.Set("smart_format", "true")
	}
	if l.opts.FillerWords {
		q.Set("filler_words", "true")
	}
	name := "keyterm"
	if !strings.HasPrefix(l.opts.Model, "nova-3") {
		name = "keywords" // keyterm came with nova-3, which refuses the older name
	}
	for _, term := range l.opts.Keyterms {
		q.Add(name, term)
	}
}

// fluxQuery makes the query of 5.1.
func (l *Listen) fluxQuery(rate visavis.SampleRate) url.Values {
	o := l.opts
	q := raw(o.Model, rate)
	q.Set("eot_timeout_ms", millis(o.EOTTimeout))
	if o.EOTThreshold > 0 {
		q.Set("eot_threshold", number(o.EOTThreshold))
	}
	if o.EagerEOTThreshold > 0 {
		q.Set("eager_eot_threshold", number(o.EagerEOTThreshold))
	}
	if o.Language != "" && o.Language != "multi" && strings.HasSuffix(o.Model, "-multi") {
		q.Set("language_hint", o.Language)
	}
	if !o.Verbatim {
		q.Set("numerals", "true")
	}
	for _, term := range o.Keyterms {
		q.Add("keyterm", term)
	}
	return q
}

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
