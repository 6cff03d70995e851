package gemini

import (
	"encoding/base64"
	"encoding/json"

	"google.golang.org/genai"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// unsigned is what Google documents in place of the signature of a call that Gemini did not make
// itself: after a change of engines.
const unsigned = "skip_thought_signature_validator"

// request is a prompt in Gemini's form.
func (g *Generator) request(p visavis.Prompt) ([]*genai.Content, *genai.GenerateContentConfig) {
	f := familyOf(g.cfg.Model)
	config := &genai.GenerateContentConfig{
		SystemInstruction: &genai.Content{Parts: []*genai.Part{{Text: dialogue.System(g.cfg.System, p.System)}}},
		Tools:             tools(p.Tools),
		// A reply that breaks off is not continued behind our back.
		AutomaticContinuation: new(false),
	}
	f.sample(config, p.Sampling)
	var contents []*genai.Content
	for _, t := range dialogue.Turns(p.Messages) {
		contents = append(contents, f.contents(t)...)
	}
	return contents, config
}

// contents returns a turn and, after calls, their results.
func (f family) contents(t dialogue.Turn) []*genai.Content {
	said := &genai.Content{Role: genai.RoleUser}
	if t.Role == visavis.Assistant {
		said.Role = genai.RoleModel
	}
	if t.Text != "" {
		said.Parts = append(said.Parts, &genai.Part{Text: t.Text})
	}
	if len(t.Calls) == 0 {
		return []*genai.Content{said}
	}
	results := &genai.Content{Role: genai.RoleUser}
	for i, c := range t.Calls {
		said.Parts = append(said.Parts, f.call(c.Call, i == 0))
		results.Parts = append(results.Parts, result(c))
	}
	return []*genai.Content{said, results}
}

// call returns a call that was made; of several at once the first is signed.
func (f family) call(c visavis.Call, first bool) *genai.Part {
	part := &genai.Part{FunctionCall: &genai.FunctionCall{ID: c.ID, Name: c.Name, Args: members(dialogue.Arguments(c))}}
	if signature, err := base64.StdEncoding.DecodeString(c.Signature); err == nil && len(signature) > 0 {
		part.ThoughtSignature = signature
	} else if first && f.signs {
		part.ThoughtSignature = []byte(unsigned)
	}
	return part
}

// members decodes an object of JSON.
func members(object json.RawMessage) map[string]any {
	var m map[string]any
	json.Unmarshal(object, &m) // dialogue.Arguments made sure of it
	return m
}

// result is what came of a call, under the names that Gemini gives to it.
func result(c visavis.CallResult) *genai.Part {
	name := "output"
	if c.Failed {
		name = "error"
	}
	return &genai.Part{FunctionResponse: &genai.FunctionResponse{ID: c.ID, Name: c.Name, Response: map[string]any{name: c.Response}}}
}

func tools(tools []visavis.Tool) []*genai.Tool {
	if len(tools) == 0 {
		return nil
	}
	all := new(genai.Tool)
	for _, t := range tools {
		all.FunctionDeclarations = append(all.FunctionDeclarations, &genai.FunctionDeclaration{
			Name: t.Name, Description: t.Description, ParametersJsonSchema: dialogue.Schema(t),
		})
	}
	return []*genai.Tool{all}
}
