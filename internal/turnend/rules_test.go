package turnend

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestRules: the quiets that a conversation and a stream of turns go by.
func TestRules(t *testing.T) {
	usual := Rules{EOT: 0.7, Timeout: 5 * time.Second}
	for name, tt := range map[string]struct{ got, want time.Duration }{
		"the default is the hang-over":      {usual.Over("hello there"), Hangover},
		"words that call for more get more": {usual.Over("I want the"), 800 * time.Millisecond},
		"they are cut at the hang-over":     {usual.Cut(), Hangover},
		"less confidence is sooner":         {Rules{EOT: 0.5, Timeout: time.Second}.Over(""), 265 * time.Millisecond},
		"the timeout ends all":              {Rules{EOT: 1, Timeout: 3 * time.Second}.Over("and"), 3 * time.Second},
		"an utterance does not grow":        {Rules{EOT: 1, Timeout: 3 * time.Second}.Cut(), longestCut},
		"an eager end is cut for":           {Rules{EOT: 0.9, Eager: 0.3, Timeout: time.Second}.Cut(), shortPause},
	} {
		if d := tt.got - tt.want; d < -time.Millisecond || d > time.Millisecond {
			t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
		}
	}
	if _, is := usual.Expected(""); is {
		t.Error("an end is expected that nobody asked for")
	}
}

// TestRulesAreInOrder: the text is asked for before anything depends on it, and an end is expected
// before it is there.
func TestRulesAreInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		r := Rules{
			EOT: 0.5 + random.Float64()/2, Eager: random.Float64() * 0.9,
			Timeout: time.Duration(500+random.IntN(59_500)) * time.Millisecond,
		}
		for _, text := range []string{"", "hello", "and", "well,"} {
			expected, is := r.Expected(text)
			if r.Cut() > r.Over(text) || is && (expected < r.Cut() || expected >= r.Over(text)) {
				t.Fatalf("%+v after %q: cut %v, expected %v (%v), over %v", r, text, r.Cut(), expected, is, r.Over(text))
			}
		}
	}
}
