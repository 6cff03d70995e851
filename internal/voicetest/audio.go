package voicetest

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// CheckSound checks that the audio of a reply has the sounds where its times say: voices in its
// words, quiet in its pauses, and a closed mouth somewhere in nearly every p and b.
func CheckSound(t *testing.T, r Reply) {
	t.Helper()
	loud := r.level(func(p visavis.Phone) bool { return strings.Contains(" AA AE AH AO AY EH EY IY OW ", " "+p.Name+" ") })
	if loud < 500 {
		t.Errorf("vowels have a level of %.0f: this is no speech", loud)
	}
	if quiet := r.level(func(p visavis.Phone) bool { return p.Name == "SIL" }); quiet > loud/20 {
		t.Errorf("pauses have a level of %.0f, vowels one of %.0f", quiet, loud)
	}
	for _, w := range r.Words {
		if l := level(r.PCM[w.Start:w.End]); l < loud/8 {
			t.Errorf("where %q is said the level is %.0f, that of vowels %.0f", w.Text, l, loud)
		}
	}
	closed, stops := r.closures(loud / 4)
	if stops < 5 || closed*10 < stops*8 {
		t.Errorf("the mouth is heard to close in %d of %d p and b", closed, stops)
	}
}

// level returns the root mean square of all phones that want chooses.
func (r Reply) level(want func(visavis.Phone) bool) float64 {
	var pcm []int16
	for _, p := range r.Phones {
		if want(p) {
			pcm = append(pcm, r.PCM[p.Start:p.End]...)
		}
	}
	return level(pcm)
}

// closures counts the p and b with 10 ms below a level.
func (r Reply) closures(below float64) (closed, stops int) {
	window := r.Rate.N(10 * time.Millisecond)
	for _, p := range r.Phones {
		if p.Name != "P" && p.Name != "B" {
			continue
		}
		stops++
		for at := p.Start; at+window <= p.End; at += window / 4 {
			if level(r.PCM[at:at+window]) < below {
				closed++
				break
			}
		}
	}
	return closed, stops
}

func level(pcm []int16) float64 {
	var sum float64
	for _, s := range pcm {
		sum += float64(s) * float64(s)
	}
	return math.Sqrt(sum / float64(max(len(pcm), 1)))
}

// LongestPause returns the longest pause between two sounds.
func (r Reply) LongestPause() time.Duration {
	var longest int64
	begun := false
	last := int64(0)
	for _, p := range r.Phones {
		if p.Name == "SIL" {
			continue
		}
		if begun {
			longest = max(longest, p.Start-last)
		}
		begun, last = true, p.End
	}
	return r.Rate.D(longest)
}
