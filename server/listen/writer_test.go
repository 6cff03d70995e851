package listen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
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
		{"key terms", "punctuate=true", "go to Visavis", "go to visavis", "Go to Visavis."},
		{"a key term first", "punctuate=true", "Ada Lovelace is here", "ada lovelace is here", "Ada Lovelace is here."},
		{"replace", "replace=new+york:NYC&replace=um", "um in New York, um, I live", "in nyc i live", "in nyc i live"},
		{"replace and punctuate", "punctuate=true&replace=new+york:NYC", "I like New York.", "i like nyc", "I like NYC."},
		{"replace nothing", "replace=:x&replace=a:b", "x", "x", "x"},
		{"replaced numbers", "numerals=true&replace=23:many", "twenty three lamps", "many lamps", "many lamps"},
		{"lower case abbreviations", "punctuate=true", "is dr. smith here at two p.m.", "is dr smith here at two p.m", "Is dr. smith here at two p.m."},
		{"numerals", "numerals=true", "i have twenty three", "i have 23", "i have 23"},
		{"numerals are for English", "numerals=true&measurements=true&language=de", "six meter", "six meter", "six meter"},
		{"numerals of sentences", "numerals=true&punctuate=true", "I have twenty-three. Good.", "i have 23 good", "I have 23. Good."},
		{"smart", "smart_format=true", "what is five dollars and ten cents", "what is $5.10", "What is $5.10?"},
		{"plain numbers", "punctuate=true", "i have twenty three", "i have twenty three", "I have twenty three."},
		{"fillers", "language=en-GB", "um so uh uh-huh umm", "so uh-huh umm", "so uh-huh umm"},
		{"wanted fillers", "language=en&filler_words=true", "um so uh", "um so uh", "um so uh"},
		{"fillers of a language that nobody knows", "", "um acht", "um acht", "um acht"},
		{"nothing but fillers", "language=en&punctuate=true", "um", "", ""},
		{"a filler within a number", "language=en&numerals=true", "twenty um three", "23", "23"},
		{"measurements", "measurements=true", "five kilograms and a metre by six metres", "five kg and a metre by six m", "five kg and a metre by six m"},
		{"measurements in figures", "measurements=true&numerals=true&punctuate=true", "Drink fifty five milliliters.", "drink 55 ml", "Drink 55 ml."},
		{"measurements behind a sign", "measurements=true", "Two. Pounds", "two pounds", "two pounds"},
		{"dictation", "dictation=true&punctuate=true", "patient presents with a headache comma nausea comma and vomiting period they report it started period",
			"patient presents with a headache nausea and vomiting they report it started",
			"Patient presents with a headache, nausea, and vomiting. They report it started."},
		{"dictated lines", "dictation=true&punctuate=true", "dear john comma new line how are you question mark new paragraph yours",
			"dear john how are you yours", "Dear john,\nHow are you?\n\nYours"},
		{"dictation of an engine that writes", "dictation=true&punctuate=true", "Hello, comma, world. Period. Next colon fine", "hello world next fine", "Hello, world. Next: fine"},
		{"signs that follow nothing", "dictation=true&punctuate=true", "period comma and then exclamation point", ". and then", "., and then!"},
		{"a pause does not end what is dictated", "dictation=true&punctuate=true", "the new idea", "the new idea", "The new idea"},
		{"dictation is not asked for", "punctuate=true", "a comma", "a comma", "A comma."},
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

// TestDictatedPlace: a sign's words belong to the word that they follow.
func TestDictatedPlace(t *testing.T) {
	got := dictated(wordsFrom("hello question mark you"))
	want := []wire.ListenWord{
		{Word: "hello", PunctuatedWord: "hello?", End: 3, Confidence: 1. / 3},
		{Word: "you", PunctuatedWord: "You", Start: 3, End: 4, Confidence: 0.25},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
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

// TestDictatedSentences: a sentence that is dictated with pauses goes on until its end is dictated.
func TestDictatedSentences(t *testing.T) {
	w := writer{formatted: true, spelling: spelling{dictation: true}}
	var got []string
	for _, piece := range []string{"it goes on", "and on comma", "period then", "new line", "another"} {
		_, text := w.write(heardText(piece), true)
		got = append(got, text)
	}
	if diff := cmp.Diff([]string{"It goes on", "and on,", ". Then", "\n", "Another"}, got); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
}

// heardText is a final transcript whose words are those of a text. One that begins with a capital and has
// stops is of an engine that writes.
func heardText(text string) visavis.Transcript {
	t := visavis.Transcript{Text: text, Flushed: true}
	t.Plain = text == "" || capital(text) != text || !strings.ContainsAny(text, ".,?!")
	for i, word := range strings.Fields(text) {
		t.Words = append(t.Words, visavis.Word{Text: word, Start: int64(i) * 1600, End: int64(i+1) * 1600})
	}
	return t
}

// TestLongFile: where speech is cut as it does not end, no sentence of a file ends, as none does on a stream.
func TestLongFile(t *testing.T) {
	part := func(cause hearing.Cause, text string) hearing.Event {
		h := visavis.Transcript{Text: text, Plain: true, Flushed: true}
		for _, w := range strings.Fields(text) {
			h.Words = append(h.Words, visavis.Word{Text: w})
		}
		return hearing.Event{Kind: hearing.Ended, Cause: cause, Transcript: h}
	}
	f := file{order: order{query: wire.ListenQuery{Punctuate: true}}}
	said := []hearing.Event{part(hearing.Long, "it goes on"), part(hearing.Quiet, "and on"), part(hearing.Over, "well")}
	if got, want := f.alternative(&track{said: said}).Transcript, "It goes on and on. Well."; got != want {
		t.Errorf("%q is written, want %q", got, want)
	}
}
