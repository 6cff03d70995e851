package aligned

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/providertest"
)

// Two voices that had no part in making the model, at paces from a little faster than speech to
// that of an offline engine, once they have been heard for half a minute: the audio is untouched, and
// the lips are on it.
func TestLips(t *testing.T) {
	voices := []string{"slt", "rms"}
	if !thorough {
		voices = voices[1:]
	}
	for _, name := range voices {
		p := perform(t, name, story...)
		known := acquaint(t, p)
		for _, tt := range []struct {
			speed         float64
			first         time.Duration // the most that it may be later
			sounds, words score         // at least
		}{
			{1.5, haste, score{20, 90, 88}, score{60, 70, 100}},
			{10, haste, score{20, 90, 88}, score{35, 85, 100}},
		} {
			t.Run(fmt.Sprintf("%s x%g", name, tt.speed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					pl := player{performance: p, speed: tt.speed, latency: 100 * time.Millisecond}
					bare, h := listen(t, pl, story...), listen(t, acquainted(known, Config{Speaker: pl, Exact: true}), story...)
					checkSameAudio(t, p, h)
					if late := h.at[0] - bare.at[0]; late > tt.first {
						t.Errorf("the first audio comes %v later than without lips", late)
					}
					checkScore(t, "sounds", judge(p.phones, h.phones, p.rate), tt.sounds)
					checkScore(t, "words", judgeWords(p.words, h.words, p.rate), tt.words)
				})
			})
		}
	}
}

// acquaint returns how a voice sounds after a performance.
func acquaint(t *testing.T, p *performance) *lipsync.Voice {
	v := New(Config{Speaker: player{performance: p}, Exact: true})
	listen(t, v, story...)
	listen(t, v, story...)
	return v.known.Load()
}

// acquainted returns a voice of which that is known.
func acquainted(known *lipsync.Voice, cfg Config) *Voice {
	v := New(cfg)
	v.recall.Do(func() { v.known.Store(known) })
	return v
}

func checkScore(t *testing.T, what string, got, least score) {
	t.Helper()
	t.Log(what, got)
	if got.mean > least.mean || got.within < least.within || got.found < least.found {
		t.Errorf("%s: %v, want %v", what, got, least)
	}
}

// A voice that only guesses where its clauses begin is corrected: words are told of the clause that
// they belong to, when they are heard.
func TestClausesAreFound(t *testing.T) {
	onlyThorough(t)
	p := perform(t, "slt", story...)
	known := acquaint(t, p)
	for _, early := range []time.Duration{300 * time.Millisecond, -300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			h := listen(t, acquainted(known, Config{Speaker: player{performance: p, speed: 10, early: early}}), story...)
			checkSameAudio(t, p, h)
			checkScore(t, "sounds", judge(p.phones, h.phones, p.rate), score{20, 90, 85})
			checkScore(t, "words", judgeWords(p.words, h.words, p.rate), score{45, 82, 100})
		})
	}
}

func checkSameAudio(t *testing.T, p *performance, h heard) {
	t.Helper()
	providertest.CheckReply(t, story, h.pieces)
	if !slices.Equal(h.pcm, p.pcm()) {
		t.Error("the audio is not the voice's")
	}
}

func onlyThorough(t *testing.T) {
	t.Helper()
	if !thorough {
		t.Skip("the race detector looks at less")
	}
}

// untimed takes a voice its times.
type untimed struct{ visavis.Speaker }

func (u untimed) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	return u.Speaker.Speak(ctx, clauses, func(s visavis.Speech) {
		s.Phones, s.Words = nil, nil
		emit(s)
	})
}

func TestConformance(t *testing.T) {
	e := flite.New(slog.New(slog.DiscardHandler), 2)
	voicetest.Run(t, e)
	slt, err := e.Voice("slt")
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]Config{
		"flite":              {Speaker: untimed{slt}, Exact: true, Spell: true},
		"flite, estimating":  {Speaker: untimed{slt}},
		"flite, timed":       {Speaker: slt},
		"humming":            {Speaker: fake.Speaker{Untimed: true}, Exact: true},
		"humming in German":  {Speaker: fake.Speaker{Untimed: true}, Language: "de-AT", Exact: true},
		"humming, estimated": {Speaker: fake.Speaker{Untimed: true, Between: 20 * time.Millisecond}},
	} {
		t.Run(name, func(t *testing.T) { providertest.Speaker(t, New(cfg)) })
	}
}

