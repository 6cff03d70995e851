package sphinx

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

func TestCleanTerms(t *testing.T) {
	words := func(pieces ...string) (all []termWord) {
		for _, p := range pieces {
			all = append(all, termWord{Written: p, Pieces: spokenWords(p)})
		}
		return all
	}
	for text, want := range map[string][]termWord{
		"Visavis":                              words("Visavis"),
		"  Ada \t Lovelace, ":                  words("Ada", "Lovelace"),
		"GPT-4":                                {{Written: "GPT-4", Pieces: []string{"gpt", "four"}}},
		"C++":                                  {{Written: "C++", Pieces: []string{"c", "plus", "plus"}}},
		"Q & A":                                {{Written: "Q", Pieces: []string{"q"}}, {Written: "&", Pieces: []string{"and"}}, {Written: "A", Pieces: []string{"a"}}},
		"Ada\x00Lovelace\u200b":                words("Ada", "Lovelace"),
		"Node.js \xff":                         {{Written: "Node.js", Pieces: []string{"node", "js"}}},
		"":                                     nil,
		"- !":                                  nil,
		strings.Repeat("x", 31):                nil,
		strings.Repeat("a ", 31):               nil,
		"Rhabarber" + strings.Repeat("b-", 40): nil,
	} {
		if diff := cmp.Diff(want, termWords(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// What is too much is left out, what is repeated or unwanted as well.
func TestTermBounds(t *testing.T) {
	many := []Term{{Text: "a"}, {Text: "A"}, {Text: "b", Boost: -1}, {Text: "c", Boost: math.NaN()}, {Text: "d", Boost: math.Inf(1)}}
	got := cleanTerms(many)
	if len(got) != 2 || got[1].Boost != maxBoost {
		t.Errorf("%v became %v, want a and a bounded d", many, got)
	}
	for i := range 200 {
		many = append(many, Term{Text: strings.Join(cardinal(1000+i), " ")})
	}
	if got := cleanTerms(many); len(got) != maxTerms {
		t.Errorf("%d terms of %d, want %d", len(got), len(many), maxTerms)
	}
	many = nil
	for i := range 100 {
		many = append(many, Term{Text: strings.Repeat("word ", 10) + strings.Join(cardinal(i), " ")})
	}
	if n := len(writtenWords(cleanTerms(many))); n > maxTermWords {
		t.Errorf("%d words, want %d at most", n, maxTermWords)
	}
}

func FuzzCleanTerms(f *testing.F) {
	f.Add("Ada Lovelace", 2.0)
	f.Add("日本\x00\xff GPT-4 ~1(2)", -1e300)
	f.Fuzz(func(t *testing.T, text string, boost float64) {
		for _, term := range cleanTerms([]Term{{text, boost}}) {
			if !(term.Boost >= 0 && term.Boost <= maxBoost) {
				t.Errorf("boost %g became %g", boost, term.Boost)
			}
			for _, w := range term.Words {
				if len(w.Written) > maxWordBytes || len(w.Pieces) == 0 || strings.ContainsFunc(w.Written, isBlank) {
					t.Errorf("%q has the word %q of %d pieces", text, w.Written, len(w.Pieces))
				}
				for _, p := range w.Pieces {
					if p == "" || strings.ContainsFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
						t.Errorf("%q is spoken as %q", text, p)
					}
				}
			}
		}
	})
}

// likeMeters speaks made-up words like "meters" and knows no others.
func likeMeters(_ context.Context, words []string) [][]string {
	all := make([][]string, len(words))
	for i, w := range words {
		if strings.HasPrefix(w, "Mee") {
			all[i] = []string{"no phones", "M IY T ER Z", "M IY D ER Z"}
		}
	}
	return all
}

func testTerms(t *testing.T, e *Engine) {
	for _, test := range []struct {
		terms []Term
		want  string
	}{
		{[]Term{{Text: "Go"}, {Text: "TEN Meters"}, {Text: "Go home"}, {Text: "forward Nobody-knows-Xyzzy"}}, "Go forward TEN Meters"},
		{[]Term{{Text: "Meeterz", Boost: -1}}, "go forward ten meters"},
		{[]Term{{Text: "Meeterz", Boost: 2}, {Text: "Ten Meetaz", Boost: 2}}, "go forward Ten Meetaz"}, // they sound alike
	} {
		if got := heardBy(t, e.Expecting(test.terms, likeMeters), recording(t, "goforward.raw")).Text; got != test.want {
			t.Errorf("expecting %v: heard %q, want %q", test.terms, got, test.want)
		}
	}
}

// heardBy returns what ears hear in an utterance.
func heardBy(t *testing.T, ears visavis.Transcriber, pcm []int16) visavis.Transcript {
	t.Helper()
	c := callEars(t, ears)
	c.say(pcm)
	defer c.hangUp()
	return c.answer()
}

// Conversations that take turns with the same workers have each their own terms.
func testTermsApart(t *testing.T, e *Engine) {
	pcm := recording(t, "goforward.raw")
	wants := []string{"go forward ten Meeters", "go forward ten Meetaz", "go forward ten meters"}
	var callers []*caller
	for _, terms := range [][]Term{{{Text: "Meeters", Boost: 2}}, {{Text: "Meetaz", Boost: 2}}, nil} {
		callers = append(callers, callEars(t, e.Expecting(terms, likeMeters)))
	}
	for range 2 {
		for _, c := range callers {
			c.say(pcm)
		}
	}
	for i, c := range callers {
		for range 2 {
			if got := c.answer().Text; got != wants[i] {
				t.Errorf("conversation %d heard %q, want %q", i, got, wants[i])
			}
		}
		c.hangUp()
	}
}

// Terms do not make words depend on how the audio comes.
func testTermsSameWords(t *testing.T, e *Engine) {
	ears := e.Expecting([]Term{{Text: "Ten Meeterz", Boost: 2}}, likeMeters)
	pcm := recording(t, "goforward.raw")
	want := heardBy(t, ears, pcm)
	if want.Text != "go forward Ten Meeterz" {
		t.Errorf("heard %q, want a term that the dictionary lacks", want.Text)
	}
	c := callEars(t, ears)
	c.start()
	for piece := range slices.Chunk(pcm, 7777) {
		c.in <- visavis.Chunk{PCM: piece, Rate: visavis.MicRate}
	}
	c.end()
	if diff := cmp.Diff(want, c.answer()); diff != "" {
		t.Errorf("in other chunks (-20 ms +those):\n%s", diff)
	}
	c.hangUp()
}

func testHostileTerms(t *testing.T, e *Engine) {
	var terms []Term
	for _, text := range []string{
		"<s>", "</s> <sil>", "[NOISE] ++SMACK++", "~0", "~1(2)", "read(2)", "%s%n", "\x00", "\\data\\", "\\end\\\n", "\xff\xfe", "日本語",
		"a", "e", "o'", "''", strings.Repeat("a", 30), strings.Repeat("w", 30), strings.Repeat("日", 20), "SIL", "UNK <UNK>", "#JSGF V1.0;",
	} {
		terms = append(terms, Term{Text: text, Boost: 1})
	}
	for range 100 {
		terms = append(terms, Term{Text: strings.Repeat("zz ", len(terms)%29) + strings.Join(cardinal(len(terms)), "q")})
	}
	hostile := func(_ context.Context, words []string) [][]string {
		all := make([][]string, len(words))
		for i := range all {
			all[i] = []string{"", "SIL", "SIL SIL", "+SPN+ +NSN+", strings.Repeat("Z ", 1000), "Z", "\x00 \xff", strings.Repeat("Z ", i%70)}
		}
		return all
	}
	if got := heardBy(t, e.Expecting(terms, hostile), recording(t, "goforward.raw")).Text; !strings.Contains(strings.ToLower(got), "forward") {
		t.Errorf("heard %q, want most of what was said", got)
	}
	if got := heardBy(t, e, recording(t, "goforward.raw")).Text; got != "go forward ten meters" {
		t.Errorf("after that another conversation heard %q", got)
	}
}

// What cannot be spoken is not kept, however many conversations ask for it.
func TestUnspeakableIsNotKept(t *testing.T) {
	y := dictionary{added: make(map[string]string)} // of a library to which nothing can be added
	if got := y.entry([]string{"Z", "no phones"}); got != "" || len(y.added) > 0 {
		t.Errorf("got the entry %q, and %d are kept", got, len(y.added))
	}
}

// Terms that workers die of are left aside, after a second try: something else may have killed the first.
func TestDeadlyTerms(t *testing.T) {
	e := New(slog.New(slog.DiscardHandler), Config{})
	h := hearing{engine: e, terms: []byte("[]")}
	h.doubt(t.Context())
	h.expecting = true
	h.doubt(t.Context()) // it died of something else
	if h.terms == nil {
		t.Error("the terms were given up after one death")
	}
	h.expecting = false
	if h.doubt(t.Context()); h.terms != nil {
		t.Error("the terms were kept after two deaths")
	}
}

// Terms that a worker has prepared are not given up for what other workers die of, in all the hours of a
// conversation.
func TestProvenTerms(t *testing.T) {
	h := hearing{engine: New(slog.New(slog.DiscardHandler), Config{}), terms: []byte("[]")}
	for range 2 * mostDoubts {
		h.expecting = false
		h.doubt(t.Context())
		var frames bytes.Buffer
		c := worker.NewConn(&frames, &frames)
		if err := errors.Join(c.WriteJSON(kindExpecting, 0), c.WriteJSON(kindFinal, hypothesis{})); err != nil {
			t.Fatal(err)
		}
		if _, err := h.read(&worker.Process{Conn: c}, newUtterance(0, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if h.terms == nil {
		t.Error("the terms were given up")
	}
}
