package corpus

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

func TestMain(m *testing.M) {
	worker.Main(Workers())
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

// TestSentences: the same seed says the same, another something else, and all sounds occur.
func TestSentences(t *testing.T) {
	a, b := Sentences(1, 50), Sentences(1, 50)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the same seed gives (-first +second):\n%s", diff)
	}
	if cmp.Equal(a, Sentences(2, 50)) {
		t.Error("another seed gives the same sentences")
	}
	for _, s := range a {
		if strings.ContainsAny(s, "_") || strings.ToUpper(s[:1]) != s[:1] || strings.Contains(s, "NOUN") {
			t.Errorf("%q is no sentence", s)
		}
	}
}

func TestManner(t *testing.T) {
	if name, pitch, stretch := manner("awb@1.6x0.8"); name != "awb" || pitch != 1.6 || stretch != 0.8 {
		t.Errorf("got %s, %v, %v", name, pitch, stretch)
	}
	if name, pitch, stretch := manner("awb"); name != "awb" || pitch != 1 || stretch != 1 {
		t.Errorf("got %s, %v, %v", name, pitch, stretch)
	}
}

// TestSpeak: phones fill the audio of every engine that is installed.
func TestSpeak(t *testing.T) {
	err := With(t.Context(), slog.New(slog.DiscardHandler), func(ctx context.Context, s *Speaker) error {
		for _, voice := range []string{"flite/kal16", "flite/awb@1.5x0.8", "festival/ked_diphone", "espeak/en-us+f2"} {
			engine, _, _ := strings.Cut(voice, "/")
			if _, err := exec.LookPath(engine); err != nil && engine != "espeak" {
				t.Logf("%s is not installed", engine)
				continue
			}
			spoken, err := s.Speak(ctx, voice, []string{"Bob made pies.", "Really?"})
			if err != nil {
				return err
			}
			for _, u := range spoken {
				check(t, u)
			}
		}
		return nil
	})
	if _, missing := errors.AsType[*visavis.UnavailableError](err); missing {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, u Utterance) {
	t.Helper()
	at, sounds := int64(0), 0
	for _, p := range u.Phones {
		if p.Start != at || p.End < p.Start {
			t.Errorf("%s: %+v after %d", u.Voice, p, at)
		}
		if at = p.End; p.Name != "SIL" {
			sounds++
		}
	}
	if at != int64(len(u.PCM)) || sounds < 4 {
		t.Errorf("%s says %q: %d sounds up to %d of %d samples", u.Voice, u.Text, sounds, at, len(u.PCM))
	}
}
