package corpus

import (
	_ "embed"
	"math/rand/v2"
	"strings"
)

//go:embed words.txt
var wordLists string

// Sentences returns n sentences that nobody has ever said, of every sound in many neighbourhoods:
// patterns filled with words from lists. The same seed gives the same sentences.
func Sentences(seed uint64, n int) []string {
	lists, patterns := readLists(wordLists)
	rng := rand.New(rand.NewPCG(seed, 1))
	var all []string
	for range n {
		var words []string
		for _, w := range strings.Fields(patterns[rng.IntN(len(patterns))]) {
			key := strings.Trim(w, ",.?!")
			if list := lists[key]; list != nil {
				w = strings.Replace(w, key, list[rng.IntN(len(list))], 1)
			}
			words = append(words, w)
		}
		s := strings.Join(words, " ")
		all = append(all, strings.ToUpper(s[:1])+s[1:])
	}
	return all
}

// readLists reads lines "KEY: word word ..." and "PATTERN: ...".
func readLists(text string) (lists map[string][]string, patterns []string) {
	lists = make(map[string][]string)
	for line := range strings.Lines(text) {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if key == "PATTERN" {
			patterns = append(patterns, rest)
		} else if key != "" {
			lists[key] = append(lists[key], strings.Fields(rest)...)
		}
	}
	return lists, patterns
}
