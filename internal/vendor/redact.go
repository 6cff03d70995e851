package vendor

import (
	"regexp"
	"strings"
)

// known is how much of a key's beginning is enough to know it again. What is shorter is no key but
// what stands for one ("none", "ollama") with a server that wants none.
const known = 8

// masked finds words that are masked in the middle, as vendors quote a key they refuse.
var masked = regexp.MustCompile(`[^\s'"]*\*{3,}[^\s'"]*`)

// Redact returns s in one line without the key, whole, shortened or masked, which a server or a
// proxy may have echoed.
func Redact(s, key string) string {
	if len(key) >= known {
		s = strings.ReplaceAll(s, key, "[key]")
	}
	s = masked.ReplaceAllString(s, "[key]")
	words := strings.Fields(s)
	for i, w := range words {
		if len(key) >= known && strings.Contains(w, key[:known]) {
			words[i] = "[key]"
		}
	}
	return strings.Join(words, " ")
}
