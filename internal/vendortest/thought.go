package vendortest

import (
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// thinking checks that a model's thoughts are told apart from its reply, by all that tell them; of a
// vendor's models there is one at least.
func (s Subject) thinking(t *testing.T) {
	tell := 0
	for _, model := range s.Models {
		s.run(t, model+" thinks", func(b *bench) {
			b.Mind.Reply = func(vendors.Prompt) vendors.Script {
				return vendors.Script{Thought: []string{"Hm. ", "Well."}, Text: []string{"Yes."}}
			}
			said := ""
			err := b.driver("", model).Generate(b.Context(), visavis.Prompt{Sampling: visavis.Sampling{Effort: "high"}}, func(d visavis.Delta) {
				if said += d.Text; d.Thought != "" {
					said += "{" + d.Thought + "}"
				}
			})
			switch {
			case err == nil && said == "{Hm. }{Well.}Yes.":
				tell++
			case err != nil || said != "Yes." || b.Mind.Prompts()[0].Thoughts:
				b.Errorf("said %q: %v", said, err)
			}
		})
	}
	if tell == 0 {
		t.Errorf("none of %v told its thoughts", s.Models)
	}
}
