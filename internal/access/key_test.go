package access

import (
	"regexp"
	"strings"
	"testing"
)

func TestNewKey(t *testing.T) {
	text, key := NewKey("alice")
	if !regexp.MustCompile(`^vv_[A-Za-z0-9_-]{43}$`).MatchString(text) {
		t.Errorf("%q cannot travel as a subprotocol, or has too few bits", text)
	}
	if again, _ := NewKey("alice"); again == text {
		t.Error("two keys are alike")
	}
	read, err := ParseKey("alice", key.Text())
	if err != nil || read != key {
		t.Errorf("%v, %v", read, err)
	}
	if k, ok := (keyring{{Name: "other"}, read}).find(text); !ok || k.Name != "alice" {
		t.Error("the key is not found by its hash")
	}
	if _, ok := (keyring{}).find(text); ok {
		t.Error("a key is found where there is none")
	}
}

func TestParseKeyRefuses(t *testing.T) {
	text, key := NewKey("")
	for _, bad := range []string{"", text, key.Text()[7:], key.Text()[:70], key.Text() + "00", "sha256:" + strings.Repeat("g", 64), "sha1:00"} {
		_, err := ParseKey("alice", bad)
		if err == nil || !strings.Contains(err.Error(), "visavis token new") {
			t.Errorf("%q: %v", bad, err)
		}
		if err != nil && len(bad) > 10 && strings.Contains(err.Error(), bad[5:]) {
			t.Errorf("the error quotes it: %v", err)
		}
	}
}

// FuzzParseKey: what is read is written the same, but for the case of digits.
func FuzzParseKey(f *testing.F) {
	_, key := NewKey("")
	f.Add(key.Text())
	f.Add("sha256:")
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseKey("", text); err == nil && !strings.EqualFold(k.Text(), text) {
			t.Errorf("%q becomes %q", text, k.Text())
		}
	})
}
