package aligned

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/lipsync"
)

// What a voice has taught is there at the next start, and what cannot be read or written disturbs
// nobody.
func TestMemory(t *testing.T) {
	p := perform(t, "rms", story...)
	dir := filepath.Join(t.TempDir(), "voices")
	var logged bytes.Buffer
	open := func(dir string) *Voice {
		m := NewMemory(dir, "deepgram/../rms", slog.New(slog.NewTextHandler(&logged, nil)))
		if filepath.Dir(m.File()) != dir {
			t.Fatalf("the file is %s", m.File())
		}
		return New(Config{Speaker: player{performance: p}, Exact: true, Memory: m})
	}
	first := open(dir)
	for !first.remembered().Known() {
		listen(t, first, story...)
	}
	first.Close()
	if v := open(dir); !v.remembered().Known() {
		t.Error("the voice is not known at the next start")
	}
	if rest, err := filepath.Glob(filepath.Join(dir, "*")); len(rest) != 1 {
		t.Errorf("the folder holds %v, %v", rest, err)
	}
	if logged.Len() > 0 {
		t.Errorf("logged %s", logged.String())
	}

	if err := os.WriteFile(first.cfg.Memory.File(), []byte("lips voice 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := open(dir); v.remembered() != lipsync.Unknown() || !strings.Contains(logged.String(), "learnt anew") {
		t.Errorf("a file that cannot be read: logged %s", logged.String())
	}
	logged.Reset()
	nowhere := open(filepath.Join(first.cfg.Memory.File(), "below a file"))
	listen(t, nowhere, story...)
	nowhere.Close()
	if n := strings.Count(logged.String(), "is lost at the end"); n != 1 {
		t.Errorf("a folder that cannot be made was told %d times", n)
	}
}

// A file is written once a minute at most, and at the end.
func TestMemoryIsSlow(t *testing.T) {
	p := perform(t, "rms", story[:2]...)
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(t.TempDir(), "x", slog.New(slog.DiscardHandler))
		v := New(Config{Speaker: player{performance: p}, Exact: true, Memory: m})
		changed := func() bool {
			_, err := os.Stat(m.File())
			os.Remove(m.File())
			return err == nil
		}
		listen(t, v, story[:2]...)
		if !changed() {
			t.Error("the first reply was not written down")
		}
		listen(t, v, story[:2]...)
		if changed() {
			t.Error("the second was, at once")
		}
		v.Close()
		if !changed() {
			t.Error("it was not at the end")
		}
		time.Sleep(rewriteAfter)
		listen(t, v, story[:2]...)
		if !changed() {
			t.Error("a reply a minute later was not")
		}
	})
}

// Twelve sentences are enough to know a voice, and are asked for once.
func TestCalibrate(t *testing.T) {
	p := perform(t, "slt", lipsync.CalibrationSentences()...)
	v := New(Config{Speaker: &solo{p: p}})
	if err := v.Calibrate(t.Context()); err != nil || !v.remembered().Known() {
		t.Fatalf("the voice is known: %v, %v", v.remembered().Known(), err)
	}
	v.cfg.Speaker = nil
	if err := v.Calibrate(t.Context()); err != nil {
		t.Error(err)
	}
}
