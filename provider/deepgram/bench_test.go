package deepgram

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
)

// swallow is a server that reads and says nothing.
func swallow(read *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		buf := make([]byte, 32<<10)
		for {
			_, msg, err := c.Reader(context.Background())
			if err != nil {
				return
			}
			for {
				n, err := msg.Read(buf)
				read.Add(int64(n))
				if err == io.EOF {
					break
				}
				if err != nil {
					return
				}
			}
		}
	}
}

// BenchmarkFrame sends 20 ms of microphone, from the chunk to the socket of the operating system.
// The allocations include those of the server that reads it: none, too.
func BenchmarkFrame(b *testing.B) {
	for _, model := range []string{"nova-3", "flux-general-en"} {
		b.Run(model, func(b *testing.B) { benchmarkFrame(b, model) })
	}
}

func benchmarkFrame(b *testing.B, model string) {
	var read atomic.Int64
	srv := httptest.NewServer(swallow(&read))
	defer srv.Close()
	ctx, cancel := context.WithCancel(b.Context())
	in := make(chan visavis.Chunk)
	done := make(chan error, 1)
	l := NewListen(Config{BaseURL: srv.URL, HTTPClient: srv.Client()}, ListenOptions{Model: model})
	go func() { done <- l.Transcribe(ctx, in, func(visavis.Transcript) {}) }()
	pcm := make([]int16, frame)
	sent := int64(0)
	say := func() {
		in <- visavis.Chunk{PCM: pcm, Rate: visavis.MicRate}
		for sent += int64(2 * frame); sent-read.Load() > 32<<10; {
			time.Sleep(20 * time.Microsecond) // no faster than the server reads, as a microphone
		}
	}
	for range 100 {
		say()
	}
	b.ReportAllocs()
	for b.Loop() {
		say()
	}
	cancel()
	<-done
}

// BenchmarkVoiceFrame takes a frame of 40 ms of speech from the inbox to emit.
func BenchmarkVoiceFrame(b *testing.B) {
	box := newInbox()
	s := &voiceSocket{inbox: box}
	r := newReply(s, newTempo(24000), 24000, func(visavis.Speech) {})
	r.segments = []*segment{{clauses: []clauseText{{0, 1 << 30}}, chars: 1 << 30}}
	ctx := b.Context()
	data := make([]byte, 1920)
	b.ReportAllocs()
	for b.Loop() {
		box.put(parcel{audio: true, data: append(box.buffer()[:0], data...)})
		if err := r.hear(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
