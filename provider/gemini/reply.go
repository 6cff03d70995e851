package gemini

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"google.golang.org/genai"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
)

// reply is a reply while it comes.
type reply struct {
	ids     *dialogue.IDs
	emit    func(visavis.Delta)
	any     bool // something was emitted
	reason  genai.FinishReason
	blocked string // why the prompt was not answered; empty: it was
}

func (r *reply) finished() bool { return r.reason != "" || r.blocked != "" }

// take takes the next piece.
func (r *reply) take(chunk *genai.GenerateContentResponse) {
	if f := chunk.PromptFeedback; f != nil && f.BlockReason != "" {
		r.blocked = cmp.Or(f.BlockReasonMessage, string(f.BlockReason))
	}
	for _, c := range chunk.Candidates {
		if c.Index != 0 {
			continue // nobody asked for alternatives
		}
		if c.Content != nil {
			r.parts(c.Content.Parts)
		}
		if c.FinishReason != "" {
			r.reason = c.FinishReason
		}
	}
}

func (r *reply) parts(parts []*genai.Part) {
	for _, p := range parts {
		switch {
		case p.FunctionCall != nil:
			r.any = true
			r.emit(visavis.Delta{Call: r.call(p)})
		case p.Text != "" && p.Thought:
			r.emit(visavis.Delta{Thought: p.Text})
		case p.Text != "":
			r.any = true
			r.emit(visavis.Delta{Text: p.Text})
		}
	}
}

func (r *reply) call(p *genai.Part) *visavis.Call {
	f := p.FunctionCall
	arguments, err := json.Marshal(f.Args)
	if err != nil || f.Args == nil {
		arguments = []byte("{}")
	}
	return &visavis.Call{
		ID: r.ids.Fresh(f.ID), Name: f.Name, Arguments: string(arguments),
		Signature: base64.StdEncoding.EncodeToString(p.ThoughtSignature),
	}
}

// end judges how a reply ended that came to its end.
func (r *reply) end(s vendor.Service) error {
	stopped := func(what, why string) error {
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: what + ": " + why})
	}
	switch {
	case r.blocked != "":
		return stopped("the prompt was blocked", r.blocked)
	case r.reason == genai.FinishReasonStop:
		return nil
	case r.reason == genai.FinishReasonMaxTokens && r.any:
		return nil
	case r.reason == genai.FinishReasonMaxTokens:
		return stopped("the reply was cut off before a word of it", "by its limit")
	case r.reason == genai.FinishReasonMalformedFunctionCall, r.reason == genai.FinishReasonOther:
		// The model stumbled; it need not do so again.
		return s.Error(vendor.Failure{Message: "the reply broke off: " + string(r.reason)})
	}
	return stopped("the reply was stopped", string(r.reason))
}
