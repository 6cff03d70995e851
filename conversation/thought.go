package conversation

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What a generator tells of its thoughts: it is shown in pieces that can be read, and bounded.

const (
	// thoughtPiece is how much of a thought is shown at once, at least and up to the end of a sentence:
	// of a fast model that is a few pieces a second. longestPiece ends one within a sentence.
	thoughtPiece = 160
	longestPiece = 1 << 10
)

// thoughts are those of a reply.
type thoughts struct {
	unshown []byte
	told    int // bytes so far
}

// think takes a piece of a thought.
func (m *Machine) think(r *reply, ev Wrote) {
	t := &r.thoughts
	t.told += len(ev.Delta.Thought)
	if t.told > maxThought {
		m.written(Written{Turn: ev.Turn, Err: errTooPensive, Asked: ev.Asked, At: ev.At})
		return
	}
	t.unshown = append(t.unshown, ev.Delta.Thought...)
	m.showThoughts(r)
}

// showThoughts shows what can be read of what was thought, if anybody knows of the reply.
func (m *Machine) showThoughts(r *reply) {
	if m.isAhead(r) {
		return
	}
	for n := pieceOf(r.thoughts.unshown); n > 0; n = pieceOf(r.thoughts.unshown) {
		m.showThought(r, n)
	}
}

// endThoughts shows the rest as well: something else follows.
func (m *Machine) endThoughts(r *reply) {
	if m.showThoughts(r); !m.isAhead(r) {
		m.showThought(r, len(r.thoughts.unshown))
	}
}

func (m *Machine) showThought(r *reply, n int) {
	t := &r.thoughts
	if text := strings.TrimSpace(string(t.unshown[:n])); text != "" {
		m.show(AgentThinks{r.turn, text})
	}
	t.unshown = t.unshown[n:]
}

// pieceOf returns the length of the piece that thoughts begin with; 0: there is none yet.
func pieceOf(text []byte) int {
	space := 0
	for i := thoughtPiece; i < len(text); i++ {
		r := rune(text[i])
		if i >= longestPiece {
			return cmp.Or(space, lastRune(text[:i]))
		}
		if !unicode.IsSpace(r) || r >= utf8.RuneSelf {
			continue
		}
		if space = i; r == '\n' || strings.IndexByte(".!?", text[i-1]) >= 0 {
			return i
		}
	}
	return 0
}

// lastRune is where the last rune of a text begins, which may be incomplete.
func lastRune(text []byte) int {
	n := len(text) - 1
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// firsts are when the generator was first asked in a turn, and when its first pieces of each kind came.
type firsts struct{ asked, text, call, thought time.Time }

func (f *firsts) note(ev Wrote) {
	d := ev.Delta
	noteFirst(&f.asked, ev.Asked, true)
	noteFirst(&f.text, ev.At, d.Text != "")
	noteFirst(&f.call, ev.At, d.Call != nil)
	noteFirst(&f.thought, ev.At, d.Thought != "")
}

func noteFirst(t *time.Time, at time.Time, came bool) {
	if came && t.IsZero() {
		*t = at
	}
}

// after returns how long the user waited for a piece.
func (f *firsts) after(k marks, at time.Time) *time.Duration {
	if at.IsZero() {
		return nil
	}
	return new(k.span(f.asked, at))
}

// measured returns what the client is told of them.
func (f *firsts) measured(k marks) Firsts {
	return Firsts{Text: f.after(k, f.text), Call: f.after(k, f.call), Thought: f.after(k, f.thought)}
}
