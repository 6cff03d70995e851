package conversation

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// considering feeds thoughts to a machine that has been asked something, and returns what is shown.
func considering(pieces ...string) (shown []string, troubles int) {
	m := NewMachine(Rules{})
	now := time.Unix(1000, 0)
	note := func(effects []Effect) {
		for _, e := range effects {
			switch o := e.(type) {
			case Show:
				switch o := o.Output.(type) {
				case AgentThinks:
					shown = append(shown, o.Text)
				case Trouble:
					troubles++
				}
			}
		}
	}
	note(m.Handle(now, UserText{Text: "hello"}))
	for _, p := range pieces {
		note(m.Handle(now, Wrote{Turn: 1, Delta: visavis.Delta{Thought: p}, Asked: now, At: now}))
	}
	note(m.Handle(now, Wrote{Turn: 1, Delta: visavis.Delta{Text: "Yes. "}, Asked: now, At: now}))
	return shown, troubles
}

// TestThoughtsAreShownWhole: nothing is lost or torn, and the pieces are neither crumbs nor heaps.
func TestThoughtsAreShownWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	words := []string{"ja ", "näher ", "so. ", "Why? ", "\n", strings.Repeat("無", 200), strings.Repeat("x", 900), "well, "}
	for range 60 {
		var all strings.Builder
		var pieces []string
		for range random.IntN(150) {
			w := words[random.IntN(len(words))]
			for rest := w; rest != ""; { // cut anywhere, as models do
				n := min(len(rest), 1+random.IntN(20))
				pieces, rest = append(pieces, rest[:n]), rest[n:]
			}
			all.WriteString(w)
		}
		if all.Len() > maxThought {
			continue
		}
		shown, _ := considering(pieces...)
		if got, want := strings.Join(strings.Fields(strings.Join(shown, "")), ""), strings.Join(strings.Fields(all.String()), ""); got != want {
			t.Fatalf("shown %q of %q", got, want)
		}
		for i, s := range shown {
			if len(s) > longestPiece || !utf8.ValidString(s) || len(s) < thoughtPiece/2 && i < len(shown)-1 && !strings.Contains(all.String(), "\n") {
				t.Fatalf("piece %d has %d bytes: %q", i, len(s), s)
			}
		}
	}
}

// TestEndlessThought: a generator that never comes to an end is stopped.
func TestEndlessThought(t *testing.T) {
	var pieces []string
	for range 3 * maxThought / 1000 {
		pieces = append(pieces, strings.Repeat("and so on ", 100))
	}
	shown, troubles := considering(pieces...)
	total := 0
	for _, s := range shown {
		total += len(s)
	}
	if troubles != 1 || total > maxThought {
		t.Errorf("%d bytes of %d pieces were shown, with %d troubles", total, len(pieces), troubles)
	}
}
