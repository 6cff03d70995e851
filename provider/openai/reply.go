package openai

import (
	"encoding/json"
	"net/http"
	"slices"

	sdk "github.com/openai/openai-go/v3"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
)

// reply is a reply while it comes.
type reply struct {
	ids    *dialogue.IDs
	emit   func(visavis.Delta)
	calls  calls
	said   bool
	reason string // why it ended; empty: not told yet
}

func (r *reply) finished() bool { return r.reason != "" }

// take takes the next piece.
func (r *reply) take(chunk sdk.ChatCompletionChunk) {
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue // nobody asked for alternatives
		}
		if thought := thoughtIn(choice.Delta); thought != "" {
			r.emit(visavis.Delta{Thought: thought})
		}
		r.say(choice.Delta.Content)
		r.say(choice.Delta.Refusal) // a refusal is an answer, too, and to be heard
		for _, d := range choice.Delta.ToolCalls {
			r.calls.take(d)
		}
		if choice.FinishReason != "" {
			r.reason = choice.FinishReason
		}
	}
}

// thoughtIn is what a model considers, which OpenAI does not tell: vLLM, Ollama, llama.cpp and DeepSeek
// call it the one or the other, and some send both names with the same text.
func thoughtIn(d sdk.ChatCompletionChunkChoiceDelta) (text string) {
	for _, member := range []string{"reasoning_content", "reasoning"} {
		raw := d.JSON.ExtraFields[member].Raw()
		if json.Unmarshal([]byte(raw), &text) == nil && text != "" {
			return text
		}
	}
	return ""
}

func (r *reply) say(text string) {
	if text != "" {
		r.said = true
		r.emit(visavis.Delta{Text: text})
	}
}

// end emits the calls and judges how the reply ended.
func (r *reply) end(s vendor.Service) error {
	if r.reason == "content_filter" {
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: "a content filter stopped the reply"})
	}
	calls := slices.DeleteFunc(r.calls.all, func(c *visavis.Call) bool { return c.Name == "" })
	if r.reason == "length" && !r.said && len(calls) == 0 {
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: "the reply was cut off by its limit before a word of it"})
	}
	for _, c := range calls {
		c.ID = r.ids.Fresh(c.ID)
		r.emit(visavis.Delta{Call: c})
	}
	return nil
}