// A voice that knows its times is not touched.
func TestNativeTimesPass(t *testing.T) {
	hum := fake.Speaker{}
	want, got := listen(t, hum, story...), listen(t, New(Config{Speaker: hum}), story...)
	for i := range want.pieces {
		a, b := want.pieces[i], got.pieces[i]
		if a.Clause != b.Clause || !slices.Equal(a.PCM, b.PCM) || !slices.Equal(a.Phones, b.Phones) || !slices.Equal(a.Words, b.Words) {
			t.Fatalf("piece %d differs", i)
		}
	}
}

// What a voice says before it fails is heard, and the failure is told.
func TestFailure(t *testing.T) {
	broken := errors.New("broken")
	synctest.Test(t, func(t *testing.T) {
		hum := fake.Speaker{Untimed: true, Err: broken, FailAt: 2}
		v := New(Config{Speaker: hum, Exact: true})
		ch := make(chan string, len(story))
		for _, c := range story {
			ch <- c
		}
		last := -1
		err := v.Speak(t.Context(), ch, func(s visavis.Speech) { last = s.Clause }) // ch stays open
		if !errors.Is(err, broken) || last != 1 {
			t.Errorf("clauses up to %d were heard, and %v", last, err)
		}
	})
}

// broken passes a voice on for a time, and then fails.
type broken struct {
	visavis.Speaker
	after time.Duration
}

var errBroken = errors.New("broken")

func (b broken) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	samples := int64(0)
	b.Speaker.Speak(work, clauses, func(s visavis.Speech) {
		if samples += int64(len(s.PCM)); s.Rate.D(samples) > b.after {
			stop()
			return
		}
		emit(s)
	})
	return errBroken
}

// Of a voice that breaks off in the middle of a clause no words are told that it cannot have said:
// who takes over would leave them out, and the history would have them.
func TestBreaksOff(t *testing.T) {
	p := perform(t, "rms", story[0])
	whole := p.rate.D(int64(len(p.pcm())))
	for _, exact := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			ch := make(chan string, 1)
			ch <- story[0]
			close(ch)
			said := 0
			v := New(Config{Speaker: broken{player{performance: p, speed: 10}, whole / 2}, Exact: exact})
			err := v.Speak(t.Context(), ch, func(s visavis.Speech) {
				for _, w := range s.Words {
					said = w.To
				}
			})
			if !errors.Is(err, errBroken) || said > len(story[0])*3/4 {
				t.Errorf("exact %v: %v; half of the clause was heard, and of %q this is told: %q", exact, err, story[0], story[0][:said])
			}
		})
	}
}

// mad panics as soon as it is to speak.
type mad struct{}

func (mad) Speak(context.Context, <-chan string, func(visavis.Speech)) error { panic("no voice") }

// A panic of the voice is the end of one reply.
func TestPanic(t *testing.T) {
	err := New(Config{Speaker: mad{}}).Speak(t.Context(), make(chan string), func(visavis.Speech) {})
	if err == nil || !strings.Contains(err.Error(), "no voice") {
		t.Errorf("Speak returned %v, want the panic", err)
	}
}

// A piece waits for its sounds, but not longer than it may, however slow the voice.
func TestPatience(t *testing.T) {
	p := perform(t, "rms", story[:2]...)
	synctest.Test(t, func(t *testing.T) {
		pl := player{performance: p, speed: 1.1}
		bare, h := listen(t, pl, story[:2]...), listen(t, New(Config{Speaker: pl, Exact: true}), story[:2]...)
		came, at := int64(0), 0
		samples, i := int64(0), 0
		for ; i < len(h.pieces); i++ { // crumbs aside, which wait for the rest
			for at < len(bare.pieces) && came <= samples {
				came += int64(len(bare.pieces[at].PCM))
				at++
			}
			samples += int64(len(h.pieces[i].PCM))
			if late := h.at[i] - bare.at[at-1]; late > patience+40*time.Millisecond {
				t.Errorf("the piece that begins at %d comes %v after the voice said it", samples, late)
			}
		}
	})
}

