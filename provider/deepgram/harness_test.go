package deepgram

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "marked-key-0123456789"

// serve serves a handler on a network of its own until the test ends and returns how to reach it.
func serve(t *testing.T, h http.Handler) Config {
	l := pipenet.Listen()
	srv := &http.Server{Handler: h}
	served := make(chan struct{})
	go func() {
		defer close(served)
		srv.Serve(l)
	}()
	t.Cleanup(func() {
		srv.Close()
		<-served
	})
	return Config{BaseURL: "http://deepgram.test", Credential: Key(key), HTTPClient: l.Client()}
}

// simulate runs f in a bubble with a simulated vendor, which must have nothing to complain about.
func simulate(t *testing.T, dg *vendors.Deepgram, f func(*testing.T, Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f(t, serve(t, dg))
		for _, v := range dg.Violations() {
			t.Errorf("the vendor complains: %v", v)
		}
	})
}

// swift is the pace of a vendor near by.
func swift() vendors.Pace {
	return vendors.Pace{
		Handshake: vendors.Latency{Median: 80 * time.Millisecond},
		First:     vendors.Latency{Median: 120 * time.Millisecond},
	}
}

// heard is a transcript and when it came.
type heard struct {
	visavis.Transcript
	at time.Duration // since the microphone was opened
}

// mic is a microphone that is spoken into in real time, 20 ms by 20 ms.
type mic struct {
	t    *testing.T
	ctx  context.Context
	in   chan visavis.Chunk
	born time.Time
	sent int64
}

const frame = int(visavis.MicRate) / 50

func (m *mic) chunk(pcm []int16, mark visavis.Mark) {
	m.sent += int64(len(pcm))
	select {
	case m.in <- visavis.Chunk{PCM: pcm, Rate: visavis.MicRate, Mark: mark}:
	case <-m.ctx.Done():
	}
}

// mark sends a mark without audio.
func (m *mic) mark(mark visavis.Mark) { m.chunk(nil, mark) }

// play sends audio at the pace at which a microphone hears it.
func (m *mic) play(pcm []int16) {
	for piece := range slices.Chunk(pcm, frame) {
		if m.ctx.Err() != nil {
			return
		}
		m.chunk(piece, visavis.NoMark)
		time.Sleep(20 * time.Millisecond)
	}
}

func (m *mic) quiet(d time.Duration) { m.play(make([]int16, visavis.MicRate.N(d))) }

// say speaks a sentence as a turn detector would mark it: 40 ms late at its start, and at its end
// after 420 ms of quiet.
func (m *mic) say(text string) {
	voice := vendors.Utterance(text)
	m.play(voice[:2*frame])
	m.mark(visavis.SpeechStart)
	m.play(voice[2*frame:])
	m.quiet(420 * time.Millisecond)
	m.mark(visavis.SpeechEnd)
}

func (m *mic) now() time.Duration { return time.Since(m.born) }

// listen has a transcriber listen to what talk says and returns what it understood.
func listen(t *testing.T, tr visavis.Transcriber, talk func(*mic)) (got []heard, err error) {
	ctx, cancel := context.WithCancel(t.Context())
	m := &mic{t: t, ctx: ctx, in: make(chan visavis.Chunk), born: time.Now()}
	talked := make(chan struct{})
	go func() {
		defer close(talked)
		defer close(m.in)
		talk(m)
	}()
	err = tr.Transcribe(ctx, m.in, func(tr visavis.Transcript) { got = append(got, heard{tr, m.now()}) })
	cancel()
	<-talked
	return got, err
}

// answers returns the transcripts with Flushed.
func answers(got []heard) (texts []string) {
	for _, h := range got {
		if h.Flushed {
			texts = append(texts, h.Text)
		}
	}
	return texts
}

// words makes one line of texts for comparison: lower case, no punctuation.
func words(texts ...string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(strings.Join(texts, " ")), func(r rune) bool {
		return strings.ContainsRune(" .,!?", r)
	}), " ")
}
