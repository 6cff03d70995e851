package openai

import (
	"encoding/json"

	sdk "github.com/openai/openai-go/v3"

	"github.com/visavis/visavis"
)

// calls puts calls together that come in pieces, several side by side. OpenAI numbers them; other
// servers send each whole, some without identifiers, some with the same number for all of them.
type calls struct {
	all  []*visavis.Call // in order of their first piece
	open map[int64]*visavis.Call
}

func (c *calls) take(d sdk.ChatCompletionChunkChoiceDeltaToolCall) {
	call := c.open[d.Index]
	if call == nil || begins(call, d) {
		call = new(visavis.Call)
		if c.open == nil {
			c.open = make(map[int64]*visavis.Call)
		}
		c.open[d.Index] = call
		c.all = append(c.all, call)
	}
	if d.ID != "" {
		call.ID = d.ID
	}
	if d.Function.Name != "" {
		call.Name = d.Function.Name
	}
	call.Arguments += d.Function.Arguments
}

// begins reports whether a piece with the number of call is the first of another one: it has another
// identifier, or it names a function while all of call's arguments are there.
func begins(call *visavis.Call, d sdk.ChatCompletionChunkChoiceDeltaToolCall) bool {
	if call.ID != "" && d.ID != "" {
		return call.ID != d.ID
	}
	return d.Function.Name != "" && d.Function.Arguments != "" && json.Valid([]byte(call.Arguments))
}
