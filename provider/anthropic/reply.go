package anthropic

import (
	"cmp"
	"net/http"

	sdk "github.com/anthropics/anthropic-sdk-go"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
)

// reply is a reply while it comes, block after block.
type reply struct {
	ids     *dialogue.IDs
	emit    func(visavis.Delta)
	call    *visavis.Call // of the block that is open; nil: it is none
	given   string        // its arguments, when they came at once
	any     bool          // something was emitted
	reason  sdk.StopReason
	details sdk.RefusalStopDetails
	stopped bool // the last event has come
}

// take takes the next event.
func (r *reply) take(e sdk.MessageStreamEventUnion) {
	switch e.Type {
	case "content_block_start":
		r.begin(e.ContentBlock)
	case "content_block_delta":
		r.piece(e.Delta)
	case "content_block_stop":
		r.complete()
	case "message_delta":
		r.reason, r.details = e.Delta.StopReason, e.Delta.StopDetails
	case "message_stop":
		r.stopped = true
	}
}

func (r *reply) begin(b sdk.ContentBlockStartEventContentBlockUnion) {
	switch b.Type {
	case "text":
		r.say(b.Text)
	case "tool_use":
		r.call = &visavis.Call{ID: b.ID, Name: b.Name}
		r.given = b.JSON.Input.Raw()
	}
}

func (r *reply) piece(d sdk.MessageStreamEventUnionDelta) {
	switch d.Type {
	case "text_delta":
		r.say(d.Text)
	case "thinking_delta":
		if d.Thinking != "" {
			r.emit(visavis.Delta{Thought: d.Thinking})
		}
	case "input_json_delta":
		if r.call != nil {
			r.call.Arguments += d.PartialJSON
		}
	}
}

func (r *reply) say(text string) {
	if text != "" {
		r.any = true
		r.emit(visavis.Delta{Text: text})
	}
}

// complete emits the call of a block that ends, if it is one. A call without arguments may come
// without a piece of them.
func (r *reply) complete() {
	if r.call == nil {
		return
	}
	r.call.ID = r.ids.Fresh(r.call.ID)
	r.call.Arguments = cmp.Or(r.call.Arguments, r.given, "{}")
	r.any = true
	r.emit(visavis.Delta{Call: r.call})
	r.call = nil
}

// end judges how a reply ended that came to its end.
func (r *reply) end(s vendor.Service) error {
	switch {
	case r.reason == sdk.StopReasonRefusal:
		why := cmp.Or(r.details.Explanation, "the model refused to answer")
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: why})
	case r.reason == sdk.StopReasonMaxTokens && !r.any:
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: "the reply was cut off by its limit before a word of it"})
	case r.reason == sdk.StopReasonModelContextWindowExceeded && !r.any:
		return s.Error(vendor.Failure{Status: http.StatusOK, Message: "the conversation is too long for the model"})
	}
	return nil
}
