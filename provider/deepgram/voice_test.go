package deepgram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// spoken is what came of a reply.
type spoken struct {
	clauses map[int][]int16
	all     []int16
	pieces  int
	first   time.Duration // from the call to the first piece
	took    time.Duration
	err     error
}

func (s spoken) text() string { return words(vendors.Text(s.all, DefaultVoiceRate)) }

// clause returns what was said in a clause.
func (s spoken) clause(n int) string { return words(vendors.Text(s.clauses[n], DefaultVoiceRate)) }

// hearing collects pieces; each is heard by during, if it is not nil.
func (s *spoken) hearing(began time.Time, during func(visavis.Speech)) func(visavis.Speech) {
	s.clauses = make(map[int][]int16)
	return func(p visavis.Speech) {
		if s.pieces == 0 {
			s.first = time.Since(began)
		}
		s.pieces++
		s.all = append(s.all, p.PCM...)
		s.clauses[p.Clause] = append(s.clauses[p.Clause], p.PCM...)
		if during != nil {
			during(p)
		}
	}
}

// speak has a voice say clauses that come every so often, the first at once.
func speak(ctx context.Context, v *Voice, every time.Duration, during func(visavis.Speech), clauses ...string) spoken {
	ctx, cancel := context.WithCancel(ctx)
	ch := make(chan string)
	written := make(chan struct{})
	go func() {
		defer close(written)
		write(ctx, ch, every, clauses)
	}()
	var s spoken
	began := time.Now()
	s.err = v.Speak(ctx, ch, s.hearing(began, during))
	s.took = time.Since(began)
	cancel()
	<-written
	return s
}

// write sends clauses and closes ch.
func write(ctx context.Context, ch chan<- string, every time.Duration, clauses []string) {
	defer close(ch)
	for i, c := range clauses {
		if i > 0 {
			select {
			case <-time.After(every):
			case <-ctx.Done():
			}
		}
		select {
		case ch <- c:
		case <-ctx.Done():
			return
		}
	}
}

// voiced is simulate with a voice.
func voiced(t *testing.T, dg *vendors.Deepgram, f func(*testing.T, *Voice)) {
	t.Helper()
	if dg.SpeakPace == (vendors.Pace{}) {
		dg.SpeakPace = vendors.Pace{Handshake: vendors.Latency{Median: 150 * time.Millisecond}, First: vendors.Latency{Median: 200 * time.Millisecond}}
	}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		v := NewVoice(cfg, VoiceOptions{})
		defer v.Close()
		f(t, v)
	})
}

var story = []string{"Once upon a time,", "there was a fox who lived in a wood.", "He was very clever!", "One day he met a crow."}

// checkStory checks that each clause of a story was spoken as that clause.
func checkStory(t *testing.T, s spoken, clauses ...string) {
	t.Helper()
	if s.err != nil {
		t.Fatal(s.err)
	}
	if got := s.text(); got != words(clauses...) {
		t.Errorf("spoken %q", got)
	}
	for i, c := range clauses {
		if len(s.clauses[i]) == 0 {
			t.Errorf("clause %d, %q, has no audio", i, c)
		}
	}
}

// However fast or slowly a text is written, it is spoken in order, the first clause as soon as it is
// there, and each clause under its own number.
func TestVoiceSpeaks(t *testing.T) {
	for _, every := range []time.Duration{0, 300 * time.Millisecond, 1200 * time.Millisecond, 10 * time.Second} {
		voiced(t, &vendors.Deepgram{}, func(t *testing.T, v *Voice) {
			v.Warm(t.Context())
			s := speak(t.Context(), v, every, nil, story...)
			checkStory(t, s, story...)
			if s.first > 210*time.Millisecond {
				t.Errorf("every %v: the first sound came after %v", every, s.first)
			}
			for i := range story {
				if got := s.clause(i); got != words(story[i]) {
					t.Errorf("every %v: clause %d is %q", every, i, got)
				}
			}
		})
	}
}

