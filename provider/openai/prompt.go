package openai

import (
	"cmp"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// request is a prompt in OpenAI's form.
func (g *Generator) request(p visavis.Prompt) sdk.ChatCompletionNewParams {
	params := sdk.ChatCompletionNewParams{
		Model:    shared.ChatModel(g.cfg.Model),
		Messages: []sdk.ChatCompletionMessageParamUnion{sdk.SystemMessage(dialogue.System(g.cfg.System, p.System))},
	}
	for _, t := range dialogue.Turns(p.Messages) {
		params.Messages = append(params.Messages, messages(t)...)
	}
	for _, t := range p.Tools {
		params.Tools = append(params.Tools, tool(t))
	}
	f := familyOf(g.cfg.Model)
	if !f.foreign {
		params.Store = param.NewOpt(false) // or OpenAI keeps the conversation, depending on the account
	}
	f.sample(&params, p.Sampling)
	return params
}

// messages returns a turn and, after calls, their results.
func messages(t dialogue.Turn) []sdk.ChatCompletionMessageParamUnion {
	if t.Role != visavis.Assistant {
		return []sdk.ChatCompletionMessageParamUnion{sdk.UserMessage(t.Text)}
	}
	said := new(sdk.ChatCompletionAssistantMessageParam)
	if t.Text != "" {
		said.Content.OfString = param.NewOpt(t.Text)
	}
	out := []sdk.ChatCompletionMessageParamUnion{{OfAssistant: said}}
	for _, c := range t.Calls {
		said.ToolCalls = append(said.ToolCalls, sdk.ChatCompletionMessageToolCallUnionParam{
			OfFunction: &sdk.ChatCompletionMessageFunctionToolCallParam{
				ID: c.ID,
				Function: sdk.ChatCompletionMessageFunctionToolCallFunctionParam{
					Name: c.Name, Arguments: string(dialogue.Arguments(c.Call)),
				},
			},
		})
		out = append(out, sdk.ToolMessage(result(c), c.ID))
	}
	return out
}

// result is what came of a call. The protocol has no mark for a failure, so it is said.
func result(c visavis.CallResult) string {
	if c.Failed {
		return "The call failed: " + cmp.Or(c.Response, "no reason is known")
	}
	return c.Response
}

func tool(t visavis.Tool) sdk.ChatCompletionToolUnionParam {
	f := shared.FunctionDefinitionParam{Name: t.Name, Parameters: dialogue.Schema(t)}
	if t.Description != "" {
		f.Description = param.NewOpt(t.Description)
	}
	return sdk.ChatCompletionFunctionTool(f)
}
