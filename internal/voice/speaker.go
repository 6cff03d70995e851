package voice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/speakable"
	"github.com/visavis/visavis/internal/worker"
)

// Speaker is one voice of an embedded engine. Its fields are not changed once it is in use.
type Speaker struct {
	Log    *slog.Logger
	Pool   *worker.Pool // of workers that Serve
	Voice  string       // as the Synth knows it
	Rate   visavis.SampleRate
	Script speakable.Script
	As     visavis.Prosody // how it is asked to speak
}

var _ visavis.Prosodic = (*Speaker)(nil)

// With implements visavis.Prosodic, with the same workers.
func (s *Speaker) With(as visavis.Prosody) visavis.Speaker {
	paced := as.Speed == 0 || as.Speed >= minSpeed && as.Speed <= maxSpeed
	lively := math.Abs(as.Expressivity) <= maxExpressivity
	if !paced || !lively {
		return nil
	}
	other := *s
	other.As = as
	return &other
}

// What a voice can be asked for, see visavis.Prosody.
const (
	minSpeed, maxSpeed = 0.5, 1.5
	maxExpressivity    = 2
)

// Speak implements visavis.Speaker.
//
// When a worker dies in the middle of a clause, another says the clause again and what was already
// emitted is left out. A clause that kills its worker time after time is given up: the reply goes
// on without the rest of it, and Speak returns an error in the end. The second such clause ends
// the reply.
func (s *Speaker) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	r := reply{speaker: s, emit: emit}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, more := <-clauses:
			if !more {
				return r.lost
			}
			if err := r.say(ctx, text); err != nil {
				return err
			}
			r.clause++
		}
	}
}

// request asks a worker to speak text.
func (s *Speaker) request(text string) request {
	return request{Voice: s.Voice, Text: text, Speed: s.As.Speed, Expressivity: s.As.Expressivity}
}

// reply is the state of one call of Speak, whose goroutine owns it.
type reply struct {
	speaker *Speaker
	emit    func(visavis.Speech)
	clause  int
	clock   int64 // samples emitted
	told    int   // of the clause's text, up to where words were told
	lost    error // the clause that was given up
}

// say speaks a clause.
func (r *reply) say(ctx context.Context, text string) error {
	r.told = 0
	for _, piece := range speakable.Clean(text, r.speaker.Script) {
		err := r.sayPiece(ctx, piece)
		if !errors.Is(err, errWorkerDied) {
			if err != nil {
				return err
			}
			continue
		}
		err = fmt.Errorf("speak clause %d: given up after %d tries: %w", r.clause, maxTries, err)
		if r.lost != nil {
			return err
		}
		r.lost = err
		r.speaker.Log.Error("a clause kills the voice's worker; going on with the next", "err", err, "text", piece.Clean)
		return nil
	}
	return ctx.Err()
}

// maxTries is how many workers a clause may cost.
const maxTries = 3

func (r *reply) sayPiece(ctx context.Context, text speakable.Text) error {
	u := utterance{reply: r, text: text}
	for try := 1; ; try++ {
		err := u.attempt(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errWorkerDied) || try == maxTries {
			return u.finish(err)
		}
		r.speaker.Log.Warn("worker died in a clause; saying it again", "voice", r.speaker.Voice, "err", err)
	}
}
