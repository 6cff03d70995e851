package speak

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
)

// TestPlaceIn: what was heard of the clauses is found in the text that they were made of.
func TestPlaceIn(t *testing.T) {
	for _, tt := range []struct{ text, spoken, want string }{
		{"Hello there.", "", ""},
		{"Hello there.", "Hello", "Hello"},
		{"Hello there. ", "Hello there.", "Hello there. "},
		{"Sure, I can help. Let me look.", "Sure, I can help.", "Sure, I can help."},
		{"This is **very** good.", "This is very", "This is **very**"},
		{"Go to https://a.b/c?d=e now.", "Go to a link", "Go to"},
		{`A \{"word": "tomato", "pronounce": "t"\}, please.`, "A tomato", `A \{"word": "tomato", "pronounce": "t"\},`},
		{"Go to https://a.b/c?d=e now.", "Go to a link now.", "Go to https://a.b/c?d=e now."},
		{"Try:\n```\nx := 1; y := x\n```\nGood?", "Try: some code Good", "Try:\n```\nx := 1; y := x\n```\nGood?"},
		{"un*believ*able, my friend", "unbelievable, my", "un*believ*able, my"},
		{"[happy] Hi 🎉 there, you!", "Hi there", "[happy] Hi 🎉 there,"},
		{"It costs $5.99, and no more.", "It costs $5.99", "It costs $5.99,"},
		{"the cat and the dog and the cat", "the cat and the", "the cat and the"},
		{"<think>What to say?</think>Well, yes.", "Well", "<think>What to say?</think>Well,"},
		{"你好。今天天气怎么样？", "你好。", "你好。"},
	} {
		if got := tt.text[:placeIn(tt.text, clausesIn(withoutControls(tt.text)), []string{tt.spoken})]; got != tt.want {
			t.Errorf("of %q, %q was heard: that is %q, want %q", tt.text, tt.spoken, got, tt.want)
		}
	}
}

func clausesIn(text string) (all []string) {
	for c := range clausesOf(text) {
		all = append(all, c)
	}
	return all
}

// FuzzPlaceIn: whatever the text, its place is found between two characters, moves forward with every word
// that is heard, and without markup is behind exactly those words.
func FuzzPlaceIn(f *testing.F) {
	f.Add("Hello there, my friend. How are you today? I have **three** of them: `x`.")
	f.Add("See https://example.org/a?b=c and <b>bold</b>, e.g. 3.14 ☃ [nod] no.\n- one\n- two")
	f.Add(`A \{"word": "tomato", "pronounce": "t"\}, \{pause:500ms\}please, \{.`)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 4000 {
			return
		}
		clauses, last := clausesIn(withoutControls(text)), 0
		for i, c := range clauses {
			for _, w := range spansOf(c) {
				spoken := append(clauses[:i:i], c[:w.to])
				n := placeIn(text, clauses, spoken)
				if n < last || n > len(text) || !utf8.RuneStart((text + " ")[n]) {
					t.Fatalf("after %q the place in %q is %d, after %d", spoken, text, n, last)
				}
				if last = n; plain(text) && len(spansOf(text[:n])) != len(spansOf(strings.Join(spoken, " "))) {
					t.Fatalf("after %q, %q of %q was heard", spoken, text[:n], text)
				}
			}
		}
	})
}

// plain reports whether a text is nothing but words.
func plain(text string) bool { return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz .") == "" }

// TestSpeechCostsNothingPerPiece: what is noted of a piece takes no memory.
func TestSpeechCostsNothingPerPiece(t *testing.T) {
	var told takes
	piece := visavis.Speech{Rate: 16000, PCM: make([]int16, 320), Words: []visavis.SpokenWord{}}
	if n := testing.AllocsPerRun(200, func() { told.heed(piece) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestPlaceInOtherText: a text that has nothing to do with what was said does not take long to compare.
func TestPlaceInOtherText(t *testing.T) {
	text := strings.Repeat("some sounds and ", 3000) + "an end."
	var s clause.Splitter
	var clauses []string
	for _, c := range append(s.Add(strings.Repeat("other words or ", 3000)), s.Close()...) {
		clauses = append(clauses, c.Text)
	}
	began := time.Now()
	if n := placeIn(text, clauses, clauses); n > 100 || time.Since(began) > 5*time.Second {
		t.Errorf("%d bytes were found, in %v", n, time.Since(began))
	}
}
