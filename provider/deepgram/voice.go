package deepgram

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"strconv"
	"time"

	"github.com/visavis/visavis"
)

const (
	// DefaultVoice is who speaks when nothing else is said.
	DefaultVoice = "aura-2-asteria-en"
	// DefaultVoiceRate is the rate of its audio.
	DefaultVoiceRate visavis.SampleRate = 24000
	// MinSpeed and MaxSpeed are what a voice can be asked for.
	MinSpeed, MaxSpeed = 0.7, 1.5
	// defaultSockets is a little less than what a project may have open (10).
	defaultSockets = 40
)

// VoiceOptions choose a voice.
type VoiceOptions struct {
	Model      string             // aura-2-asteria-en …; empty: DefaultVoice
	Rate       visavis.SampleRate // 8000, 16000, 24000, 32000 or 48000; 0: DefaultVoiceRate
	Speed      float64            // MinSpeed to MaxSpeed; 0: 1
	MaxSockets int                // at once, idle ones included; 0: 40
}

// Voice speaks over /v1/speak. A socket carries one reply at a time and is kept for the next; Close
// closes them.
type Voice struct {
	cfg   Config
	opts  VoiceOptions
	pool  *pool
	tempo *tempo
}

var (
	_ visavis.Prosodic = (*Voice)(nil)
	_ visavis.Warmer   = (*Voice)(nil)
)

// NewVoice returns a voice; it contacts nobody yet.
func NewVoice(cfg Config, opts VoiceOptions) *Voice {
	opts.Model = cmp.Or(opts.Model, DefaultVoice)
	opts.Rate = cmp.Or(opts.Rate, DefaultVoiceRate)
	opts.MaxSockets = cmp.Or(opts.MaxSockets, defaultSockets)
	v := &Voice{cfg: cfg, opts: opts, tempo: newTempo(opts.Rate)}
	v.pool = newPool(opts.MaxSockets, v.op(), v.dial)
	return v
}

// With implements visavis.Prosodic. The voices of /v1/speak have a speed, which counts in hundredths,
// and nothing for the melody.
func (v *Voice) With(as visavis.Prosody) visavis.Speaker {
	if as.Expressivity != 0 || as.Speed != 0 && (as.Speed < MinSpeed || as.Speed > MaxSpeed) {
		return nil
	}
	other := *v
	other.opts.Speed = math.Round(as.Speed*100) / 100
	other.tempo = v.tempo.faster(cmp.Or(other.opts.Speed, 1) / cmp.Or(v.opts.Speed, 1))
	return &other
}

// Speak implements visavis.Speaker. It knows no times of phones and words; where one clause ends
// and the next begins is exact where the server says so and else estimated by the length of the
// text.
func (v *Voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	s, err := v.pool.take(ctx, v.opts.Speed)
	if err != nil {
		return err
	}
	r := newReply(s, v.tempo, v.opts.Rate, emit)
	err = r.run(ctx, clauses)
	v.release(ctx, s, r, err)
	return err
}

// release has a reply's socket ready for the next reply, or gives it up.
func (v *Voice) release(ctx context.Context, s *voiceSocket, r *reply, err error) {
	switch {
	case err == nil && !r.spent:
		v.pool.give(s)
	case err != nil && ctx.Err() != nil && !r.spent && !r.idle():
		v.pool.clear(s, r.flushing() > 0)
	case err != nil && ctx.Err() != nil && !r.spent:
		v.pool.give(s)
	default:
		s.cut(nil)
	}
}

// Warm opens a socket unless one waits already.
func (v *Voice) Warm(ctx context.Context) { v.pool.warm(ctx, v.opts.Speed) }

// Close closes all sockets, those of replies under way too, and waits for their goroutines. The
// voice cannot be used any more.
func (v *Voice) Close() { v.pool.close() }

// Check opens a socket, which is then kept: the server is there, takes the key and has the voice.
// It returns how long the server's first message took.
func (v *Voice) Check(ctx context.Context) (time.Duration, error) {
	asked := time.Now()
	s, err := v.pool.open(ctx, v.opts.Speed)
	if err != nil {
		return 0, err
	}
	if err := s.greeted(ctx); err != nil {
		s.cut(nil)
		return 0, err
	}
	v.pool.give(s)
	return time.Since(asked), nil
}

func (v *Voice) op() string { return "speak with " + v.opts.Model }

func (v *Voice) dial(ctx context.Context, speed float64) (*socket, error) {
	q := url.Values{"model": {v.opts.Model}, "encoding": {"linear16"}, "sample_rate": {strconv.Itoa(int(v.opts.Rate))}}
	if speed != 0 {
		q.Set("speed", number(speed))
	}
	return v.cfg.dial(ctx, v.op(), "/v1/speak", q)
}
