package providertest

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
)

// Transcriber checks ears against the contract of visavis.Transcriber. speech are utterances at
// visavis.MicRate; without any, noise is used: what is understood is not checked, only when and how
// it is told.
func Transcriber(t *testing.T, tr visavis.Transcriber, speech ...[]int16) {
	if len(speech) == 0 {
		speech = [][]int16{noise(0.8), noise(1.2)}
	}
	c := transcriberCheck{tr, speech}
	t.Run("one answer for each utterance", c.answers)
	t.Run("an end without a start", c.endWithoutStart)
	t.Run("a start during an utterance", c.startDuring)
	t.Run("closed in an utterance", c.closedDuring)
	t.Run("nothing to hear", c.nothing)
	t.Run("cancelled while it waits", c.cancelledWaiting)
	t.Run("cancelled in an utterance", c.cancelledDuring)
	t.Run("several at once", c.atOnce)
}

type transcriberCheck struct {
	transcriber visavis.Transcriber
	speech      [][]int16
}

// noise returns seconds of something that is not silence, the same each time.
func noise(seconds float64) []int16 {
	rng := rand.New(rand.NewPCG(7, 7))
	pcm := make([]int16, int(seconds*float64(visavis.MicRate)))
	for i := range pcm {
		pcm[i] = int16(rng.IntN(4000) - 2000)
	}
	return pcm
}

// mic feeds a transcriber as a conversation does. Each chunk's PCM is overwritten once the next is
// taken, as the contract allows.
type mic struct {
	ctx  context.Context
	in   chan visavis.Chunk
	last []int16
	sent int64
}

// send sends a chunk; it reports false when ctx has ended.
func (m *mic) send(c visavis.Chunk) bool {
	c.Rate = visavis.MicRate
	select {
	case m.in <- c:
	case <-m.ctx.Done():
		return false
	}
	for i := range m.last {
		m.last[i] = 0x5555
	}
	m.last = c.PCM
	m.sent += int64(len(c.PCM))
	return true
}

// hear sends audio in chunks of 20 ms; the first or last one carries a mark.
func (m *mic) hear(pcm []int16, first, last visavis.Mark) {
	const size = int(visavis.MicRate) / 50
	for at := 0; at < len(pcm); at += size {
		chunk := visavis.Chunk{PCM: append([]int16(nil), pcm[at:min(at+size, len(pcm))]...)}
		if at == 0 {
			chunk.Mark = first
		}
		if at+size >= len(pcm) && last != visavis.NoMark {
			chunk.Mark = last
		}
		if !m.send(chunk) {
			return
		}
	}
}

// quiet sends silence, without which no speech begins or ends.
func (m *mic) quiet(seconds float64) {
	m.hear(make([]int16, int(seconds*float64(visavis.MicRate))), visavis.NoMark, visavis.NoMark)
}

// listen runs a transcriber on what say sends and returns its transcripts and the samples sent.
func (c transcriberCheck) listen(t *testing.T, say func(*mic)) ([]visavis.Transcript, int64) {
	t.Helper()
	g, ctx := errgroup.WithContext(withPatience(t))
	m := mic{ctx: ctx, in: make(chan visavis.Chunk)}
	g.Go(func() error {
		defer close(m.in)
		say(&m)
		return nil
	})
	var got []visavis.Transcript
	guard := alone{t: t, what: "Transcribe"}
	g.Go(func() error {
		defer guard.end()
		return c.transcriber.Transcribe(ctx, m.in, func(tr visavis.Transcript) {
			guard.enter()
			defer guard.leave()
			got = append(got, tr)
		})
	})
	if err := call(t, patience, "Transcribe", g.Wait); err != nil {
		t.Fatalf("Transcribe: %v", err)
	}
	checkTranscripts(t, got, m.sent)
	return got, m.sent
}

