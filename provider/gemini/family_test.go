package gemini

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/genai"

	"github.com/visavis/visavis"
)

func TestFamilies(t *testing.T) {
	for model, want := range map[string]struct{ least, high string }{
		"gemini-2.0-flash":       {"", ""},
		"gemini-2.5-flash":       {"budget 0", "budget 24576"},
		"gemini-2.5-flash-lite":  {"budget 0", "budget 24576"},
		"models/gemini-2.5-pro":  {"budget 128", "budget 24576"},
		"gemini-3-pro-preview":   {"LOW", "HIGH"},
		"gemini-3-flash-preview": {"MINIMAL", "HIGH"},
		"gemini-3.1-flash-lite":  {"MINIMAL", "HIGH"},
		"gemini-3.1-pro-preview": {"LOW", "HIGH"},
		"gemini-3.8-flash":       {"LOW", "HIGH"},
		"gemini-4-argon":         {"LOW", "HIGH"},
		"gemini-flash-latest":    {"LOW", "HIGH"},
	} {
		for effort, want := range map[string]string{"": want.least, "high": want.high} {
			config := new(genai.GenerateContentConfig)
			familyOf(model).sample(config, visavis.Sampling{Effort: effort})
			got := ""
			if c := config.ThinkingConfig; c != nil {
				got = string(c.ThinkingLevel)
				if c.ThinkingBudget != nil {
					got = fmt.Sprintf("budget %d", *c.ThinkingBudget)
				}
			}
			if got != want {
				t.Errorf("%s, effort %q: %q, want %q", model, effort, got, want)
			}
		}
	}
}

// A signature goes back as it came; a call of another engine's gets the one that stands for none,
// unless the model knows no signatures.
func TestSignatures(t *testing.T) {
	for _, tt := range []struct {
		model, signature string
		first            bool
		want             string
	}{
		{"gemini-3.8-flash", "c2lnbmVk", true, "signed"},
		{"gemini-2.5-flash", "c2lnbmVk", true, "signed"},
		{"gemini-3.8-flash", "", true, unsigned},
		{"gemini-3.8-flash", "not base64!", true, unsigned},
		{"gemini-3.8-flash", "", false, ""},
		{"gemini-2.5-flash", "", true, ""},
	} {
		part := familyOf(tt.model).call(visavis.Call{Name: "f", Signature: tt.signature}, tt.first)
		if got := string(part.ThoughtSignature); got != tt.want {
			t.Errorf("%+v: signature %q", tt, got)
		}
	}
}

func TestRetryDelay(t *testing.T) {
	for text, want := range map[string]time.Duration{"3s": 3 * time.Second, "3.5s": 3500 * time.Millisecond, "": 0, "soon": 0, "-3s": 0} {
		if got := retryDelay([]map[string]any{{"reason": "x"}, {"retryDelay": text}}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestUnprefixed(t *testing.T) {
	for s, want := range map[string]string{
		`doRequest: error sending request: Post "https://a/b?c": dial tcp: refused`: "dial tcp: refused",
		"iterateResponseStream: error unmarshalling data data:{oops. error: x":      "an event that cannot be read",
		"something else": "something else",
	} {
		if got := unprefixed(s); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}
