package codec

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/worker"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{Name: Worker})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// run runs an engine for the test's duration.
func run(t testing.TB, workers int) *Engine {
	t.Helper()
	e := New(slog.New(slog.DiscardHandler), workers)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the engine ended with %v", err)
		}
	})
	return e
}

// all are the codecs with the formats that tests use.
func all() []format {
	return []format{{Opus, 48000, 24_000}, {Opus, 16000, 12_000}, {MP3, 22050, 48_000}, {MP3, 48000, 32_000}}
}

type format struct {
	codec   string
	rate    visavis.SampleRate
	bitRate int
}

// open opens a stream, or skips the test where the library is not installed.
func open(t testing.TB, e *Engine, f format) media.Frames {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := e.Codec(f.codec).Open(ctx, f.rate, f.bitRate)
	if ue, ok := errors.AsType[*visavis.UnavailableError](err); ok {
		t.Skip(ue)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// sound is n samples of a voice-like sound.
func sound(rate visavis.SampleRate, n int) []int16 {
	x := make([]int16, n)
	for i := range x {
		s := float64(i) / float64(rate)
		v := math.Sin(2*math.Pi*220*s) + 0.5*math.Sin(2*math.Pi*660*s+math.Sin(12*s)) + 0.25*math.Sin(2*math.Pi*1760*s)
		x[i] = int16(6000 * v)
	}
	return x
}
