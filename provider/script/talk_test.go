package script

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

var update = flag.Bool("update", false, "rewrite the replies in testdata/talks")

func vi(t testing.TB) *Persona {
	t.Helper()
	p, err := Load(Config{Now: func() time.Time {
		return time.Date(2026, time.November, 22, 16, 20, 0, 0, time.UTC)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestTalks holds whole conversations with what they should answer. In a file, "> " is the user, "< "
// the reply, and "| n" says that the listener heard n words of the reply above; anything else is
// prose.
func TestTalks(t *testing.T) {
	files, _ := filepath.Glob("testdata/talks/*.txt")
	if len(files) == 0 {
		t.Fatal("no talks found")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(want))
			if *update {
				os.WriteFile(file, []byte(got), 0o644)
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the talk went otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// replay holds the conversation of a file and returns the file with the replies that came.
func replay(t *testing.T, file string) string {
	p := vi(t)
	var out []string
	var history []visavis.Message
	for _, l := range strings.Split(file, "\n") {
		kind, text, _ := strings.Cut(l, " ")
		switch kind {
		case "<":
			continue
		case ">":
			history = append(history, visavis.Message{Role: visavis.User, Text: text})
			reply := p.reply(history)
			history = append(history, visavis.Message{Role: visavis.Assistant, Text: withoutCues(reply)})
			l += "\n< " + reply
		case "|":
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			last := &history[len(history)-1]
			last.Text, last.Interrupted = firstWords(last.Text, n), true
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// withoutCues is what the history holds of a reply.
func withoutCues(reply string) string {
	var words []string
	for _, w := range strings.Fields(reply) {
		if w[0] != '[' {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func firstWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.TrimRight(strings.Join(words[:min(n, len(words))], " "), ".,:;!?")
}

// Wherever a story is cut, what was heard and what is told then make the whole of it.
func TestContinueFromTheWordHeard(t *testing.T) {
	p := vi(t)
	history := []visavis.Message{{Role: visavis.User, Text: "Tell me a story."}}
	story := strings.Fields(withoutCues(p.reply(history)))
	for heard := 1; heard < len(story); heard++ {
		cut := visavis.Message{Role: visavis.Assistant, Text: strings.Join(story[:heard], " "), Interrupted: true}
		reply := withoutCues(p.reply(append(history, cut, visavis.Message{Role: visavis.User, Text: "Go on."})))
		want := strings.Join(story[heard-1:], " ")
		if !strings.HasSuffix(reply, ": "+want) {
			t.Fatalf("after %q was heard, it goes on with %q, want %q", story[:heard], reply, want)
		}
	}
}

// An assistant that was cut before its first sound leaves an empty message; all of it comes then.
func TestContinueWhenNothingWasHeard(t *testing.T) {
	p := vi(t)
	history := []visavis.Message{
		{Role: visavis.User, Text: "tell me a story"},
		{Role: visavis.Assistant, Interrupted: true},
		{Role: visavis.User, Text: "go on"},
	}
	if reply := p.reply(history); !strings.Contains(reply, "Once upon a time,") {
		t.Errorf("it goes on with %q, want the whole story", reply)
	}
	history[2].Text = "what did i hear"
	if reply := p.reply(history); !strings.Contains(reply, "nothing at all") {
		t.Errorf("asked what was heard, it says %q", reply)
	}
}

// A history that another brain has written must not be mistaken for our own words.
func TestContinueOfForeignWords(t *testing.T) {
	p := vi(t)
	reply := p.reply([]visavis.Message{
		{Role: visavis.User, Text: "tell me a story"},
		{Role: visavis.Assistant, Text: "In the beginning there was a", Interrupted: true},
		{Role: visavis.User, Text: "go on"},
	})
	if !strings.Contains(reply, "I had come to the end") {
		t.Errorf("it goes on with %q, although the interrupted words are not its own", reply)
	}
}

func TestRepliesRotate(t *testing.T) {
	p := vi(t)
	jokes := len(p.byName["joke"].says)
	seen := map[string]bool{}
	var history []visavis.Message
	for range jokes {
		history = append(history, visavis.Message{Role: visavis.User, Text: "tell me a joke"})
		reply := p.reply(history)
		seen[reply] = true
		history = append(history, visavis.Message{Role: visavis.Assistant, Text: withoutCues(reply)})
	}
	if len(seen) != jokes {
		t.Errorf("%d jokes were asked for and %d different ones told", jokes, len(seen))
	}
}

func TestSeedChoosesTheFirstReply(t *testing.T) {
	first := map[string]bool{}
	for seed := range uint64(12) {
		p, err := Load(Config{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		first[p.reply([]visavis.Message{{Role: visavis.User, Text: "flip a coin"}})] = true
	}
	if len(first) != 4 {
		t.Errorf("two replies with two sides of a coin gave %d variations, want 4", len(first))
	}
}

// Nothing that a client sends may make it panic or fall silent.
func FuzzReply(f *testing.F) {
	f.Add("tell me a story", "Once upon a", "go on", true)
	f.Add("what is 1e308*1e308", "", "count to nan", false)
	f.Add("my name is \xff", "[", "spell ß", true)
	p := vi(f)
	f.Fuzz(func(t *testing.T, first, heard, second string, interrupted bool) {
		reply := p.reply([]visavis.Message{
			{Role: visavis.User, Text: first},
			{Role: visavis.Assistant, Text: heard, Interrupted: interrupted},
			{Role: visavis.User, Text: second},
		})
		if strings.TrimSpace(withoutCues(reply)) == "" || strings.Contains(reply, "{") {
			t.Errorf("reply to %q is %q", second, reply)
		}
	})
}

func ExamplePersona_Generate() {
	p, err := Load(Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	prompt := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "What is seven times eight?"}}}
	p.Generate(context.Background(), prompt, func(d visavis.Delta) { fmt.Print(d.Text) })
	// Output: [nod] Seven times eight is fifty six. [smile] I did not even use my fingers.
}
