package listen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// TestWriter: what a client asks for is written, and what an engine writes itself is left alone.
func TestWriter(t *testing.T) {
	for _, tt := range []struct {
		name, query, heard, words, want string
	}{
		{"plain", "", "Hello, World.", "hello world", "hello world"},
		{"as the engine writes", "punctuate=true", "Hello, World.", "hello world", "Hello, World."},
		{"of words alone", "smart_format=true", "so i think i'm right", "so i think i'm right", "So I think I'm right."},
		{"a question", "punctuate=true", "what is your name", "what is your name", "What is your name?"},
		{"too long for a question", "punctuate=true", "what is your name please turn on the lights here", "what is your name please turn on the lights here",
			"What is your name please turn on the lights here."},
		{"nothing", "punctuate=true", "", "", ""},
		{"other scripts", "punctuate=true", "über alles", "über alles", "Über alles."},
		{"replace", "replace=new+york:NYC&replace=um", "um in New York, um, I live", "in nyc i live", "in nyc i live"},
		{"replace and punctuate", "punctuate=true&replace=new+york:NYC", "I like New York.", "i like nyc", "I like NYC."},
		{"replace nothing", "replace=:x&replace=a:b", "x", "x", "x"},
		{"profanity", "punctuate=true&profanity_filter=true", "oh shit", "oh s***", "Oh s***."},
	} {
		q, err := wire.ParseListenQuery(mustQuery(t, tt.query))
		if err != nil {
			t.Fatal(err)
		}
		w := newWriter(q)
		written, got := w.write(heardText(tt.heard), true)
		var bare []string
		for _, word := range written {
			bare = append(bare, word.Word)
			if (word.PunctuatedWord != "") != w.formatted {
				t.Errorf("%s: %+v", tt.name, word)
			}
		}
		if words := strings.Join(bare, " "); got != tt.want || words != tt.words {
			t.Errorf("%s: %q is written %q with words %q, want %q and %q", tt.name, tt.heard, got, words, tt.want, tt.words)
		}
	}
}

// TestSentences: a sentence that is settled in pieces has one capital and one stop.
func TestSentences(t *testing.T) {
	w := writer{formatted: true}
	var got []string
	for _, piece := range []struct {
		text  string
		whole bool
	}{{"it goes on", false}, {"and on", false}, {"and ends", true}, {"then another", true}} {
		_, text := w.write(heardText(piece.text), piece.whole)
		got = append(got, text)
	}
	if diff := cmp.Diff([]string{"It goes on", "and on", "and ends.", "Then another."}, got); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
}

// heardText is a final transcript whose words are those of a text.
func heardText(text string) visavis.Transcript {
	t := visavis.Transcript{Text: text, Flushed: true}
	for i, word := range strings.Fields(text) {
		t.Words = append(t.Words, visavis.Word{Text: word, Start: int64(i) * 1600, End: int64(i+1) * 1600})
	}
	return t
}
