package openai

import (
	"strings"
	"testing"
)

func TestFamilies(t *testing.T) {
	for model, want := range map[string]string{
		"gpt-4o": "", "gpt-4o-mini-2024-07-18": "", "gpt-3.5-turbo": "", "gpt-4.1-nano": "", "chatgpt-4o-latest": "", "gpt-5-chat-latest": "", "gpt-5.3-chat-latest": "",
		"o3": "low medium high", "o4-mini": "low medium high", "o1-2024-12-17": "low medium high",
		"gpt-5": "minimal low medium high", "gpt-5-nano-2025-08-07": "minimal low medium high", "openai/gpt-5-mini": "minimal low medium high",
		"gpt-5-pro": "high", "gpt-5.2-pro-2025-12-11": "high",
		"gpt-5.1": "none low medium high", "gpt-5.2-2025-12-11": "none low medium high",
		"gpt-5.4-mini": "none low medium high mute", "gpt-5.6-sol": "none low medium high mute", "gpt-6-luna": "none low medium high mute", "gpt-6-sol": "none low medium high mute",
		"gpt-6-astra": "low medium high", "gpt-6.1-sol": "low medium high",
		"gpt-oss:20b": "foreign", "llama3.2": "foreign", "ollama-3": "foreign", "o": "foreign", "qwen3:4b": "foreign",
	} {
		f := familyOf(model)
		got := strings.Join(f.efforts, " ")
		if f.mute {
			got += " mute"
		}
		if f.foreign {
			got += "foreign"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", model, got, want)
		}
	}
}

// The end is seen wherever a body is cut, and nowhere else.
func FuzzDoneWatch(f *testing.F) {
	f.Add("data: {}\n\n", 3)
	f.Add(`data: "data: [DONE]"`, 9)
	f.Add("data:[DONE", 4)
	f.Fuzz(func(t *testing.T, body string, cut int) {
		check := func(body string, want bool) {
			t.Helper()
			at := max(0, min(cut, len(body)))
			var w doneWatch
			w.scan([]byte(body[:at]))
			w.scan([]byte(body[at:]))
			if w.seen != want {
				t.Errorf("in %q, cut at %d, an end was seen: %v", body, at, w.seen)
			}
		}
		seen := false
		for line := range strings.SplitSeq(body, "\n") {
			seen = seen || strings.HasPrefix(strings.ReplaceAll(line, " ", ""), doneMark)
		}
		check(body, seen)
		check(body+"\ndata: [DONE]\n\n", true)
	})
}

func FuzzErrorEvent(f *testing.F) {
	f.Add(`{"error":{"message":"m","code":502}}`)
	f.Add(`{"error":"m"}`)
	f.Fuzz(func(t *testing.T, data string) {
		if e := errorEvent([]byte(data)); e.Status != 0 && (e.Status < 400 || e.Status > 599) {
			t.Errorf("%q has status %d", data, e.Status)
		}
	})
}
