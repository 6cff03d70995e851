package anthropic

import (
	"cmp"
	"regexp"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// request is a prompt in Anthropic's form.
func (g *Generator) request(p visavis.Prompt) sdk.MessageNewParams {
	turns := dialogue.Turns(p.Messages)
	params := sdk.MessageNewParams{
		Model:     sdk.Model(g.cfg.Model),
		MaxTokens: int64(g.cfg.MaxTokens),
		System:    []sdk.TextBlockParam{{Text: dialogue.System(g.cfg.System, p.System)}},
		Messages:  messages(turns),
		Tools:     tools(p.Tools),
	}
	if known := called(turns); len(params.Tools) == 0 && len(known) > 0 {
		// A history with calls is refused when no function is declared.
		params.Tools = tools(known)
		params.ToolChoice = sdk.ToolChoiceUnionParam{OfNone: new(sdk.ToolChoiceNoneParam)}
	}
	familyOf(g.cfg.Model).sample(&params, p.Sampling)
	return params
}

// messages alternates user and assistant: the results of calls begin the user's message after them.
func messages(turns []dialogue.Turn) []sdk.MessageParam {
	var out []sdk.MessageParam
	add := func(role sdk.MessageParamRole, blocks ...sdk.ContentBlockParamUnion) {
		if n := len(out); n > 0 && out[n-1].Role == role {
			out[n-1].Content = append(out[n-1].Content, blocks...)
			return
		}
		out = append(out, sdk.MessageParam{Role: role, Content: blocks})
	}
	for _, t := range turns {
		role := sdk.MessageParamRole(t.Role)
		if t.Text != "" {
			add(role, sdk.NewTextBlock(t.Text))
		}
		var results []sdk.ContentBlockParamUnion
		for _, c := range t.Calls {
			add(role, sdk.NewToolUseBlock(identifier(c.ID), dialogue.Arguments(c.Call), c.Name))
			results = append(results, sdk.NewToolResultBlock(identifier(c.ID), cmp.Or(c.Response, "(nothing)"), c.Failed))
		}
		if len(results) > 0 {
			add(sdk.MessageParamRoleUser, results...)
		}
	}
	return out
}

// foreign finds what Anthropic does not take in an identifier; a call may be another vendor's.
var foreign = regexp.MustCompile(`[^a-zA-Z0-9_-]`)

func identifier(id string) string { return foreign.ReplaceAllString(id, "_") }

func tools(tools []visavis.Tool) []sdk.ToolUnionParam {
	var out []sdk.ToolUnionParam
	for _, t := range tools {
		f := &sdk.ToolParam{Name: t.Name, InputSchema: schema(t)}
		if t.Description != "" {
			f.Description = param.NewOpt(t.Description)
		}
		out = append(out, sdk.ToolUnionParam{OfTool: f})
	}
	return out
}

// schema keeps all members of a schema; the SDK names only some of them.
func schema(t visavis.Tool) sdk.ToolInputSchemaParam {
	all := dialogue.Schema(t)
	s := sdk.ToolInputSchemaParam{Properties: all["properties"], ExtraFields: all}
	delete(all, "properties")
	delete(all, "type")
	return s
}

// called returns the functions that a history has calls of.
func called(turns []dialogue.Turn) []visavis.Tool {
	var out []visavis.Tool
	seen := make(map[string]bool)
	for _, t := range turns {
		for _, c := range t.Calls {
			if !seen[c.Name] {
				seen[c.Name] = true
				out = append(out, visavis.Tool{Name: c.Name})
			}
		}
	}
	return out
}
