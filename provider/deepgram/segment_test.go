package deepgram

import (
	"math/rand/v2"
	"testing"
)

// However much audio comes and whatever was expected, all of it is shared out, in order, and every
// clause gets some.
func TestSegmentSharesEverythingOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		g := &segment{}
		for n := range 1 + rng.IntN(6) {
			g.add(clauseText{n, 1 + rng.IntN(60)})
		}
		total := len(g.clauses)*crumb + rng.IntN(g.chars*3000)
		got := shareOut(t, g, total, 1+rng.IntN(5000))
		sum := 0
		for i, n := range got {
			if sum += n; n == 0 {
				t.Fatalf("clause %d of %v got nothing of %d samples: %v", i, g.clauses, total, got)
			}
		}
		if sum != total {
			t.Fatalf("%d samples of %d were shared out: %v", sum, total, got)
		}
	}
}

// shareOut deals out samples that come in frames and returns how many each clause got.
func shareOut(t *testing.T, g *segment, total, frame int) []int {
	got := make([]int, len(g.clauses))
	tempo := newTempo(24000)
	held, last := 0, 0
	for came := 0; came < total || held > 0; {
		n := min(frame, total-came)
		came, held = came+n, held+n
		for held > 0 {
			p := g.share(held, came == total, tempo)
			if p.samples == 0 {
				break
			}
			if p.clause < last || p.samples < 0 || p.samples > held {
				t.Fatalf("part %+v of %d held, after clause %d", p, held, last)
			}
			last = p.clause
			g.take(p.samples)
			got[p.clause] += p.samples
			held -= p.samples
		}
		if came == total && held > 0 {
			t.Fatalf("%d samples are left over", held)
		}
	}
	return got
}

// With a tempo that is right, clauses end where they end, in frames of any size.
func TestSegmentKnowsWhereClausesEnd(t *testing.T) {
	for _, frame := range []int{1, 960, 100_000} {
		g := &segment{}
		g.add(clauseText{0, 30})
		g.add(clauseText{1, 60})
		g.add(clauseText{2, 15})
		got := shareOut(t, g, 105*1600, frame)
		for i, want := range []int{30 * 1600, 60 * 1600, 15 * 1600} {
			if got[i] < want-2*crumb || got[i] > want+2*crumb {
				t.Errorf("frames of %d: clause %d got %d samples, want %d", frame, i, got[i], want)
			}
		}
	}
}

func TestTempoIsLearnt(t *testing.T) {
	tempo := newTempo(24000)
	tempo.learn(5, 1)   // says nothing
	tempo.learn(100, 0) // was not spoken
	if got := tempo.samples(10); got != 16000 {
		t.Errorf("10 characters are %d samples at first, want 16000", got)
	}
	for range 30 {
		tempo.learn(100, 200_000)
	}
	if got := tempo.samples(10); got < 19_900 || got > 20_000 {
		t.Errorf("10 characters are %d samples, want 20000", got)
	}
}
