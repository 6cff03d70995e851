package speakable

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var (
	english = Script{ASCII: true}
	latin   = Script{}
	russian = Script{Letters: []*unicode.RangeTable{unicode.Cyrillic}}
	chinese = Script{Letters: []*unicode.RangeTable{unicode.Han}, Unspaced: true}
)

func TestClean(t *testing.T) {
	tests := []struct {
		name, in string
		script   Script
		want     []string
	}{
		{"ordinary text stays", "Hello there, Bob!", english, []string{"Hello there, Bob!"}},
		{"typography becomes plain", "“It’s” – fine…", english, []string{`"It's" , fine...`}},
		{"emoji part words", "one🎉two 👩‍💻 three", english, []string{"one two three"}},
		{"controls vanish, line ends part", "a\x00b\x1bc\nd\te", english, []string{"abc d e"}},
		{"invalid bytes vanish", "a\xff\xfeb \xc3", english, []string{"ab "}},
		{"accents fold where the voice knows none", "Café Ærø naïve", english, []string{"Cafe AEro naive"}},
		{"accents stay where it does", "Café Ærø", latin, []string{"Café Ærø"}},
		{"another script is dropped", "Hi мир", latin, []string{"Hi "}},
		{"its own script stays, with Latin", "Привет, Go!", russian, []string{"Привет, Go!"}},
		{"full-width stops become plain", "你好。再见！", chinese, []string{"你好. 再见! "}},
		{"marks do not repeat for ever", "What!!!!!!!!!!!!", english, []string{"What!!!"}},
		{"nothing to speak", "🎉 … !?", english, nil},
		{"empty", "", english, nil},
		{"long words are broken", strings.Repeat("a", 100), english,
			[]string{strings.Repeat("a", 40) + " " + strings.Repeat("a", 40) + " " + strings.Repeat("a", 20)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Clean(tt.in, tt.script) {
				got = append(got, p.Clean)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSplitsWhereOnePauses(t *testing.T) {
	sentence := strings.Repeat("some words that run on ", 6) + "until they stop. "
	pieces := Clean(strings.Repeat(sentence, 3), english)
	if len(pieces) != 3 {
		t.Fatalf("%d pieces of %d bytes, want one for each sentence", len(pieces), len(sentence))
	}
	for _, p := range pieces {
		if !strings.HasSuffix(p.Clean, "stop. ") {
			t.Errorf("a piece ends %q, not at the end of its sentence", p.Clean[len(p.Clean)-10:])
		}
	}
}

func TestSourceIsTheWordAsWritten(t *testing.T) {
	tests := []struct {
		name, text, find string
		script           Script
		want             string
	}{
		{"plain", "Hello there.", "there", english, "there"},
		{"punctuation is left out", "Say “hello”, Bob", "hello", english, "hello"},
		{"folded", "the naïve café.", "cafe", english, "café"},
		{"amounts are whole", "It is $5.99, ok", "5.99", english, "$5.99"},
		{"a part stands for the whole", "a well-known fact", "known", english, "well-known"},
		{"a broken word is whole again", strings.Repeat("a", 100) + " b", "aaaa", english, strings.Repeat("a", 100)},
		{"a dash parts words", "yes—no", "no", english, "no"},
		{"unspaced scripts: what the voice says", "我爱你。", "爱你", chinese, "爱你"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Clean(tt.text, tt.script)[0]
			i := strings.LastIndex(p.Clean, tt.find)
			from, to, ok := p.Source(i, i+len(tt.find))
			if !ok || tt.text[from:to] != tt.want {
				t.Errorf("%q in %q came from %q (%v), want %q", tt.find, p.Clean, tt.text[from:to], ok, tt.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"Hello there, Bob; it's $5.99!", strings.Repeat("w", 300), "a\x00\x1b[31m\xff🎉é 你好。", "....------!!!!", " \n\t ",
		strings.Repeat("long and longer ", 40), "Привет, “мир” — да…", "１２３ ﬁ ǆ ʒ\u0301 \u202e\u200d",
	} {
		for which := range 4 {
			f.Add(s, which)
		}
	}
	scripts := []Script{english, latin, russian, chinese}
	f.Fuzz(func(t *testing.T, text string, which int) {
		script := scripts[uint(which)%4]
		pieces := Clean(text, script)
		for _, p := range pieces {
			checkSafe(t, p, script)
			checkSource(t, text, p, script)
		}
		checkNothingLost(t, text, pieces, script)
	})
}

func checkSafe(t *testing.T, p Text, script Script) {
	t.Helper()
	if !utf8.ValidString(p.Clean) || len(p.Clean) > maxPiece {
		t.Fatalf("%q: %d bytes, or not UTF-8", p.Clean, len(p.Clean))
	}
	if !strings.ContainsFunc(p.Clean, isAlnum) {
		t.Fatalf("%q has nothing to speak", p.Clean)
	}
	for _, r := range p.Clean {
		if !script.has(r) || script.ASCII && r > 0x7e {
			t.Fatalf("%q has %U, which the script does not have", p.Clean, r)
		}
	}
	for _, w := range strings.Fields(p.Clean) {
		if n := utf8.RuneCountInString(w); n > maxWord {
			t.Fatalf("a word of %d characters is left: %q", n, w)
		}
	}
}

func checkSource(t *testing.T, text string, p Text, script Script) {
	t.Helper()
	last := 0
	for i, r := range p.Clean {
		from, to, ok := p.Source(i, i+utf8.RuneLen(r))
		if !ok {
			if isAlnum(r) && r > 0x7f {
				t.Fatalf("%q: the letter %q at %d belongs to no word", p.Clean, r, i)
			}
			continue
		}
		if from < 0 || from >= to || to > len(text) || from < last {
			t.Fatalf("%q at %d came from [%d:%d] after %d of %d bytes", p.Clean, i, from, to, last, len(text))
		}
		if strings.ContainsFunc(text[from:to], func(r rune) bool { return parts(r, script) }) {
			t.Fatalf("word %q has a separator inside", text[from:to])
		}
		last = from
	}
}

// checkNothingLost holds that each letter and digit that the script has is spoken, in order.
func checkNothingLost(t *testing.T, text string, pieces []Text, script Script) {
	t.Helper()
	var spoken strings.Builder
	for _, p := range pieces {
		spoken.WriteString(p.Clean)
	}
	rest := spoken.String()
	for _, r := range text {
		if !isAlnum(r) || !script.has(r) || script.ASCII && r > 0x7f {
			continue
		}
		i := strings.IndexRune(rest, r)
		if i < 0 {
			t.Fatalf("%q was lost from %q: %q", r, text, spoken.String())
		}
		rest = rest[i+utf8.RuneLen(r):]
	}
}
