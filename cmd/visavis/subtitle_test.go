package main

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files and tables anew")

// spoken makes an utterance of a text whose words last a third of a second each.
func spoken(start float64, text string) fileUtterance {
	u := fileUtterance{Text: text, Start: start, Confidence: 1}
	for _, w := range strings.Fields(text) {
		u.words = append(u.words, fileWord{w, start, start + 0.3, 1})
		start += 0.333
	}
	u.End = start
	return u
}

// talk is a transcript with what subtitles stumble over.
func talk() fileTranscript {
	var f fileTranscript
	f.add(spoken(0.5, "Yes."))
	f.add(spoken(1.2, "This is a sentence that is a good deal longer than a single line of subtitles, and even longer than two."))
	f.add(fileUtterance{Text: "No word times here, <b>R&D</b> said.", Start: 3600, End: 3602})
	f.add(spoken(3610, strings.Repeat("pneumonoultramicroscopic", 4)+" is long"))
	f.close()
	return f
}

func TestSubtitles(t *testing.T) {
	for _, as := range []format{srtText, vttText} {
		var got bytes.Buffer
		if err := talk().write(&got, as, false); err != nil {
			t.Fatal(err)
		}
		golden(t, "talk."+string(as), got.Bytes())
	}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s, -want +got (write it anew with -update):\n%s", name, diff)
	}
}

// TestCues: whatever was said, cues can be read, do not overlap and have every word in order.
func TestCues(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		f := randomTalk(r)
		var shown, said []string
		last := time.Duration(0)
		for _, c := range f.cues() {
			checkCue(t, c, last)
			last = c.end
			shown = append(shown, strings.Join(c.lines, ""))
		}
		for _, u := range f.Utterances {
			said = append(said, u.Text)
		}
		squeeze := func(s []string) string { return strings.ReplaceAll(strings.Join(s, ""), " ", "") }
		if squeeze(shown) != squeeze(said) {
			t.Fatalf("said %q, shown %q", said, shown)
		}
	}
}

func randomTalk(r *rand.Rand) (f fileTranscript) {
	at := r.Float64()
	for range r.IntN(4) {
		u := fileUtterance{Start: at}
		var texts []string
		for range 1 + r.IntN(40) {
			text := strings.Repeat("é", 1+r.IntN(12))
			if r.IntN(20) == 0 {
				text = strings.Repeat("long", r.IntN(30)+1)
			}
			if r.IntN(8) == 0 {
				text += "."
			}
			end := at + r.Float64()*float64(r.IntN(3))
			if r.IntN(50) == 0 {
				end += 20 // a recogniser that lost its way
			}
			texts = append(texts, text)
			u.words = append(u.words, fileWord{text, at, end, 1})
			at = end + r.Float64()*0.5 - 0.1 // words may overlap
		}
		if u.Text, u.End = strings.Join(texts, " "), at; r.IntN(3) == 0 {
			u.words = nil
		}
		f.add(u)
	}
	return f
}

func checkCue(t *testing.T, c cue, last time.Duration) {
	t.Helper()
	if c.start < last || c.end < c.start || c.end-c.start > cueLongest {
		t.Errorf("cue from %v to %v after one that ended at %v", c.start, c.end, last)
	}
	if len(c.lines) == 0 || len(c.lines) > cueLines {
		t.Errorf("cue of %d lines", len(c.lines))
	}
	for _, l := range c.lines {
		if n := utf8.RuneCountInString(l); n == 0 || n > lineLength {
			t.Errorf("line of %d characters: %q", n, l)
		}
	}
}
