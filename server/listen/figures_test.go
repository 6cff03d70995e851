package listen

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis/wire"
)

// TestNumerals: what numerals=true writes, and what smart_format beyond it.
func TestNumerals(t *testing.T) {
	for _, tt := range []struct{ heard, numerals, smart string }{
		{"nothing to count here", "", ""},
		{"i have twenty three apples", "i have 23 apples", ""},
		{"twenty-three and ninety-nine", "23 and 99", ""},
		{"zero and nine and ten and nineteen", "0 and 9 and 10 and 19", ""},
		{"one hundred and five", "105", ""},
		{"nine hundred", "900", ""},
		{"two thousand twenty six", "2026", ""},
		{"three million two hundred thousand and seven", "3200007", ""},
		{"nine hundred ninety nine thousand nine hundred ninety nine", "999999", ""},
		{"twelve hundred people", "1200 people", ""},
		{"ninety nine trillion", "99000000000000", ""},
		{"between five hundred and six hundred", "between 500 and 600", ""},
		{"one thousand and two thousand", "1000 and 2000", ""},
		{"one thousand and so on", "1000 and so on", ""},
		{"a hundred and five thousand two", "105002", ""},

		{"nineteen eighty four", "1984", ""},
		{"nineteen oh five", "1905", ""},
		{"in twenty twenty and twenty twenty six", "in 2020 and 2026", ""},
		{"nineteen hundred", "1900", ""},
		{"twenty twenty thousand", "20 20000", ""},
		{"seventeen eighteen nineteen", "17 18 19", ""},
		{"nineteen people", "19 people", ""},

		{"three point one four", "3.14", ""},
		{"zero point five", "0.5", ""},
		{"one point five million", "1.5 million", ""},
		{"at this point two of us", "at this point 2 of us", ""},
		{"two point of view", "2 point of view", ""},

		{"the twenty first of june", "the 21st of june", ""},
		{"june twenty eighth", "june 28th", ""},
		{"november second twenty twenty two", "november 2nd 2022", ""},
		{"the nine hundredth and the twelve thousandth", "the 900th and the 12000th", ""},
		{"the hundred and eleventh", "the hundred and eleventh", ""},
		{"one hundred and eleventh", "111th", ""},
		{"the twenty second of may", "the 22nd of may", ""},
		{"a twenty second film", "a 20 second film", ""},
		{"first wait a second for the third", "", ""},
		{"you may first ask", "", ""},

		{"one of them is for no one", "", ""},
		{"one hundred is one more", "100 is one more", ""},
		{"a hundred and half a million", "", ""},
		{"hundreds of thousands", "", ""},
		{"two thirds and three quarters", "", ""},
		{"twenty seconds", "20 seconds", ""},
		{"five one y w six four one five", "5 1 y w 6 4 1 5", "5 1 y w 6415"},
		{"five five five one two three four", "5 5 5 1 2 3 4", "5551234"},
		{"room two oh five oh well", "room 2 0 5 oh well", "room 205 oh well"},
		{"one two three hundred", "1 2 300", ""},
		{"one two", "1 2", ""},

		{"five dollars", "5 dollars", "$5"},
		{"one dollar or a three dollar bill", "one dollar or a 3 dollar bill", "$1 or a $3 bill"},
		{"five dollars and six cents", "5 dollars and 6 cents", "$5.06"},
		{"five dollars and six people", "5 dollars and 6 people", "$5 and 6 people"},
		{"ten point five percent", "10.5 percent", "10.5%"},
		{"the twenty first dollar", "the 21st dollar", ""},
		{"at eight thirty seven pm", "at 8 37 pm", "at 8:37 pm"},
		{"three oh five pm", "3 0 5 pm", "3:05 pm"},
		{"at twelve oh five a.m. sharp", "at 12 0 5 a.m. sharp", "at 12:05 a.m. sharp"},
		{"eight thirty things", "8 30 things", ""},

		// What an engine has written already stays, and signs part numbers.
		{"23 apples, $5 and 5 5 5", "", ""},
		{"Twenty, three.", "20, 3.", ""},
		{"I have twenty three.", "I have 23.", ""},
		{"Two thousand. Six hundred", "2000. 600", ""},
		{"I have 5. One of them came in June, second.", "", ""},
	} {
		for smart, want := range map[bool]string{false: first(tt.numerals, tt.heard), true: first(tt.smart, tt.numerals, tt.heard)} {
			words := inFigures(wordsFrom(tt.heard), smart)
			if got := text(words); got != want {
				t.Errorf("%q (smart %v) is written %q, want %q", tt.heard, smart, got, want)
			}
		}
	}
}