// A listener that takes its time does not disturb the connection.
func TestVoiceWaitsForItsListener(t *testing.T) {
	voiced(t, &vendors.Deepgram{}, func(t *testing.T, v *Voice) {
		var long []string
		for range 9 {
			long = append(long, story...)
		}
		s := speak(t.Context(), v, 0, func(p visavis.Speech) { time.Sleep(p.Rate.D(int64(len(p.PCM)))) }, long...)
		checkStory(t, s, long...)
		if s.took < 45*time.Second {
			t.Errorf("it took only %v", s.took)
		}
	})
}

// A reply that is cut leaves nothing behind: the next one, over the same socket, is all new.
func TestVoiceIsCut(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		for n := range 5 {
			ctx, cancel := context.WithCancel(t.Context())
			var cut time.Time
			s := speak(ctx, v, 100*time.Millisecond, func(visavis.Speech) {
				if cut.IsZero() {
					cut = time.Now().Add(time.Duration(n) * 70 * time.Millisecond)
					time.AfterFunc(time.Until(cut), cancel)
				}
			}, story...)
			if !errors.Is(s.err, context.Canceled) || time.Since(cut) > time.Millisecond {
				t.Fatalf("Speak returned %v, %v after the cut", s.err, time.Since(cut))
			}
			time.Sleep(10 * time.Millisecond)
			checkStory(t, speak(t.Context(), v, 0, nil, "A new beginning."), "A new beginning.")
		}
		if n := len(dg.Requests("")); n != 1 {
			t.Errorf("%d connections, want one that is used again", n)
		}
	})
}

// Cut before anything was said, the socket is as good as new at once.
func TestVoiceIsCutBeforeItBegins(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := v.Speak(ctx, make(chan string), func(visavis.Speech) {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		checkStory(t, speak(t.Context(), v, 0, nil, story...), story...)
		if n := len(dg.Requests("")); n != 1 {
			t.Errorf("%d connections", n)
		}
	})
}

// Many short replies and one endless one stay within 20 flushes a minute, or the simulator complains.
func TestVoiceKeepsItsFlushes(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		for n := range 30 {
			s := speak(t.Context(), v, 50*time.Millisecond, nil, "Yes.", fmt.Sprintf("That was number %d.", n))
			checkStory(t, s, "Yes.", fmt.Sprintf("That was number %d.", n))
		}
		var long []string
		for n := range 60 {
			long = append(long, fmt.Sprintf("and %d", n))
		}
		checkStory(t, speak(t.Context(), v, 500*time.Millisecond, nil, long...), long...)
	})
}

// A socket without flushes ends a reply by closing.
func TestVoiceEndsAReplyWithoutAFlush(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		s, err := v.pool.take(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		s.flushes.refused = time.Now()
		r := newReply(s, v.tempo, v.opts.Rate, func(visavis.Speech) {})
		var got spoken
		r.emit = got.hearing(time.Now(), nil)
		ch := make(chan string, 2)
		ch <- "no flush"
		ch <- "is left"
		close(ch)
		got.err = r.run(t.Context(), ch)
		checkStory(t, got, "no flush", "is left")
		if !r.spent {
			t.Error("the socket is taken for good")
		}
		s.cut(nil)
	})
}

func TestVoiceTakesAnyFrames(t *testing.T) {
	for _, size := range []int{1, 3, 479, 100_000} {
		dg := &vendors.Deepgram{Frame: size, Factor: 1000}
		voiced(t, dg, func(t *testing.T, v *Voice) {
			s := speak(t.Context(), v, 0, nil, "Odd and even.", "Two.")
			checkStory(t, s, "Odd and even.", "Two.")
			if most := len(s.all)/int(DefaultVoiceRate.N(leastPiece)) + 4; s.pieces > most {
				t.Errorf("frames of %d bytes made %d pieces of speech", size, s.pieces)
			}
		})
	}
}

// Text of any length reaches the server in pieces that it takes.
func TestVoiceSplitsLongTexts(t *testing.T) {
	voiced(t, &vendors.Deepgram{Factor: 1000}, func(t *testing.T, v *Voice) {
		long := strings.Repeat("This goes on and on. ", 120)
		checkStory(t, speak(t.Context(), v, 0, nil, long, "End."), long, "End.")
	})
}

func TestVoiceReportsFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		fault     vendors.Fault
		temporary bool
		want      string
		within    time.Duration
	}{
		"dies":       {vendors.Fault{After: vendors.Progress{Words: 6}, Do: vendors.Drop{}}, true, "broke", 5 * time.Second},
		"stalls":     {vendors.Fault{After: vendors.Progress{Words: 6}, Do: vendors.Stall{}}, true, "", 12 * time.Second},
		"closes":     {vendors.Fault{After: vendors.Progress{Words: 6}, Do: vendors.CloseFrame{Code: 1011, Reason: "NET-0002"}}, true, "status 1011: NET-0002", 5 * time.Second},
		"is refused": {vendors.Fault{Do: vendors.Refuse{Status: 503}}, true, "503", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			dg := &vendors.Deepgram{}
			dg.Inject(tt.fault)
			voiced(t, dg, func(t *testing.T, v *Voice) {
				s := speak(t.Context(), v, 100*time.Millisecond, nil, story...)
				checkVendorError(t, s.err, tt.temporary, tt.want)
				if !strings.HasPrefix(words(story...), strings.TrimSpace(s.text()[:min(len(s.text()), 20)])) {
					t.Errorf("spoken %q", s.text())
				}
				if s.took > tt.within {
					t.Errorf("it took %v", s.took)
				}
				checkStory(t, speak(t.Context(), v, 0, nil, "Next."), "Next.") // over a new socket
			})
		})
	}
}

// Warm sockets save the handshake, wait in a number that does not grow, and are replaced in time.
func TestVoiceStaysWarm(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		for range 3 {
			v.Warm(t.Context())
		}
		for n := range 5 {
			time.Sleep(13 * time.Minute)
			v.Warm(t.Context())
			if s := speak(t.Context(), v, 0, nil, "Hello."); s.err != nil || s.first > 210*time.Millisecond {
				t.Errorf("reply %d: the first sound came after %v, %v", n, s.first, s.err)
			}
		}
		if n := len(dg.Requests("")); n != 2 {
			t.Errorf("%d connections in 65 minutes, want 2", n)
		}
		if n := dg.Open(); n != 1 {
			t.Errorf("%d sockets are open", n)
		}
		time.Sleep(3 * time.Hour) // the server ends what is idle
		checkStory(t, speak(t.Context(), v, 0, nil, "Still here."), "Still here.")
	})
}

func TestVoiceHasALimit(t *testing.T) {
	dg := &vendors.Deepgram{}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		v := NewVoice(cfg, VoiceOptions{MaxSockets: 1})
		defer v.Close()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan spoken)
		go func() { done <- speak(ctx, v, 0, nil, story...) }()
		synctest.Wait()
		checkVendorError(t, speak(t.Context(), v, 0, nil, "Me too.").err, true, "429")
		cancel()
		<-done
	})
}

func TestVoiceIsClosed(t *testing.T) {
	dg := &vendors.Deepgram{}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		v := NewVoice(cfg, VoiceOptions{})
		done := make(chan spoken)
		go func() { done <- speak(t.Context(), v, time.Hour, nil, story...) }()
		time.Sleep(time.Second)
		v.Close()
		if s := <-done; s.err == nil {
			t.Error("a reply over a socket that is gone reports nothing")
		}
		checkUnavailable(t, speak(t.Context(), v, 0, nil, "Hello.").err, "closed")
		if _, err := v.Check(t.Context()); err == nil {
			t.Error("Check reports nothing")
		}
	})
}

func TestVoiceChecks(t *testing.T) {
	voiced(t, &vendors.Deepgram{Keys: []string{key}}, func(t *testing.T, v *Voice) {
		if took, err := v.Check(t.Context()); err != nil || took != 150*time.Millisecond {
			t.Errorf("Check: %v, %v", took, err)
		}
		other := NewVoice(v.cfg, VoiceOptions{})
		other.cfg.Credential = Key("wrong-" + key)
		_, err := other.Check(t.Context())
		checkUnavailable(t, err, "the key was refused", "Invalid credentials.")
		other.Close()
	})
}
