package server

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/conversation"
)

// BenchmarkHear takes 20 ms of microphone audio over loopback to a session, as in a call. Its
// allocations are those of both ends; the client's are none.
func BenchmarkHear(b *testing.B) {
	for _, input := range []string{
		`{"encoding":"linear16","sample_rate":16000}`,
		`{"encoding":"linear16","sample_rate":48000}`,
		`{"encoding":"mulaw","sample_rate":8000}`,
	} {
		b.Run(input, func(b *testing.B) {
			heard := make(chan int, 1)
			ws, stop := benchCall(b, `{"type":"Settings","audio":{"input":`+input+`},"agent":{}}`, &benchSession{heard: heard})
			defer stop()
			chunk := make([]byte, 960) // 30, 10 and 120 ms
			b.ReportAllocs()
			for b.Loop() {
				if err := ws.Write(context.Background(), websocket.MessageBinary, chunk); err != nil {
					b.Fatal(err)
				}
				<-heard
			}
		})
	}
}

// BenchmarkSpeak takes 20 ms of a reply's audio from a session over loopback to a client that
// discards it.
func BenchmarkSpeak(b *testing.B) {
	s := &benchSession{out: make(chan func(conversation.Output) error)}
	ws, stop := benchCall(b, settings, s)
	defer stop()
	out := <-s.out
	out(conversation.TurnStarted{Turn: 1})
	audio := &conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 480)}
	buf := make([]byte, 4096)
	b.ReportAllocs()
	for b.Loop() {
		out(audio)
		discard(b, ws, buf)
	}
}

// discard reads up to the next binary message.
func discard(b *testing.B, ws *websocket.Conn, buf []byte) {
	for {
		kind, r, err := ws.Reader(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = r.Read(buf)
		}
		if kind == websocket.MessageBinary {
			return
		}
	}
}

func benchCall(b *testing.B, settings string, s *benchSession) (ws *websocket.Conn, stop func()) {
	srv := New(Config{
		Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}, Brains: []Brain{{ID: "script"}}, Log: slog.New(slog.DiscardHandler),
		NewSession: func(conversation.Config) Session { return s },
	})
	h := httptest.NewServer(srv)
	ws, _, err := websocket.Dial(context.Background(), h.URL+"/v1/agent/converse", nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := ws.Write(context.Background(), websocket.MessageText, []byte(settings)); err != nil {
		b.Fatal(err)
	}
	return ws, func() {
		ws.CloseNow()
		srv.Shutdown(context.Background())
		h.Close()
	}
}

// benchSession says how much it heard and lends its output.
type benchSession struct {
	heard chan int
	out   chan func(conversation.Output) error
}

func (s *benchSession) Run(ctx context.Context, out func(conversation.Output) error) error {
	if s.out != nil {
		s.out <- out
	}
	<-ctx.Done()
	return ctx.Err()
}

func (s *benchSession) Hear(_ context.Context, pcm []int16) error {
	s.heard <- len(pcm)
	return nil
}

func (s *benchSession) Tell(context.Context, conversation.Input) error { return nil }
