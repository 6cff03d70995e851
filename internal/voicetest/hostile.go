package voicetest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/providertest"
)

// FuzzHostile throws hostile texts at a voice and checks that the clause after each is spoken: a
// handful in an ordinary test, for as long as one likes with -fuzz. letters are some of the
// language's own, to get past the cleaning; next is a clause in it.
func FuzzHostile(f *testing.F, s visavis.Speaker, letters, next string) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		f.Add(hostileText(rng, []rune(letters)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return // it takes its time and finds no more
		}
		survives(t, s, text, next)
	})
}

// survives checks that text is spoken in some way, and next properly after it.
func survives(t *testing.T, s visavis.Speaker, text, next string) {
	t.Helper()
	clauses := []string{text, next}
	heard := false
	var pieces []visavis.Speech
	Speak(t, s, func(p visavis.Speech) {
		heard = heard || p.Clause == 1
		p.PCM = slices.Clone(p.PCM)
		pieces = append(pieces, p)
	}, clauses...)
	if !heard {
		t.Errorf("the clause after %q was not spoken", text)
	}
	providertest.CheckReply(t, clauses, pieces)
}

// hostileText strings together what breaks things.
func hostileText(rng *rand.Rand, letters []rune) string {
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		n := 1 + rng.IntN(20)
		switch rng.IntN(8) {
		case 0:
			b.WriteString(strings.Repeat("😀👩‍💻\u202e", n))
		case 1:
			b.WriteString(strings.Repeat(string(letters[rng.IntN(len(letters))]), 300))
		case 2:
			writeRunes(&b, n, func() rune { return rune(rng.IntN(0x20)) })
		case 3:
			writeRunes(&b, n, func() rune { return rune(rng.IntN(0x30000)) })
		case 4:
			b.WriteString("\xff\xfe\xc3\x28\xf0\x9f")
		case 5:
			writeRunes(&b, n*4, func() rune { return letters[rng.IntN(len(letters))] })
		case 6:
			writeRunes(&b, n, func() rune { return rune('!' + rng.IntN('~'-'!')) })
		case 7:
			b.WriteString(strings.Repeat("9", n) + "." + strings.Repeat("1", n) + "e999 $-1,,,,% [[a]] <b>&#0;</b>")
		}
		b.WriteString([]string{" ", "", "\n", ". "}[rng.IntN(4)])
	}
	return b.String()
}

func writeRunes(b *strings.Builder, n int, next func() rune) {
	for range n {
		b.WriteRune(next())
	}
}
