package speak

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// lines takes all that the voice is to be given.
func (p *prompter) all() []string {
	var out []string
	for l, ok := p.next(); ok; l, ok = p.next() {
		p.take()
		switch {
		case !l.ends():
			out = append(out, l.clause)
		case l.last:
			out = append(out, "(last)")
		case l.flush == noFlush:
			out = append(out, "(end)")
		default:
			out = append(out, fmt.Sprintf("(flush %d)", l.flush))
		}
	}
	return out
}

func mustSpeak(t *testing.T, p *prompter, now time.Time, text string) {
	t.Helper()
	if err := p.speak(now, text); err != nil {
		t.Fatalf("speak %q: %v", text, err)
	}
}

func TestPrompter(t *testing.T) {
	now := time.Unix(0, 0)
	var p prompter
	mustSpeak(t, &p, now, "Hello there. And")
	if got, want := p.deadline(), now.Add(phrasePause); got != want {
		t.Errorf("after a word the deadline is %v, want %v", got.Sub(now), phrasePause)
	}
	mustSpeak(t, &p, now, " you?")
	if got, want := p.deadline(), now.Add(sentencePause); got != want {
		t.Errorf("after a sentence the deadline is %v, want %v", got.Sub(now), sentencePause)
	}
	p.tick(now.Add(sentencePause - 1))
	if got := p.all(); !slices.Equal(got, []string{"Hello there."}) {
		t.Errorf("before the deadline there is %q", got)
	}
	p.tick(now.Add(sentencePause))
	if got := p.all(); !slices.Equal(got, []string{"And you?", "(end)"}) || !p.deadline().IsZero() {
		t.Errorf("after it there is %q, and a deadline %v", got, p.deadline())
	}
	p.close()
	mustSpeak(t, &p, now, "Too late.")
	p.close()
	if err := p.flush(now); err != nil {
		t.Error(err)
	}
	if got := p.all(); !slices.Equal(got, []string{"(last)"}) {
		t.Errorf("after Close there is %q", got)
	}
}

// TestTooMuchText: a client that sends faster than is spoken is told, until enough has been taken.
func TestTooMuchText(t *testing.T) {
	now := time.Unix(0, 0)
	var p prompter
	text := strings.Repeat("All work and no play. ", 80)
	sent := 0
	for err := error(nil); err == nil; sent += len(text) {
		if err = p.speak(now, text); err != nil && !errors.Is(err, errTooMuch) {
			t.Fatal(err)
		}
		if sent > 2*maxWaiting {
			t.Fatal("no end of it")
		}
	}
	if p.waiting > maxWaiting+len(text) {
		t.Errorf("%d bytes wait", p.waiting)
	}
	p.all()
	mustSpeak(t, &p, now, text)
}

// TestAnyPieces: how messages divide a text makes no difference to what is spoken.
func TestAnyPieces(t *testing.T) {
	now := time.Unix(0, 0)
	text := "[happy] Pi is about 3.14. Is it? I think, dear Dr. Who, that it is… <b>Bold</b>\n- one\n- two `x` 🙂 done"
	var whole prompter
	mustSpeak(t, &whole, now, text)
	whole.close()
	want := whole.all()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var p prompter
		var got []string
		for rest := []rune(text); len(rest) > 0; {
			n := 1 + rng.IntN(min(len(rest), 12))
			mustSpeak(t, &p, now, string(rest[:n]))
			got = append(got, p.all()...)
			rest = rest[n:]
		}
		p.close()
		got = append(got, p.all()...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in pieces (-whole +pieces):\n%s", diff)
		}
	}
}

// FuzzPrompter plays any messages at any times, taken by a voice that is as slow as it likes, and
// checks the books.
func FuzzPrompter(f *testing.F) {
	f.Add("sHello there. How are you?ftsMore.cfsAnd more, x")
	f.Add("ffffffffffffffffffffffffwfffffffffffffffffff")
	f.Add("s```\ncodewwsx``` <think>wff")
	f.Fuzz(func(t *testing.T, script string) {
		now := time.Unix(0, 0)
		b := books{t: t}
		for _, r := range script {
			switch r {
			case 'f':
				b.flush(now)
			case 'c':
				b.clear()
			case 't':
				b.take()
			case 'w':
				now = now.Add(300 * time.Millisecond)
				b.p.tick(now)
			case 'W':
				now = now.Add(30 * time.Second)
				b.p.tick(now)
			case 'q':
				b.p.close()
			default:
				if err := b.p.speak(now, string(r)); err != nil {
					t.Fatal(err)
				}
			}
			b.check(now)
		}
	})
}

// books are what a prompter must keep.
type books struct {
	t        *testing.T
	p        prompter
	due      []int // flushes that are to be answered
	accepted []time.Time
	cleared  int
}

func (b *books) flush(now time.Time) {
	closed := b.p.closed
	recent := 0
	for _, at := range b.accepted {
		if now.Sub(at) < flushWindow {
			recent++
		}
	}
	err := b.p.flush(now)
	switch {
	case closed:
	case (err == nil) != (recent < maxFlushes):
		b.t.Fatalf("flush after %d in the window: %v", recent, err)
	case err == nil:
		b.due = append(b.due, len(b.accepted))
		b.accepted = append(b.accepted, now)
	}
}

func (b *books) clear() {
	if n := b.p.clear(); n != b.cleared {
		b.t.Fatalf("clear %d has number %d", b.cleared, n)
	}
	b.cleared++
	b.due = nil
	if l, ok := b.p.next(); ok && !l.last {
		b.t.Fatalf("after a clear there is %+v", l)
	}
}

func (b *books) take() {
	l, ok := b.p.next()
	if !ok {
		return
	}
	b.p.take()
	if l.ends() && l.flush != noFlush {
		if len(b.due) == 0 || b.due[0] != l.flush {
			b.t.Fatalf("flush %d is answered, due are %v", l.flush, b.due)
		}
		b.due = b.due[1:]
	}
}

func (b *books) check(now time.Time) {
	waiting, due := 0, 0
	for _, l := range b.p.lines {
		waiting += len(l.clause)
		if l.flush != noFlush {
			due++
		}
	}
	if waiting != b.p.waiting || due != len(b.due) {
		b.t.Fatalf("%d bytes and %d flushes wait, the books say %d and %v", waiting, due, b.p.waiting, b.due)
	}
	if d := b.p.deadline(); !d.IsZero() && !d.After(now.Add(-phrasePause)) {
		b.t.Fatalf("the deadline %v was missed", now.Sub(d))
	}
}
