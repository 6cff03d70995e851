package server

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// asking is a brain that notes what it is asked.
type asking struct{ got *visavis.Prompt }

func (a asking) Generate(_ context.Context, p visavis.Prompt, _ func(visavis.Delta)) error {
	*a.got = p
	return nil
}

// TestWishes: each element of a chain is asked in its own way, and who stands in as the first.
func TestWishes(t *testing.T) {
	var got visavis.Prompt
	c := Config{Brains: []Brain{
		{ID: "openai/a", Generator: asking{&got}}, {ID: "anthropic/b", Generator: asking{&got}}, {ID: "script", Generator: asking{&got}},
	}}.withDefaults()
	c.Brains[0].Fallbacks = []string{"script"}
	brains, err := c.chooseBrains("agent.think", []wire.Think{
		{Provider: wire.ThinkProvider{Type: "open_ai", Model: "a"}, Prompt: "Be kind.", ContextLength: new(wire.ContextLength(10))},
		{Provider: wire.ThinkProvider{Type: "anthropic", Model: "b", ReasoningMode: "high"}, Prompt: "Be brief."},
	})
	if err != nil || len(brains) != 3 {
		t.Fatalf("%d brains: %v", len(brains), err)
	}
	asked := visavis.Prompt{System: "Be kind.\n\nSpeak French.", Sampling: visavis.Sampling{Effort: "low"},
		Messages: []visavis.Message{{Role: visavis.User, Text: "long ago"}, {Role: visavis.Assistant, Text: "yes"}, {Role: visavis.User, Text: "now"}}}
	for i, want := range []struct {
		system, effort string
		messages       int
	}{
		{"Be kind.\n\nSpeak French.", "low", 2}, {"Be brief.\n\nSpeak French.", "high", 3}, {"Be kind.\n\nSpeak French.", "low", 2},
	} {
		if err := generatorOf(brains[i]).Generate(t.Context(), asked, nil); err != nil {
			t.Fatal(err)
		}
		if got.System != want.system || got.Sampling.Effort != want.effort || len(got.Messages) != want.messages {
			t.Errorf("%s was asked %+v", brains[i].ID, got)
		}
	}
}

// TestLatest: what is left of a long conversation is its end, in one piece, and never without the question.
func TestLatest(t *testing.T) {
	user := func(n int) visavis.Message { return visavis.Message{Role: visavis.User, Text: strings.Repeat("ü", n)} }
	agent := func(n int) visavis.Message {
		return visavis.Message{Role: visavis.Assistant, Text: strings.Repeat("ü", n)}
	}
	calls := visavis.Message{Role: visavis.Assistant, Calls: []visavis.CallResult{{Call: visavis.Call{Name: "f", Arguments: "{}"}, Response: "yes"}}}
	for name, tt := range map[string]struct {
		messages []visavis.Message
		limit    int
		want     int // are left
	}{
		"all":                      {[]visavis.Message{user(3), agent(3), user(3)}, 9, 3},
		"all but one":              {[]visavis.Message{user(3), agent(3), user(3)}, 8, 2},
		"the question":             {[]visavis.Message{user(3), agent(3), user(3)}, 1, 1},
		"the question's calls":     {[]visavis.Message{user(3), agent(3), user(3), calls}, 1, 2},
		"no calls without theirs":  {[]visavis.Message{user(3), calls, agent(3), user(3)}, 13, 2},
		"calls with what they are": {[]visavis.Message{user(3), calls, agent(3), user(3)}, 15, 4},
		"nothing":                  {nil, 5, 0},
		"nobody asked":             {[]visavis.Message{agent(3), calls}, 1, 2},
	} {
		if got := latest(tt.messages, tt.limit); len(got) != tt.want {
			t.Errorf("%s: %d are left, want %d: %+v", name, len(got), tt.want, got)
		}
	}
}

// TestLatestOfAnything: of random conversations the end is left, which fits or begins with the question.
func TestLatestOfAnything(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		var all []visavis.Message
		for range random.IntN(12) {
			m := visavis.Message{Role: visavis.User, Text: strings.Repeat("x", 1+random.IntN(20))}
			if m.Role = visavis.User; random.IntN(2) == 0 {
				m.Role = visavis.Assistant
			}
			if random.IntN(4) == 0 {
				m = visavis.Message{Role: visavis.Assistant, Calls: []visavis.CallResult{{Response: "done"}}}
			}
			all = append(all, m)
		}
		limit := 1 + random.IntN(80)
		got := latest(all, limit)
		question := lastOfUser(all)
		switch begins := len(all) - len(got); {
		case begins > question:
			t.Fatalf("the question is gone: %+v of %+v", got, all)
		case begins < question && (length(got...) > limit || got[0].Calls != nil):
			t.Fatalf("%d characters are left of %d allowed: %+v", length(got...), limit, got)
		}
	}
}
