package pronounce

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

// spelled writes ways in a line each: sounds, with a star where they are stressed.
func spelled(w Word) (ways []string) {
	for _, way := range w.Ways {
		var names []string
		for _, s := range way {
			if s.Stressed {
				s.Phone += "*"
			}
			names = append(names, s.Phone)
		}
		ways = append(ways, strings.Join(names, " "))
	}
	return ways
}

func TestLexicon(t *testing.T) {
	l, err := NewLexicon(map[string]string{"visavis": "v IY1 z AH0 V IY2", "C3PO": "S IY1 TH R IY1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Visavis", []string{"V* IY* Z AH V IY"}},          // the user's
		{"C3PO", []string{"S* IY* TH* R* IY*"}},            // the user's, as it is written
		{"the", []string{"DH AX", "DH IY"}},                // spoken in two ways
		{"cat", []string{"K* AE* T"}},                      // by rule
		{"people", []string{"P* IY* P AX L"}},              // irregular and common
		{"X", []string{"EH* K S"}},                         // a letter
		{"Brillig", []string{"B* R* IH* L IH G"}},          // nobody's word
		{"naïve", []string{spelled(words(l, "naive"))[0]}}, // without its accent
	} {
		if diff := cmp.Diff(tt.want, spelled(words(l, tt.text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func words(l *Lexicon, text string) Word {
	if all := l.Words(text); len(all) > 0 {
		return all[0]
	}
	return Word{}
}

func TestLexiconRefusesWhatIsNoSound(t *testing.T) {
	for word, way := range map[string]string{"a": "XY", "b": ""} {
		if _, err := NewLexicon(map[string]string{word: way}); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q as %q: %v", word, way, err)
		}
	}
}

// reader is a voice that says every word as one AA, or fails.
type reader struct {
	err   error
	asked int
}

func (r *reader) Speak(_ context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	r.asked++
	text := <-clauses
	var s visavis.Speech
	at := 0
	for i, w := range strings.Fields(text) {
		from := at + strings.Index(text[at:], w)
		at = from + len(w)
		start := int64(i * 100)
		s.Phones = append(s.Phones, visavis.Phone{Name: "AA", Start: start, End: start + 100})
		s.Words = append(s.Words, visavis.SpokenWord{From: from, To: at, Start: start, End: start + 100})
	}
	if r.err == nil {
		emit(s)
	}
	return r.err
}

// TestReader: the voice reads what the normaliser makes of the text, but for letters.
func TestReader(t *testing.T) {
	voice := new(reader)
	r := NewReader(new(Lexicon), voice)
	const text = "Pay $5 now, B"
	var got []string
	for _, w := range r.Read(t.Context(), text) {
		got = append(got, text[w.From:w.To]+"="+spelled(w)[0])
	}
	if diff := cmp.Diff([]string{"Pay=AA", "$5=AA", "$5=AA", "now=AA", "B=B* IY*"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReaderLearns: what was not read before is told by rules at once, and better the next time; the
// voice is asked once.
func TestReaderLearns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		voice := new(reader)
		r := NewReader(new(Lexicon), voice)
		go r.Run(ctx)
		l := r.Lexicon()
		for _, want := range []string{"K* AE* T", "AA", "AA"} {
			if got := spelled(l.Words("A cat")[1])[0]; got != want {
				t.Errorf("a cat is %q, want %q", got, want)
			}
			synctest.Wait()
		}
		if got := l.Words("The cat sat"); spelled(got[0])[0] != "DH AX" || spelled(got[1])[0] != "AA" || spelled(got[2])[0] == "AA" {
			t.Errorf("among other words it is %v", got)
		}
		stop()
		synctest.Wait()
		if voice.asked != 2 {
			t.Errorf("the voice was asked %d times", voice.asked)
		}
	})
}

// TestReaderDoesNotWait: without anybody who reads, words are told all the same.
func TestReaderDoesNotWait(t *testing.T) {
	r := NewReader(new(Lexicon), new(reader))
	for range 2 * mostUnread {
		if len(r.Lexicon().Words("cat")) != 1 {
			t.Fatal("no cat")
		}
	}
}

func TestReaderDoesWithoutVoice(t *testing.T) {
	for _, voice := range []visavis.Speaker{nil, &reader{err: errors.New("gone")}} {
		r := NewReader(new(Lexicon), voice)
		if got := r.Read(t.Context(), "cat"); len(got) != 1 || spelled(got[0])[0] != "K* AE* T" {
			t.Errorf("with the voice %v a cat is %v", voice, got)
		}
	}
}

func TestReaderForgets(t *testing.T) {
	r := NewReader(new(Lexicon), new(reader))
	var text strings.Builder
	for i := range mostKnown + 10 {
		text.WriteString(" ")
		for ; i > 0; i /= 26 {
			text.WriteByte(byte('a' + i%26))
		}
	}
	r.Read(t.Context(), text.String())
	if len(r.known) > mostKnown {
		t.Errorf("%d words are remembered", len(r.known))
	}
}

// TestReadings: what is read in several ways is one word with as many ways, its words apart.
func TestReadings(t *testing.T) {
	words := new(Lexicon).Words("It weighs 3 kg.")
	var got []string
	for _, way := range words[len(words)-1].Ways {
		said := ""
		for _, s := range way {
			if s.Apart {
				said += "/ "
			}
			said += s.Phone + " "
		}
		got = append(got, said)
	}
	if len(got) != 3 || got[1] != "K EY / JH IY " {
		t.Errorf("kg is %q", got)
	}
}

// TestHeard: a rule that reads a name quite differently from a voice is another way; one that is
// nearly the same is none.
func TestHeard(t *testing.T) {
	rule := new(Lexicon)
	if n := len(heard(chunkOf("EH N JH IY Y UW W AY IY EH N"), rule.ways("nguyen"))); n != 2 {
		t.Errorf("a name read letter by letter has %d ways", n)
	}
	if n := len(heard(chunkOf("B R AH1 DH AX R"), rule.ways("brother"))); n != 1 {
		t.Errorf("a common word has %d ways", n)
	}
}

func FuzzDecodeRules(f *testing.F) {
	f.Add(encodedLetters[:200])
	f.Add([]byte("AA\n\n\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := decodeRules(b); err == nil {
			r.read("hello")
		}
	})
}
