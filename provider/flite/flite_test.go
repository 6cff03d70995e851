package flite_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{flite.Name: flite.Worker})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// eachVoice runs a test for each voice, or skips it where the library is not installed.
func eachVoice(t *testing.T, f func(t *testing.T, s visavis.Speaker)) {
	t.Helper()
	e := flite.New(slog.New(slog.DiscardHandler), 2)
	voicetest.Run(t, e)
	for _, v := range flite.Voices() {
		t.Run(v.Name, func(t *testing.T) { f(t, open(t, e, v.Name)) })
	}
}

func open(t testing.TB, e *flite.Engine, name string) visavis.Speaker {
	t.Helper()
	s, err := e.Voice(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) { providertest.Speaker(t, s) })
}

func TestTimesAreTrueToTheAudio(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) {
		voicetest.CheckSound(t, voicetest.Speak(t, s, nil,
			"Peter Piper picked a peck of pickled peppers.", "The big black bug bit the big black bear.",
			"Today we talk about baking apple pie with butter."))
	})
}

func TestSpeeds(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) { voicetest.CheckSpeeds(t, s) })
}

func TestExpressivity(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) { voicetest.CheckExpressivity(t, s) })
}

// TestRepliesShareAVoice: how one is asked to speak is nothing to the next, which has the same worker.
func TestRepliesShareAVoice(t *testing.T) {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(t, e)
	voicetest.CheckSharing(t, open(t, e, "slt"), open(t, e, "awb"))
}

func TestWordsAreThoseOfTheText(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) {
		r := voicetest.Speak(t, s, nil, "“Hello,” said Zoë (at 10:30);", "a well-known café—it costs $5.99, 100%!")
		var got []string
		for _, w := range r.Words {
			got = append(got, w.Text)
		}
		want := strings.Fields("Hello said Zoë at 10:30 a well-known café it costs $5.99 100%")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("words (-want +got):\n%s", diff)
		}
	})
}

func TestPhonesAreARPAbetWithStress(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) {
		var got []string
		for _, p := range voicetest.Speak(t, s, nil, "A banana.").Phones {
			name := p.Name
			if p.Stressed {
				name += "*"
			}
			got = append(got, name)
		}
		want := strings.Fields("SIL AH B AH N* AE* N AH SIL")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("phones (-want +got):\n%s", diff)
		}
	})
}

func TestClausesJoinWithoutLongSilence(t *testing.T) {
	eachVoice(t, func(t *testing.T, s visavis.Speaker) {
		r := voicetest.Speak(t, s, nil, "Well,", "I think so.", "Do you?", "Yes!", "Then let us go")
		if p := r.LongestPause(); p > 350*time.Millisecond {
			t.Errorf("clauses are %v apart", p)
		}
	})
}

func TestAKilledWorkerCostsNoWord(t *testing.T) {
	clauses := []string{
		"The first clause is long enough to be in the middle of it,", "the second one is not any shorter than the first,",
		"and the third one ends the reply as if nothing had happened.",
	}
	eachVoice(t, func(t *testing.T, s visavis.Speaker) {
		want := voicetest.Speak(t, s, nil, clauses...)
		got := voicetest.Killing(t, s, clauses...)
		if len(got.PCM) != len(want.PCM) {
			t.Errorf("with its worker killed the voice made %d samples, else %d", len(got.PCM), len(want.PCM))
		}
		if diff := cmp.Diff(want.Words, got.Words); diff != "" {
			t.Errorf("words (-want +got):\n%s", diff)
		}
		voicetest.CheckSound(t, voicetest.Speak(t, s, nil, "Peter Piper picked a peck of pickled peppers, baby."))
	})
}

func FuzzHostileText(f *testing.F) {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(f, e)
	voicetest.FuzzHostile(f, open(f, e, "slt"), "aeioubcdfgxzéßø", "And this is spoken.")
}

func TestUnknownVoice(t *testing.T) {
	_, err := flite.New(slog.New(slog.DiscardHandler), 1).Voice("hal")
	if err == nil || !strings.Contains(err.Error(), "slt, rms, awb") {
		t.Errorf("got %v, want an error that lists the voices", err)
	}
}

func BenchmarkFirstAudio(b *testing.B) {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(b, e)
	for _, v := range flite.Voices() {
		b.Run(v.Name, func(b *testing.B) { voicetest.Bench(b, open(b, e, v.Name)) })
	}
}

func BenchmarkFirstAudioAfterDeath(b *testing.B) {
	voicetest.BenchDeath(b, func(b *testing.B) (visavis.Speaker, func()) {
		e := flite.New(slog.New(slog.DiscardHandler), 1)
		stop := voicetest.Start(b, e)
		return open(b, e, "slt"), stop
	})
}
