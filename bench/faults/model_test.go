package faults

import (
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// model is a vendor of language models, as its faults are tested.
type model struct {
	brain, path string
	vendor      func(w *world) *vendors.Vendor
}

func models() []model {
	return []model{
		{gpt, openaiPath, func(w *world) *vendors.Vendor { return &w.openai.Vendor }},
		{flash, geminiPath, func(w *world) *vendors.Vendor { return &w.gemini.Vendor }},
		{haiku, anthropicPath, func(w *world) *vendors.Vendor { return &w.anthropic.Vendor }},
	}
}

// second is who answers when a model does not.
func (m model) second() string {
	if m.brain == haiku {
		return gpt
	}
	return haiku
}

// scenarios are what may go wrong with a model. A reply that has begun is not begun anew; what failed
// before is asked again or of another, and nobody hears a difference but the wait.
func (m model) scenarios() []scenario {
	const s = time.Second
	faults := func(faults ...vendors.Fault) func(*world) {
		for i := range faults {
			faults[i].Path = m.path
		}
		return func(w *world) { m.vendor(w).Inject(faults...) }
	}
	here := func(n int) map[string]int { return map[string]int{m.path: n} }
	takesOver := func(why string) []string { return []string{m.brain + " " + why + "; " + m.second() + " takes over."} }
	return []scenario{
		{name: "it hangs before the first token, once",
			breaks: faults(at("", from, hangs)), within: 7 * s, brain: m.second(), calls: here(1), told: takesOver("did not answer")},
		{name: "it is slow",
			breaks: faults(at("", from, vendors.Stall{For: 2 * s})), within: 4 * s, calls: here(1)},
		{name: "it hangs after the first token",
			breaks: faults(at("", chunks(8), hangs)), within: 7 * s, gap: 6 * s, says: "I lost my thread.", calls: here(1),
			told: []string{"THINK_REQUEST_FAILED The brain failed."}},
		{name: "it pauses after the first tokens",
			breaks: faults(at("", chunks(10), vendors.Stall{For: 3 * s})), within: 6 * s, gap: 3 * s, calls: here(1)},
		{name: "429",
			breaks: faults(at("", from, refuse(429))), within: 2 * s, calls: here(2)},
		{name: "429, wait half a second",
			breaks: faults(at("", from, refuse(429, "Retry-After", "0.5"))), within: 2500 * time.Millisecond, calls: here(2)},
		{name: "429, wait a minute",
			breaks: faults(at("", from, refuse(429, "Retry-After", "60"))), within: 2 * s, brain: m.second(), calls: here(1), told: takesOver("is asked too much")},
		{name: "500",
			breaks: faults(at("", from, refuse(500))), within: 2 * s, calls: here(2)},
		{name: "500 twice",
			breaks: faults(at("", from, refuse(500)), at("", from, refuse(503))), within: 3 * s, brain: m.second(), calls: here(2), told: takesOver("failed with status 503")},
		{name: "400",
			breaks: faults(at("", from, refuse(400))), within: 2 * s, brain: m.second(), calls: here(1), told: takesOver("failed with status 400")},
		{name: "401",
			breaks: faults(at("", from, refuse(401))), within: 2 * s, brain: m.second(), calls: here(1), told: takesOver("refused the key")},
		{name: "402",
			breaks: faults(at("", from, refuse(402))), within: 2 * s, brain: m.second(), calls: here(1), told: takesOver("is not paid for")},
		{name: "the connection dies before the first token",
			breaks: faults(at("", from, dies)), within: 2 * s, calls: here(2)},
		{name: "the stream breaks off",
			breaks: faults(at("", chunks(14), dies)), within: 2 * s, says: "I lost my thread.", calls: here(1),
			told: []string{"THINK_REQUEST_FAILED The brain failed."}},
		{name: "a malformed event",
			breaks: faults(at("", chunks(14), vendors.Garbage{Data: "event: content_block_delta\ndata: {\"type\":\n\n"})), within: 2 * s, says: "I lost my thread.", calls: here(1),
			told: []string{"THINK_REQUEST_FAILED The brain failed."}},
		{name: "a byte at a time",
			breaks: faults(at("", from, vendors.Dribble{Every: time.Millisecond})), within: 15 * s, gap: 15 * s, calls: here(1)},
	}
}

// TestModels: what goes wrong with a language model costs an answer's beginning at most.
func TestModels(t *testing.T) {
	for _, m := range models() {
		t.Run(brainNames[m.brain], func(t *testing.T) {
			playAll(t, m.scenarios(), func(sc *scenario) {
				sc.setup.brains = []string{m.brain, m.second()}
				sc.alone = m.brain != gpt // once is enough: the neighbour does not notice either
			})
		})
	}
}