// A listener that takes its time holds the voice back, and a reply that is stopped stops at once.
func TestBackPressureAndStop(t *testing.T) {
	p := perform(t, "slt", story...)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		handed := int64(0)
		counted := counting{player{performance: p}, &handed}
		heard := int64(0)
		began := time.Now()
		err := New(Config{Speaker: counted, Exact: true}).Speak(ctx, lines(story), func(s visavis.Speech) {
			heard += int64(len(s.PCM))
			select {
			case <-time.After(s.Rate.D(int64(len(s.PCM)))):
			case <-ctx.Done():
			}
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if ahead := p.rate.D(handed - heard); ahead > mostHeld+time.Second {
			t.Errorf("the voice is %v ahead of the listener", ahead)
		}
	})
}

// counting counts the samples that a voice hands over.
type counting struct {
	visavis.Speaker
	handed *int64
}

func (c counting) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	return c.Speaker.Speak(ctx, clauses, func(s visavis.Speech) {
		emit(s)
		*c.handed += int64(len(s.PCM))
	})
}

func lines(clauses []string) <-chan string {
	ch := make(chan string, len(clauses))
	for _, c := range clauses {
		ch <- c
	}
	close(ch)
	return ch
}

// A conversation takes audio no more than three seconds before it is heard. The lips are as good then
// as when it takes all there is.
func TestLipsOfASlowListener(t *testing.T) {
	onlyThorough(t)
	p := perform(t, "rms", story...)
	known := acquaint(t, p)
	synctest.Test(t, func(t *testing.T) {
		fast := acquainted(known, Config{Speaker: player{performance: p, speed: 10}, Exact: true})
		g := listen(t, fast, story...)
		h := listen(t, slowly{acquainted(known, fast.cfg)}, story...)
		checkSameAudio(t, p, h)
		for _, judged := range [][2]score{
			{judge(p.phones, g.phones, p.rate), judge(p.phones, h.phones, p.rate)},
			{judgeWords(p.words, g.words, p.rate), judgeWords(p.words, h.words, p.rate)},
		} {
			checkScore(t, "a slow listener's", judged[1], score{judged[0].mean + 2, judged[0].within - 2, judged[0].found - 1})
		}
	})
}

// slowly passes a voice on no more than three seconds before it would be heard.
type slowly struct{ visavis.Speaker }

func (s slowly) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	var began time.Time
	samples := int64(0)
	return s.Speaker.Speak(ctx, clauses, func(p visavis.Speech) {
		if began.IsZero() {
			began = time.Now()
		}
		if err := pass(ctx, p.Rate.D(samples)-time.Since(began)-3*time.Second); err != nil {
			return
		}
		samples += int64(len(p.PCM))
		emit(p)
	})
}

// However the audio is cut and whenever it comes, it is passed on whole, and the times keep their
// order.
func TestAnyPieces(t *testing.T) {
	p := perform(t, "slt", story[:4]...)
	story := story[:4]
	seeds := uint64(15)
	if !thorough {
		seeds = 2
	}
	for seed := range seeds {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			pl := player{
				performance: p, speed: []float64{0, 0.7, 1, 3, 30}[r.IntN(5)],
				piece: time.Duration(1+r.IntN(400)) * time.Millisecond, latency: time.Duration(r.IntN(500)) * time.Millisecond,
				early: time.Duration(r.IntN(1200)-600) * time.Millisecond,
			}
			texts := slices.Clone(story)
			if r.IntN(3) == 0 { // it says something else
				r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
			}
			v := New(Config{Speaker: pl, Exact: r.IntN(2) == 0 && pl.early == 0, Language: []string{"", "fr"}[r.IntN(2)]})
			h := listen(t, v, texts...)
			providertest.CheckReply(t, texts, h.pieces)
			if !slices.Equal(h.pcm, p.pcm()) {
				t.Errorf("seed %d: the audio is not the voice's", seed)
			}
		})
	}
}
