package faults

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/wire"
)

// exchange is a question and what came of it.
type exchange struct {
	asked           string
	began, spokenAt time.Time
	understood      []string
	replies         []*reply
	warnings        []string
}

// reply is one turn of the agent as its listener knows it.
type reply struct {
	player
	turn        int
	clauses     []string
	again       []wire.VisavisAgain
	remembered  string // in the history
	interrupted bool
}

// sound is what was heard.
func (r *reply) sound() []int16 { return r.audio[:r.heard] }

// said reads the sound between two places.
func (r *reply) said(from, to int64) []string {
	end := int64(r.heard)
	return letters(vendors.Text(r.audio[min(from, end):min(to, end)], replyRate))
}

// answered returns how long after the question the first sound of an answer was heard; -1: none was.
func (x *exchange) answered() time.Duration {
	for _, r := range x.replies {
		if !r.first.IsZero() {
			return r.first.Sub(x.spokenAt)
		}
	}
	return -1
}

// said returns what was shown of all replies.
func (x *exchange) said() string {
	var all []string
	for _, r := range x.replies {
		all = append(all, r.clauses...)
	}
	return strings.Join(all, " ")
}

// String is the exchange as a transcript.
func (x *exchange) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "user says        %s\n", x.asked)
	fmt.Fprintf(&b, "is understood    %s\n", strings.Join(x.understood, " | "))
	for _, w := range x.warnings {
		fmt.Fprintf(&b, "is warned        %s\n", w)
	}
	for _, r := range x.replies {
		fmt.Fprintf(&b, "turn %d shows     %s\n", r.turn, strings.Join(r.clauses, " | "))
		fmt.Fprintf(&b, "  after %v, with a gap of %v, is heard\n                 %s\n", r.first.Sub(x.spokenAt), r.gap, vendors.Text(r.sound(), replyRate))
		for _, a := range r.again {
			fmt.Fprintf(&b, "  clause %d is begun anew at sample %d\n", a.Clause, a.Sample)
		}
		fmt.Fprintf(&b, "  is remembered  %s (interrupted: %v)\n", r.remembered, r.interrupted)
	}
	return b.String()
}

// checkUnderstood: no word of the user is lost, and none is doubled.
func (x *exchange) checkUnderstood(t *testing.T) {
	t.Helper()
	if got := letters(strings.Join(x.understood, " ")); !slices.Equal(got, letters(x.asked)) {
		t.Errorf("the user said %q and %q was understood", x.asked, x.understood)
	}
}

// checkHeard: an answer begins and goes on in time.
func (x *exchange) checkHeard(t *testing.T, within, gap time.Duration) {
	t.Helper()
	if after := x.answered(); after < 0 || after > within {
		t.Errorf("the answer was heard after %v; it should be within %v", after, within)
	}
	for _, r := range x.replies {
		if r.gap > gap {
			t.Errorf("turn %d stood still for %v, longer than %v", r.turn, r.gap, gap)
		}
	}
}

// checkWhole: all that was shown was heard, and the history says so.
func (x *exchange) checkWhole(t *testing.T) {
	t.Helper()
	for _, r := range x.replies {
		if r.cut {
			continue
		}
		if err := r.wholly(); err != nil {
			t.Errorf("turn %d: %v", r.turn, err)
		}
		if want := strings.Join(r.clauses, " "); r.remembered != want || r.interrupted {
			t.Errorf("turn %d is remembered as %q (interrupted: %v) and was %q", r.turn, r.remembered, r.interrupted, want)
		}
	}
}

// wholly compares what was heard, word by word, with the clauses. Where a clause was begun anew, what
// was heard of it before may break off anywhere.
func (r *reply) wholly() error {
	from := 0
	at := int64(0)
	for _, a := range r.again {
		before := r.wordsOf(from, a.Clause)
		broken := r.wordsOf(a.Clause, a.Clause+1)
		heard := r.said(at, a.Sample)
		if !isPrefix(before, heard) || !breaksOff(heard[len(before):], broken) {
			return fmt.Errorf("%q was heard before clause %d was begun anew; it should be %q and a part of %q", heard, a.Clause, before, broken)
		}
		from, at = a.Clause, a.Sample
	}
	heard, want := r.said(at, math.MaxInt64), r.wordsOf(from, len(r.clauses))
	if !slices.Equal(heard, want) {
		return fmt.Errorf("%q was heard and should be %q", heard, want)
	}
	return nil
}

// checkCut: nothing is remembered that was not heard.
func (r *reply) checkCut(t *testing.T) {
	t.Helper()
	remembered, whole := letters(r.remembered), r.wordsOf(0, len(r.clauses))
	if !isPrefix(remembered, whole) || len(remembered) > r.reached()+1 { // the last may lack its end
		t.Errorf("turn %d is remembered as %q, and heard was %q", r.turn, r.remembered, vendors.Text(r.sound(), replyRate))
	}
}

// reached returns how many of the reply's words were heard, wherever clauses were begun anew.
func (r *reply) reached() (most int) {
	all := r.wordsOf(0, len(r.clauses))
	clause, at := 0, int64(0)
	for _, a := range append(slices.Clone(r.again), wire.VisavisAgain{Sample: math.MaxInt64}) {
		n := len(r.wordsOf(0, clause))
		for _, word := range r.said(at, a.Sample) {
			if n < len(all) && all[n] == word {
				n++
			}
		}
		most = max(most, n)
		clause, at = a.Clause, a.Sample
	}
	return most
}

// wordsOf returns the words of clauses[from:to].
func (r *reply) wordsOf(from, to int) []string {
	if from > to || to > len(r.clauses) {
		return nil
	}
	return letters(strings.Join(r.clauses[from:to], " "))
}

// breaksOff reports whether heard is the beginning of words, the last of which may be in part.
func breaksOff(heard, words []string) bool {
	n := len(heard)
	if n == 0 || isPrefix(heard, words) {
		return true
	}
	return n <= len(words) && isPrefix(heard[:n-1], words) && strings.HasPrefix(words[n-1], heard[n-1])
}

func isPrefix(short, long []string) bool {
	return len(short) <= len(long) && slices.Equal(short, long[:len(short)])
}

// letters returns the words of a text in lower case, without punctuation.
func letters(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isLetter(r) })
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
