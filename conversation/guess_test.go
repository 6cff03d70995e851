package conversation

import (
	"log/slog"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/heard"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/provider/flite"
)

const passage = "It was a bright cold day in April, and the clocks were striking thirteen. " +
	"I can hear you, and I have an answer for you. What would you like to talk about today? " +
	"Well, there are three of them: a red one, a green one, and a very, very small blue one. " +
	"The train leaves at 10:45 from platform seven, and the fare is $5.99. Hello there! " +
	"Photosynthesis converts electromagnetic energy into chemical energy within chloroplasts."

// TestGuessAgainstVoices compares what is guessed of a voice without word times with what voices
// tell that have them.
func TestGuessAgainstVoices(t *testing.T) {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(t, e)
	var s clause.Splitter
	clauses := append(s.Add(passage), s.Close()...)
	for _, v := range flite.Voices() {
		voice, err := e.Voice(v.Name)
		if err != nil {
			t.Fatal(err)
		}
		var g guessed
		for _, c := range clauses {
			g.compare(t, c.Text, voicetest.Speak(t, voice, nil, c.Text))
		}
		mean := g.off / time.Duration(g.words)
		t.Logf("%s: words are %v off on average, %v at most; %d of %d cuts claim too much", v.Name,
			mean.Round(time.Millisecond), g.most.Round(time.Millisecond), g.over, g.cuts)
		if mean > 500*time.Millisecond {
			t.Errorf("%s: guessed words are %v off: captions would be better without", v.Name, mean)
		}
		if g.over*100 > g.cuts {
			t.Errorf("%s: %d of %d cuts claim words that were not heard", v.Name, g.over, g.cuts)
		}
	}
}

// guessed sums up the errors.
type guessed struct {
	words, cuts, over int
	off, most         time.Duration
}

func (g *guessed) compare(t *testing.T, text string, told voicetest.Reply) {
	t.Helper()
	words := guessWords(text, 0, told.Rate)
	if len(words) != len(told.Words) {
		t.Fatalf("%q: %d words guessed, %d told", text, len(words), len(told.Words))
	}
	for i, w := range words {
		off := told.Rate.D(w.Start - told.Words[i].Start).Abs()
		g.words++
		g.off += off
		g.most = max(g.most, off)
	}
	for _, complete := range []bool{false, true} {
		g.cut(text, words, told, complete)
	}
}

// cut cuts the clause at every 50 ms.
func (g *guessed) cut(text string, words []visavis.SpokenWord, told voicetest.Reply, complete bool) {
	played := heard.Point{Rate: told.Rate, Samples: int64(len(told.PCM)), All: complete}
	takes := heard.Takes{{End: played.Samples, Untimed: true}}
	for ; played.Heard < played.Samples; played.Heard += told.Rate.N(50 * time.Millisecond) {
		n := takes.Bytes(text, played)
		g.cuts++
		for i, w := range words {
			if w.To <= n && told.Words[i].End > played.Heard+told.Rate.N(heard.Unheard) {
				g.over++
				break
			}
		}
	}
}
