package conversation

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/heard"
)

// takesOf is a reply of one clause in takes of random length, each by a voice of random speed that
// tells all its words with its first piece.
func takesOf(rnd *rand.Rand, text string) *reply {
	r := &reply{rate: 1000, readFrom: -1, phase: speaking, allSpoken: rnd.IntN(2) == 0}
	r.clauses = []spokenClause{{Clause: clause.Clause{Text: text}}}
	takes := 1 + rnd.IntN(3)
	for i := range takes {
		whole := 500 + rnd.Int64N(3000)
		length := whole
		if i < takes-1 {
			length = rnd.Int64N(whole)
		}
		sp := &visavis.Speech{Words: evenWords(text, r.samples, whole), PCM: make([]int16, length), Again: i > 0}
		r.clauses[0].takes.Begin(sp, r.samples)
		r.extend(sp)
	}
	return r
}

// played returns the words that have come out whole by sample h, give or take the tail, by the
// takes' own audio.
func played(r *reply, h int64) int {
	most := 0
	for _, tk := range r.clauses[0].takes {
		out := min(h+r.rate.N(heard.Unheard), tk.End)
		n := 0
		for _, w := range tk.Words {
			if w.End <= out {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// At every point at which a clause can be cut that was begun anew, heard text ends at a word, never
// shrinks, and is not more than came out in one take.
func TestHeardOfTakes(t *testing.T) {
	const text = "Hello there, my dear old friend of mine."
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		r := takesOf(rnd, text)
		before := ""
		for h := int64(0); h <= r.samples; h += 7 {
			r.heard = h
			got := r.heardText()
			if !strings.HasPrefix(got, before) {
				t.Fatalf("at %d, %q was heard, after %q", h, got, before)
			}
			if n, most := len(strings.Fields(got)), played(r, h); n > most {
				t.Fatalf("at %d of %+v, %q was heard: that is %d words, and %d came out", h, r.clauses[0].takes, got, n, most)
			}
			if rest := text[len(got):]; got != "" && rest != "" && !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, ",") && rest != "." {
				t.Fatalf("at %d, %q was heard, which ends within a word", h, got)
			}
			before = got
		}
	}
}

// A voice that tells its words one by one may be cut between two of them: what it has not told yet
// was not heard.
func TestHeardOfWordByWord(t *testing.T) {
	r := &reply{rate: 1000, readFrom: -1, phase: speaking}
	r.clauses = []spokenClause{{Clause: clause.Clause{Text: "Hello there."}}}
	sp := &visavis.Speech{Words: evenWords("Hello there.", 0, 1000)[:1], PCM: make([]int16, 500)}
	r.clauses[0].takes.Begin(sp, r.samples)
	r.extend(sp)
	r.heard = 500
	if got := r.heardText(); got != "Hello" {
		t.Errorf("heard %q, want the word that came", got)
	}
}

func TestGuessWords(t *testing.T) {
	const text = `"Où est-ce?" — 5.99 €, she said…`
	var got []string
	last := int64(0)
	for _, w := range guessWords(text, 100, 1500) {
		got = append(got, text[w.From:w.To])
		if w.Start < max(last, 100) || w.End <= w.Start {
			t.Errorf("%q is heard from %d to %d, after %d", text[w.From:w.To], w.Start, w.End, last)
		}
		last = w.End
	}
	if want := "Où|est-ce|5.99|she|said"; strings.Join(got, "|") != want {
		t.Errorf("words %q, want %q", strings.Join(got, "|"), want)
	}
}

// What is said to pass the time is said twice at most in one wait.
func TestFillerHasAnEnd(t *testing.T) {
	f := filler{}
	for n := range 5 {
		text, wait := f.text()
		if (text == "") != (n >= 2) || n < 2 && wait < time.Second {
			t.Errorf("filler %d is %q after %v", n, text, wait)
		}
		f.said++
	}
}