// checkTranscripts checks what holds for all transcripts of a stream.
func checkTranscripts(t *testing.T, got []visavis.Transcript, sent int64) {
	t.Helper()
	for _, tr := range got {
		if tr.Confidence < 0 || tr.Confidence > 1 {
			t.Errorf("%q: confidence %v is not in 0..1", tr.Text, tr.Confidence)
		}
		if tr.Text == "" && len(tr.Words) > 0 {
			t.Errorf("no text, but words %v", tr.Words)
		}
		last := int64(0)
		for _, w := range tr.Words {
			if w.Text == "" || w.Start < last || w.End < w.Start || w.End > sent {
				t.Errorf("word %+v after sample %d of %d", w, last, sent)
			}
			last = w.Start
		}
	}
}

func flushed(got []visavis.Transcript) int {
	n := 0
	for _, tr := range got {
		if tr.Flushed {
			n++
		}
	}
	return n
}

func (c transcriberCheck) answers(t *testing.T) {
	got, _ := c.listen(t, func(m *mic) {
		for _, pcm := range c.speech {
			m.quiet(0.5)
			m.hear(pcm, visavis.SpeechStart, visavis.NoMark)
			m.hear(make([]int16, 8000), visavis.NoMark, visavis.SpeechEnd)
		}
		m.quiet(0.5)
	})
	if n := flushed(got); n != len(c.speech) {
		t.Errorf("%d final transcripts for %d utterances", n, len(c.speech))
	}
	if len(got) > 0 && !got[len(got)-1].Flushed {
		t.Errorf("the partial transcript %q came after the last utterance's end", got[len(got)-1].Text)
	}
}

func (c transcriberCheck) endWithoutStart(t *testing.T) {
	got, _ := c.listen(t, func(m *mic) {
		m.quiet(0.3)
		m.send(visavis.Chunk{Mark: visavis.SpeechEnd})
	})
	if len(got) != 1 || !got[0].Flushed || got[0].Text != "" {
		t.Errorf("got %+v, want one final transcript without text", got)
	}
}

func (c transcriberCheck) startDuring(t *testing.T) {
	got, _ := c.listen(t, func(m *mic) {
		m.quiet(0.5)
		m.hear(c.speech[0], visavis.SpeechStart, visavis.NoMark)
		m.hear(c.speech[0], visavis.SpeechStart, visavis.SpeechEnd)
	})
	if n := flushed(got); n != 1 {
		t.Errorf("%d final transcripts, want one: the second start drops the first utterance", n)
	}
}

func (c transcriberCheck) closedDuring(t *testing.T) {
	got, _ := c.listen(t, func(m *mic) { m.hear(c.speech[0], visavis.SpeechStart, visavis.NoMark) })
	if n := flushed(got); n != 0 {
		t.Errorf("%d final transcripts for an utterance without an end", n)
	}
}

func (c transcriberCheck) nothing(t *testing.T) {
	if got, _ := c.listen(t, func(*mic) {}); len(got) > 0 {
		t.Errorf("got %+v from no audio", got)
	}
}

func (c transcriberCheck) cancelledWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := call(t, promptly, "Transcribe", func() error {
		return c.transcriber.Transcribe(ctx, make(chan visavis.Chunk), func(visavis.Transcript) {})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Transcribe returned %v, want ctx's error", err)
	}
}

func (c transcriberCheck) cancelledDuring(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := mic{ctx: ctx, in: make(chan visavis.Chunk)}
	var g errgroup.Group
	g.Go(func() error { return c.transcriber.Transcribe(ctx, m.in, func(visavis.Transcript) {}) })
	m.hear(c.speech[0], visavis.SpeechStart, visavis.NoMark)
	cancel()
	if err := call(t, promptly, "Transcribe", g.Wait); !errors.Is(err, context.Canceled) {
		t.Errorf("Transcribe returned %v, want ctx's error", err)
	}
}

func (c transcriberCheck) atOnce(t *testing.T) {
	for range 3 {
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			c.answers(t)
		})
	}
}
