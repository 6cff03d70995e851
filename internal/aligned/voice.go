package aligned

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// Config says what is known of a voice.
type Config struct {
	Speaker visavis.Speaker
	// Language is that of the voice, BCP 47; empty: English. Of any other language only the sounds
	// are found, by ear.
	Language string
	// Exact: Speech.Clause is right to the sample. It is an estimate otherwise, and corrected.
	Exact bool
	// Spell has the voice say numbers and abbreviations as they are read here. It is for voices that
	// tell no words: theirs would be offsets into another text.
	Spell   bool
	Lexicon *pronounce.Lexicon // nil: without words of the user's
	Memory  *Memory            // of how the voice sounds; nil: until the process ends
}

// Voice is a voice with lips.
type Voice struct {
	cfg   Config
	speed float64 // that it is asked for; 1: its own
	*acquaintance
}

// acquaintance is how a voice sounds, in whatever manner it is asked to speak.
type acquaintance struct {
	recall sync.Once
	known  atomic.Pointer[lipsync.Voice]
}

var (
	_ visavis.Prosodic = (*Voice)(nil)
	_ visavis.Warmer   = (*Voice)(nil)
)

// New wraps a voice; it reads nothing yet.
func New(cfg Config) *Voice {
	if cfg.Lexicon == nil {
		cfg.Lexicon = new(pronounce.Lexicon)
	}
	return &Voice{cfg: cfg, speed: 1, acquaintance: new(acquaintance)}
}

// With implements visavis.Prosodic, for voices that do.
func (v *Voice) With(as visavis.Prosody) visavis.Speaker {
	p, ok := v.cfg.Speaker.(visavis.Prosodic)
	if !ok {
		return nil
	}
	other := *v
	other.speed = cmp.Or(as.Speed, 1)
	if other.cfg.Speaker = p.With(as); other.cfg.Speaker == nil {
		return nil
	}
	return &other
}

// Unwrap returns the voice without lips.
func (v *Voice) Unwrap() visavis.Speaker { return v.cfg.Speaker }

// Warm gets the voice ready, and recalls how it sounds.
func (v *Voice) Warm(ctx context.Context) {
	v.remembered()
	if w, ok := v.cfg.Speaker.(visavis.Warmer); ok {
		w.Warm(ctx)
	}
}

// Speak implements visavis.Speaker.
func (v *Voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	r := newReply(v, emit)
	err := r.speak(ctx, clauses)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	v.learn(r)
	return err
}

// english reports whether the voice's text can be followed.
func (v *Voice) english() bool {
	language, _, _ := strings.Cut(strings.ToLower(v.cfg.Language), "-")
	return language == "" || language == "en"
}

// remembered returns how the voice sounds, as far as it is known.
func (v *Voice) remembered() *lipsync.Voice {
	v.recall.Do(func() {
		known := v.cfg.Memory.load()
		if known == nil {
			known = lipsync.Unknown()
		}
		v.known.Store(known)
	})
	return v.known.Load()
}

// learn takes in what a reply has taught about the voice, one that was stopped too, if it was surely
// the text that was heard: a hum that was taken for it would make more hums fit. Of two replies at
// once the one that ends last is remembered: both know all that was known when they began.
func (v *Voice) learn(r *reply) {
	if r.aligner == nil || !r.sure || r.aligner.Doubts() {
		return
	}
	if !r.over {
		r.aligner.End()
	}
	known := r.aligner.Voice()
	v.known.Store(known)
	v.cfg.Memory.save(known)
}

// Calibrate has the voice say a dozen sentences, unless it is known well already, so that its lips
// are right from the first reply on.
func (v *Voice) Calibrate(ctx context.Context) error {
	if v.remembered().Known() || !v.english() {
		return nil
	}
	var recordings []lipsync.Recording
	for _, text := range lipsync.CalibrationSentences() {
		r := lipsync.Recording{Words: v.cfg.Lexicon.Words(text)}
		clauses := make(chan string, 1)
		clauses <- text
		close(clauses)
		err := v.cfg.Speaker.Speak(ctx, clauses, func(s visavis.Speech) { r.PCM, r.Rate = append(r.PCM, s.PCM...), s.Rate })
		if err != nil {
			return err
		}
		if r.Rate > 0 {
			recordings = append(recordings, r)
		}
	}
	known := lipsync.Calibrate(lipsync.Unknown(), recordings)
	v.known.Store(known)
	v.cfg.Memory.save(known)
	return nil
}

// Close writes down what has been learnt and not been written yet.
func (v *Voice) Close() { v.cfg.Memory.close() }
