package listen

import (
	"context"
	"net/http"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// echo is the cheapest recogniser: it answers each piece with one word.
type echo struct{}

func (echo) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if c.Mark == visavis.SpeechEnd {
				emit(visavis.Transcript{Text: "echo", Flushed: true})
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// opened runs f with a stream that is served, and whose audio f brings itself.
func opened(t testing.TB, query string, f func(ctx context.Context, s *stream)) {
	cfg := Config{Ears: func(wire.ListenProvider) (Engine, error) { return Engine{ID: "echo", Transcriber: echo{}}, nil }}
	ready, done := make(chan *stream), make(chan struct{})
	serve(t, func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = query
		s, err := cfg.newStream(r, requestID)
		if err != nil {
			t.Error(err)
		}
		if s.socket, err = socket.Open(w, r, s.socketConfig(cfg)); err != nil {
			t.Error(err)
		}
		ready <- s
		s.socket.Serve(r.Context(), s)
		close(done)
	}, func() {
		ctx, cancel := context.WithCancel(context.Background())
		f(ctx, <-ready)
		cancel()
	})
	<-done
}

// TestDoesNotAllocate: 20 ms of audio, decoded, resampled and heard, cost nothing, results aside, of
// which there is one a second.
func TestDoesNotAllocate(t *testing.T) {
	if underRace {
		t.Skip("the race detector allocates")
	}
	for query, frame := range map[string][]byte{
		raw:                                   make([]byte, 640),
		"encoding=linear16&sample_rate=48000": make([]byte, 1920),
		"encoding=mulaw&sample_rate=8000&channels=2&multichannel=true":    make([]byte, 320),
		"encoding=linear16&sample_rate=44100&interim_results=true&tag=20": make([]byte, 1764),
	} {
		opened(t, query, func(ctx context.Context, s *stream) {
			for range 60 {
				s.Audio(ctx, frame)
			}
			const seconds = 2
			n := testing.AllocsPerRun(3, func() {
				for range seconds * 50 {
					s.Audio(ctx, frame)
				}
			})
			t.Logf("%s: %.0f allocations in %d s", query, n, seconds)
			if most := 10.0 * float64(seconds*len(s.channels)); n > most {
				t.Errorf("%s: %.0f allocations in %d s, want at most %.0f, for results", query, n, seconds, most)
			}
		})
	}
}

// BenchmarkStream is 20 ms of audio of a stream at 16 kHz in which nobody speaks.
func BenchmarkStream(b *testing.B) {
	opened(b, raw+"&interim_results=true", func(ctx context.Context, s *stream) {
		frame := make([]byte, 640)
		b.ReportAllocs()
		for b.Loop() {
			s.Audio(ctx, frame)
		}
	})
}
