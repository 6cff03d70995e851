package hearing

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

// book is a ledger and what it told.
type book struct {
	ledger
	told []string
}

func newBook() *book {
	b := &book{}
	b.tell = func(e Event) {
		switch e.Kind {
		case Partial:
			b.told = append(b.told, "… "+e.Transcript.Text)
		case Ended:
			b.told = append(b.told, fmt.Sprintf("%d %s", e.Upto, e.Transcript.Text))
		}
	}
	return b
}

func (b *book) begins(at int64) {
	b.now = at
	b.take(move{mark: visavis.SpeechStart, at: at, begins: true})
}

func (b *book) ends(at int64) {
	b.now = at
	b.take(move{mark: visavis.SpeechEnd, at: at})
}

func (b *book) hears(text string, turn visavis.Turn) {
	b.understood(visavis.Transcript{Text: text, Turn: turn})
}

func (b *book) answers(text string) { b.understood(visavis.Transcript{Text: text, Flushed: true}) }

func (b *book) expect(t *testing.T, why string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, b.told); diff != "" {
		t.Errorf("%s (-want +got):\n%s", why, diff)
	}
}

func TestAnswersComeLate(t *testing.T) {
	b := newBook()
	b.begins(100)
	b.ends(200)
	b.take(move{cause: Asked}) // a question about the quiet behind it
	b.begins(300)
	b.hears("on", visavis.TurnUnknown)
	b.ends(400)
	b.answers("one")
	b.answers("two")
	b.answers("three, which nobody asked for")
	b.expect(t, "answers are told in the order of the sound, and the quiet's after what was said before it",
		"… on", "200 one", "200 ", "400 two")
}

// TestTurnGoesOn: ears that think the user has not finished answer with the next piece.
func TestTurnGoesOn(t *testing.T) {
	b := newBook()
	b.begins(100)
	b.hears("my number is", visavis.TurnOpen)
	b.ends(200)
	b.begins(300)
	b.answers("")
	b.ends(400)
	b.answers("my number is five")
	b.expect(t, "nothing is told of a piece whose words come with the next", "… my number is", "400 my number is five")
}

func TestRestIsSettled(t *testing.T) {
	b := newBook()
	b.begins(100)
	b.ends(200)
	b.begins(300)
	b.ends(400)
	b.answers("one")
	b.rest()
	b.expect(t, "what the recogniser forgot is empty", "200 one", "400 ")
}

func TestSpread(t *testing.T) {
	got, guessed := placed(visavis.Transcript{Text: "a bcd", Confidence: 0.5}, 100, 700)
	want := []visavis.Word{{Text: "a", Start: 100, End: 300, Confidence: 0.5}, {Text: "bcd", Start: 300, End: 700, Confidence: 0.5}}
	if diff := cmp.Diff(want, got.Words); diff != "" || !guessed {
		t.Errorf("guessed %v (-want +got):\n%s", guessed, diff)
	}
}
