package clause_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis/clause"
)

// split feeds text in the given deltas and returns all clauses.
func split(deltas ...string) []clause.Clause {
	var s clause.Splitter
	var out []clause.Clause
	for _, d := range deltas {
		out = append(out, s.Add(d)...)
	}
	return append(out, s.Close()...)
}

func texts(clauses []clause.Clause) []string {
	var out []string
	for _, c := range clauses {
		out = append(out, c.Text)
	}
	return out
}

func TestBorders(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []string
	}{
		"sentences":            {"Hello there, you. How are you today?", []string{"Hello there, you.", "How are you today?"}},
		"short ones join":      {"No. I do not think so. Ask again.", []string{"No. I do not think so.", "Ask again."}},
		"first phrase is soon": {"When the moon is full, the tide is high, as you know.", []string{"When the moon is full,", "the tide is high, as you know."}},
		"not too soon":         {"Well, yes, I know that it is late.", []string{"Well, yes, I know that it is late."}},
		"spelt letters":        {"Cat is spelt like so: C, A, T, and no more.", []string{"Cat is spelt like so:", "C, A, T, and no more."}},
		"letters first":        {"It is spelt: B, A, N, A, N, A.", []string{"It is spelt: B, A, N, A, N, A."}},
		"titles":               {"Ask Dr. Jones or Mrs. Hill about it. They know.", []string{"Ask Dr. Jones or Mrs. Hill about it.", "They know."}},
		"initials":             {"In the U.S. it is called J. P. Morgan, e.g. by bankers. Fine.", []string{"In the U.S. it is called J. P. Morgan,", "e.g. by bankers.", "Fine."}},
		"the pronoun":          {"Not even I. Nobody did it.", []string{"Not even I.", "Nobody did it."}},
		"decimals":             {"Pi is 3.14 or so. It goes on.", []string{"Pi is 3.14 or so.", "It goes on."}},
		"a number ends":        {"I have only 3. You have 4.", []string{"I have only 3.", "You have 4."}},
		"ellipsis":             {"Wait... let me think. Yes.", []string{"Wait... let me think.", "Yes."}},
		"question and shout":   {"You did what?! I cannot believe it!!! Really.", []string{"You did what?!", "I cannot believe it!!!", "Really."}},
		"quotes":               {`She said "stop it." Then she left.`, []string{`She said "stop it."`, "Then she left."}},
		"curly quotes":         {"He said “come here!” And I came.", []string{"He said “come here!”", "And I came."}},
		"dash":                 {"I know somebody like that—my brother.", []string{"I know somebody like that —", "my brother."}},
		"hyphen as dash":       {"I know somebody like that - my brother.", []string{"I know somebody like that —", "my brother."}},
		"minus":                {"10 - 3 = 7", []string{"10 - 3 = 7"}},
		"range":                {"It was 1990–2000, roughly speaking.", []string{"It was 1990–2000, roughly speaking."}},
		"lines":                {"# Plan\n- buy milk\n* go home\n1. Sleep well\n", []string{"Plan", "buy milk", "go home", "1. Sleep well"}},
		"wide stops":           {"你好。今天天气怎么样？很好", []string{"你好。 今天天气怎么样？", "很好"}},
		"nothing":              {"  \n*** 🎉 --- \n", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, texts(split(tt.in))); diff != "" {
				t.Errorf("clauses of %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestMarkup(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"emphasis":        {"This is **very** *good* and __so__ _on_ ~~off~~.", "This is very good and so on off."},
		"inside a word":   {"un*believ*able snake_case", "unbelievable snake case"},
		"code":            {"Type `go test` now.", "Type go test now."},
		"code block":      {"Try:\n```go\nx := 1\n```\nGood?", "Try: some code Good?"},
		"open code block": {"Try ```x := 1", "Try some code"},
		"tags":            {"<p>Hello <b>bo</b>ld</p><br/>there", "Hello bold there"},
		"thoughts":        {"<think>Hmm, what\nnow?</think>Well.", "Well."},
		"open thoughts":   {"<think>Hmm", ""},
		"comparison":      {"if a <b and c> d", "if a <b and c> d"},
		"less":            {"3 < 4 and 5 > 2", "3 < 4 and 5 > 2"},
		"heart":           {"I <3 you", "I <3 you"},
		"address":         {"See https://example.com/a_b?c=d. Good.", "See a link. Good."},
		"in parentheses":  {"Look (www.example.com) there.", "Look (a link) there."},
		"angle address":   {"Look at <https://example.com>.", "Look at a link."},
		"link":            {"Read [the **manual**](https://example.com/x), please.", "Read the manual, please."},
		"picture":         {"So: ![a cat](cat.png) meow.", "So: a cat meow."},
		"emoji":           {"Great👩‍💻job 🎉! Fine ✔️.", "Great job! Fine."},
		"flags and caps":  {"Go 🇩🇪 1️⃣ up", "Go 1 up"},
		"emoticon":        {"Hi :) there ;-)", "Hi there"},
		"degrees":         {"It is 20 °C, ça va? naïve", "It is 20 °C, ça va? naïve"},
		"hash":            {"#winning with C# is item #1", "winning with C# is item 1"},
		"quote":           {"> He said\n>> that", "He said that"},
		"table":           {"| a | b |\n|---|---|\n| c | d |", "a b c d"},
		"escape":          {`5 \* 3 \_x\_`, "5 3 x"},
		"aside":           {"Hello [waves hand] you [1]. [ ] Do it.", "Hello you. Do it."},
		"not an aside":    {"The [Second World] war [see chapter 4, page 9].", "The Second World war see chapter 4, page 9."},
		"open bracket":    {"one [two three", "one two three"},
		"arrow":           {"a -> b → c => d", "a b c d"},
		"control":         {"a\x00b\u200bc\ufeff \xff d", "abc d"},
		"french spaces":   {"Ça va ? Oui !", "Ça va? Oui!"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(texts(split(tt.in)), " "); got != tt.want {
				t.Errorf("text of %q is %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCues(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []clause.Clause
	}{
		"before a word": {"[happy] Hello there, [nod]you.", []clause.Clause{
			{Text: "Hello there, you.", Cues: []clause.Cue{{At: 0, Name: "happy"}, {At: 13, Name: "nod"}}}}},
		"two for one word": {"[Happy][NODS] \"Yes.\"", []clause.Clause{
			{Text: "\"Yes.\"", Cues: []clause.Cue{{At: 1, Name: "happy"}, {At: 1, Name: "nod"}}}}},
		"across a border": {"This is the end. [sad] And this is not.", []clause.Clause{
			{Text: "This is the end."},
			{Text: "And this is not.", Cues: []clause.Cue{{At: 0, Name: "sad"}}}}},
		"inside a word": {"Oh un[wink]real", []clause.Clause{
			{Text: "Oh unreal", Cues: []clause.Cue{{At: 3, Name: "wink"}}}}},
		"last of all, word still here": {"Bye bye[smile]", []clause.Clause{
			{Text: "Bye bye", Cues: []clause.Cue{{At: 4, Name: "smile"}}}}},
		"last of all, too late": {"That is all, friend. [smile]", []clause.Clause{{Text: "That is all, friend."}}},
		"skips a dash":          {"One [nod] — two", []clause.Clause{{Text: "One — two", Cues: []clause.Cue{{At: 8, Name: "nod"}}}}},
		"variation":             {"[laughs] Ha", []clause.Clause{{Text: "Ha", Cues: []clause.Cue{{At: 0, Name: "happy"}}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, split(tt.in)); diff != "" {
				t.Errorf("clauses of %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// A reply of one sentence must not wait for the generator to finish.
func TestReleasedAtOnce(t *testing.T) {
	var s clause.Splitter
	if got := s.Add("It is four o'clock."); got != nil {
		t.Errorf("released %q before the full stop was sure: it may be followed by a digit", texts(got))
	}
	if got := texts(s.Add(" ")); !cmp.Equal(got, []string{"It is four o'clock."}) {
		t.Errorf("white space behind the full stop released %q, want the sentence", got)
	}
	if got := s.Close(); got != nil {
		t.Errorf("Close repeated %q", texts(got))
	}
}

func TestCloseMakesReady(t *testing.T) {
	var s clause.Splitter
	s.Add("[happy] <think>never closed ```")
	s.Close()
	got := append(s.Add("A new reply"), s.Close()...)
	if diff := cmp.Diff([]clause.Clause{{Text: "A new reply"}}, got); diff != "" {
		t.Errorf("the second reply is not independent of the first (-want +got):\n%s", diff)
	}
}

func TestLengthLimits(t *testing.T) {
	long := strings.Repeat("word ", 100)
	got := split(long)
	if joined := strings.Join(texts(got), " ") + " "; joined != long {
		t.Errorf("words were lost or invented: %q", joined)
	}
	if n := len(got[0].Text); n < 230 || n > 240 {
		t.Errorf("a text without punctuation was cut after %d characters, want close to 240", n)
	}
	monster := strings.Repeat("ü", 1000)
	if joined := strings.Join(texts(split(monster)), ""); joined != monster {
		t.Errorf("a word of 1000 letters came back with %d", utf8.RuneCountInString(joined))
	}
}

// cutAnywhere divides text at random bytes, also within characters.
func cutAnywhere(r *rand.Rand, text string) []string {
	var deltas []string
	for text != "" {
		n := 1 + r.IntN(min(len(text), 12))
		deltas = append(deltas, text[:n])
		text = text[n:]
	}
	return deltas
}

var samples = []string{
	"[happy] Hello! I am **Vi** — see [my page](https://example.com/a(b)?c=1), e.g. now. [nod] It costs 3.14 € or so...\n\n- one\n- two [waves]\n",
	"<think>plan: be short. </think>Sure, Dr. Who?! <b>Yes</b> 👩‍💻 `x` ```\ncode [happy]\n``` done. 3 < 4 <5 a<b. \"Quote.\" Next!",
	"你好。今天天气怎么样？[smile]很好 www.example.com/" + strings.Repeat("long/", 120) + " end. [" + strings.Repeat("never closed ", 40),
}

// The deltas' borders must not matter, whatever they fall into.
func TestAnyDeltas(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range samples {
		want := split(text)
		for range 60 {
			deltas := cutAnywhere(r, text)
			if diff := cmp.Diff(want, split(deltas...)); diff != "" {
				t.Fatalf("divided as %q (-whole +divided):\n%s", deltas, diff)
			}
		}
	}
}

// Plain words come out as they went in, in order and complete.
func TestNoWordIsLost(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	vocabulary := strings.Fields("I you, Mr. Smith. went 3.5 U.S. no! yes? well... (and) \"so\" on; it's o'clock: re-do etc. 42. 7, Ünder naïve.")
	for range 150 {
		var words []string
		for range 1 + r.IntN(120) {
			words = append(words, vocabulary[r.IntN(len(vocabulary))])
		}
		text := strings.Join(words, " ")
		got := strings.Join(texts(split(cutAnywhere(r, text)...)), " ")
		if got != text {
			t.Fatalf("the words of %q came back as %q", text, got)
		}
	}
}

func FuzzSplitter(f *testing.F) {
	for i, s := range samples {
		f.Add(s, uint64(i))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		whole := split(text)
		for _, c := range whole {
			checkClause(t, c)
		}
		deltas := cutAnywhere(rand.New(rand.NewPCG(seed, 0)), text)
		if diff := cmp.Diff(whole, split(deltas...)); diff != "" {
			t.Errorf("divided as %q (-whole +divided):\n%s", deltas, diff)
		}
	})
}

func checkClause(t *testing.T, c clause.Clause) {
	t.Helper()
	n := utf8.RuneCountInString(c.Text)
	if n == 0 || n > 240 || strings.TrimSpace(c.Text) != c.Text || !utf8.ValidString(c.Text) {
		t.Errorf("clause %q is empty, too long, padded or invalid", c.Text)
	}
	if strings.ContainsAny(c.Text, "*`[]\n\t") {
		t.Errorf("clause %q holds markup", c.Text)
	}
	last := 0
	for _, cue := range c.Cues {
		if cue.At < last || cue.At >= len(c.Text) {
			t.Errorf("cue %+v is outside of %q or out of order", cue, c.Text)
		}
		last = cue.At
	}
}

// TestAtEnd: what a text could end with is known before it ends.
func TestAtEnd(t *testing.T) {
	for text, want := range map[string]bool{
		"":                        true,
		"Hello there.":            true,
		"Hello there. ":           true,
		"No.":                     true,
		"Is it? ":                 true,
		`He said "Stop!"`:         true,
		"Hello there":             false,
		"Hello there,":            false,
		"I met Dr.":               false,
		"I met J.":                false,
		"Hello. And":              false,
		"See [happy":              false,
		"<think>That is the end.": false,
		"```\nprint(\"Over.\")\n": false,
	} {
		var s clause.Splitter
		s.Add(text)
		if got := s.AtEnd(); got != want {
			t.Errorf("AtEnd after %q: %v", text, got)
		}
	}
}