func first(all ...string) string {
	return all[slices.IndexFunc(all, func(s string) bool { return s != "" })]
}

// wordsFrom returns words that each last for a second.
func wordsFrom(text string) []wire.ListenWord {
	var words []wire.ListenWord
	for i, w := range strings.Fields(text) {
		words = append(words, wire.ListenWord{
			Word: bare(w), PunctuatedWord: w, Start: float64(i), End: float64(i + 1), Confidence: 1 / float64(i+1),
		})
	}
	return words
}

// TestNumeralsPlace: a number lasts as long as its words and is as sure as the least sure of them.
func TestNumeralsPlace(t *testing.T) {
	got := inFigures(wordsFrom("i have twenty three."), false)
	want := wire.ListenWord{Word: "23", PunctuatedWord: "23.", Start: 2, End: 4, Confidence: 0.25}
	if diff := cmp.Diff(want, got[2]); diff != "" {
		t.Errorf("the number (-want +got):\n%s", diff)
	}
	unplaced := wordsFrom("twenty three")
	unplaced[1].Start, unplaced[1].End = nowhere, nowhere
	if w := inFigures(unplaced, false)[0]; w.Start != nowhere || w.End != nowhere {
		t.Errorf("a number of words that have no place has one: %+v", w)
	}
}

// numberish are words that numbers are made of, and some that stand about them.
var numberish = strings.Fields("zero oh one two three five nine ten twelve nineteen twenty twenty-one thirty ninety hundred " +
	"thousand million trillion and a point first second third eighth twentieth hundredth thousandth percent dollars " +
	"cents pm a.m. the of june may thirds halves seconds um uh comma period new line paragraph kilograms it lamp, Two. 7")

// someWords returns words at random, with pauses between some.
func someWords(rng *rand.Rand) []wire.ListenWord {
	var text []string
	for range rng.IntN(20) {
		text = append(text, numberish[rng.IntN(len(numberish))])
	}
	return wordsFrom(strings.Join(text, " "))
}

// TestSpellingProperties: whatever is said, each moment of it that had a word has one afterwards, in
// order; what was done is not done twice; and text without numbers stays.
func TestSpellingProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 1_000 {
		heard := someWords(rng)
		checkSpelling(t, heard, spelling{
			dictation: rng.IntN(2) == 0, numerals: rng.IntN(2) == 0, smart: rng.IntN(2) == 0, abbreviate: rng.IntN(2) == 0,
		})
	}
}

func checkSpelling(t *testing.T, heard []wire.ListenWord, s spelling) {
	t.Helper()
	written := s.apply(slices.Clone(heard))
	at := 0.0
	for _, w := range written {
		if w.Start != at || w.End <= w.Start || w.Word == "" {
			t.Fatalf("%+v: %q is written with %+v at %v", s, text(heard), w, at)
		}
		at = w.End
	}
	if at != float64(len(heard)) {
		t.Fatalf("%+v: %q is written until %v only", s, text(heard), at)
	}
	again := s.apply(slices.Clone(written))
	if diff := cmp.Diff(written, again); diff != "" {
		t.Fatalf("%+v: %q is written otherwise the second time (-first +second):\n%s", s, text(heard), diff)
	}
}

// FuzzSpelling: no text upsets the writing of numbers and signs.
func FuzzSpelling(f *testing.F) {
	f.Add("twenty twenty oh five a hundred and twenty-one point one", uint8(15))
	f.Add("one hundred-one two-th - -- '", uint8(15))
	f.Fuzz(func(t *testing.T, text string, wish uint8) {
		checkSpelling(t, wordsFrom(text), spelling{
			dictation: wish&1 != 0, numerals: wish&2 != 0, smart: wish&4 != 0, abbreviate: wish&8 != 0,
		})
	})
}
