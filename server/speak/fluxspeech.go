package speak

import (
	"crypto/rand"
	"encoding/hex"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/heard"
	"github.com/visavis/visavis/wire"
)

// speech is what a client has spoken between two of its Flushes. Its fields belong to the performer's
// goroutine, but for takes.
type speech struct {
	id      string
	text    []byte // as it came
	flushed bool   // text is complete
	started bool   // the client knows of it
	from    int64  // samples of the session before it, at the client's rate
	samples int64  // that were queued; counted when it ends
	whole   bool   // all of it was spoken

	controls controls // of text

	clauses []string // that the voice was given
	takes   takes
}

// takes is what a voice makes of the clauses of a speech. It belongs to the reply's goroutine until that
// has ended.
type takes struct {
	clauses []heard.Takes
	rate    visavis.SampleRate
	samples int64
}

func newSpeech() *speech {
	var b [6]byte
	rand.Read(b[:])
	return &speech{id: "dg_sp_" + hex.EncodeToString(b[:])}
}

// heed notes what comes with a piece of the reply.
func (t *takes) heed(sp visavis.Speech) {
	for len(t.clauses) <= sp.Clause {
		t.clauses = append(t.clauses, nil)
	}
	c := &t.clauses[sp.Clause]
	c.Begin(&sp, t.samples)
	t.rate = sp.Rate
	t.samples += int64(len(sp.PCM))
	c.Last().End = t.samples
}

// heard returns the clauses as far as they were heard, after so much of the speech was played. The voice
// has stopped.
func (s *speech) heard(played time.Duration) (spoken []string) {
	t := &s.takes
	if t.rate == 0 {
		return nil
	}
	at := heard.Point{Rate: t.rate, Heard: t.rate.N(played), Samples: t.samples, All: s.whole}
	surely := t.surely(at)
	for i, text := range s.clauses[:min(len(s.clauses), len(t.clauses))] {
		n := len(text)
		if i >= surely {
			n = t.clauses[i].Bytes(text, at)
		}
		spoken = append(spoken, text[:n])
		if n < len(text) {
			break
		}
	}
	return spoken
}

// surely returns the last clause of which it is certain that a word was heard, or -1.
func (t *takes) surely(at heard.Point) int {
	for i := len(t.clauses) - 1; i >= 0; i-- {
		if t.clauses[i].Surely(at) {
			return i
		}
	}
	return -1
}

// split divides the text where the listener was.
func (s *speech) split(played time.Duration) (spoken, remaining string) {
	text := string(s.text)
	n := placeIn(text, s.clauses, s.heard(played))
	return text[:n], text[n:]
}

// metadata is what is told at the end of the speech.
func (s *speech) metadata(rate visavis.SampleRate) wire.FluxSpeechMetadata {
	n := utf8.RuneCount(s.text)
	return wire.FluxSpeechMetadata{
		SpeechID: s.id, AudioDurationMS: rate.D(s.samples).Milliseconds(),
		InputCharacters: n, BillableCharacters: n - s.controls.stripped,
	}
}
