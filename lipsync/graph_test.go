package lipsync

import (
	"testing"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// TestOtherReadings: whatever a number may be read as, no arc leads further than a search looks, and
// a sound is followed by one pause, whether its word goes on after it or not: of two the search would
// have to choose while nothing is said.
func TestOtherReadings(t *testing.T) {
	for _, text := range []string{
		"$5.99 or $123.45", "In 1999, about 2,577 of 777 people, 1/2 of 99/100", "Jan. 21, 10:30 pm", "3.14159 kg at -273.15 °C",
		"$999,999.99", "123456789 and 555-777-9999", "NASA vs. the FBI, e.g. at www.example.com",
	} {
		g := newText()
		for i, w := range words(text) {
			g.add(w, int32(i), 0)
		}
		pauses := make(map[int32]int32)
		for i, n := range g.nodes {
			for _, a := range n.from {
				if int32(i)-a.node >= reach || a.node >= int32(i) {
					t.Errorf("%q: an arc leads from %d to %d", text, a.node, i)
				}
				if n.phone != acoustic.Silence {
					continue
				}
				if other, ok := pauses[a.node]; ok {
					t.Errorf("%q: after %d there are the pauses %d and %d", text, a.node, other, i)
				}
				pauses[a.node] = int32(i)
			}
		}
	}
}
