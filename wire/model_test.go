package wire

import (
	"errors"
	"net/url"
	"regexp"
	"testing"
)

// The UUIDs are for good: clients keep them.
func TestModelUUID(t *testing.T) {
	for name, want := range map[string]string{
		"sphinx":          "d4d2c815-3ff0-51b7-a287-3ecb094c9d32",
		"deepgram/nova-3": "0c909cca-a71b-58e2-87f7-716cb55cd16d",
	} {
		if got := ModelUUID(name); got != want {
			t.Errorf("%s was %s and is now %s", name, want, got)
		}
	}
	version5 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]string{}
	for _, name := range []string{"", "a", "b", "a/b", "slt", "deepgram/aura-2-thalia-en", "日本"} {
		u := ModelUUID(name)
		if !version5.MatchString(u) || seen[u] != "" {
			t.Errorf("%q: %s is no UUID of version 5, or that of %q too", name, u, seen[u])
		}
		seen[u] = name
	}
}

func TestModelArchitecture(t *testing.T) {
	for name, want := range map[string]string{
		"sphinx":                         "sphinx",
		"en-gb":                          "en-gb",
		"deepgram/nova-3":                "nova-3",
		"deepgram/nova-3-medical":        "nova-3",
		"deepgram/nova-2-phonecall":      "nova-2",
		"deepgram/flux-general-en":       "flux",
		"deepgram/aura-2-thalia-en":      "aura-2",
		"deepgram/aura-asteria-en":       "aura",
		"openai/gpt-4o-mini-tts:alloy":   "gpt-4o-mini-tts",
		"kokoro/hexgrad/Kokoro:af_heart": "hexgrad/Kokoro",
	} {
		if got := ModelInfoOf(name).Arch; got != want {
			t.Errorf("%s is of %q, want %q", name, got, want)
		}
	}
}

func TestModelsQuery(t *testing.T) {
	for text, want := range map[string]bool{"": false, "include_outdated=true": true, "include_outdated=false&x=1": false} {
		values, _ := url.ParseQuery(text)
		if q, err := ParseModelsQuery(values); err != nil || q.IncludeOutdated != want {
			t.Errorf("%s: %v, %v", text, q, err)
		}
	}
	var wrong *QueryError
	if _, err := ParseModelsQuery(url.Values{"include_outdated": {"maybe"}}); !errors.As(err, &wrong) || wrong.Parameter != "include_outdated" {
		t.Errorf("maybe is taken: %v", err)
	}
}
