package vendors

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/visavis/visavis"
)

// signed begins the signatures that the simulator gives, and unsigned is what Google documents in
// place of one.
const (
	signed   = "thought behind "
	unsigned = "skip_thought_signature_validator"
)

// geminiRequest has the members of a request that clients of ours have a use for. The real server
// knows some more, and refuses what it does not know.
type geminiRequest struct {
	Contents          []geminiContent `json:"contents"`
	SystemInstruction geminiContent   `json:"systemInstruction"`
	Tools             []struct {
		FunctionDeclarations []struct {
			Name                 string          `json:"name"`
			Description          string          `json:"description"`
			ParametersJSONSchema json.RawMessage `json:"parametersJsonSchema"`
		} `json:"functionDeclarations"`
	} `json:"tools"`
	GenerationConfig struct {
		Temperature    *float64 `json:"temperature"`
		ThinkingConfig *struct {
			IncludeThoughts bool   `json:"includeThoughts"`
			ThinkingBudget  *int   `json:"thinkingBudget"`
			ThinkingLevel   string `json:"thinkingLevel"`
		} `json:"thinkingConfig"`
	} `json:"generationConfig"`
}

type geminiContent struct {
	Role  string       `json:"role"`
	Parts []geminiPart `json:"parts"`
}

type geminiPart struct {
	Text             string            `json:"text"`
	ThoughtSignature []byte            `json:"thoughtSignature"`
	FunctionCall     *geminiCall       `json:"functionCall"`
	FunctionResponse *geminiCallResult `json:"functionResponse"`
}

type geminiCall struct {
	ID   string          `json:"id"`
	Name string          `json:"name"`
	Args json.RawMessage `json:"args"`
}

type geminiCallResult struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Response struct {
		Output *string `json:"output"`
		Error  *string `json:"error"`
	} `json:"response"`
}

// readGemini returns the prompt of a request, or why it is refused.
func readGemini(body []byte, name string) (Prompt, *wrong) {
	model, ok := geminiModels()[name]
	if !ok {
		return Prompt{}, noGemini(name)
	}
	var r geminiRequest
	err := strictly(body, &r)
	if err == nil {
		err = r.check(model)
	}
	if err != nil {
		return Prompt{}, &wrong{400, "INVALID_ARGUMENT", "", err.Error()}
	}
	p := Prompt{Model: name, Temperature: r.GenerationConfig.Temperature, Effort: r.effort(), Tools: r.tools()}
	for _, part := range r.SystemInstruction.Parts {
		p.System += part.Text
	}
	p.Turns = geminiTurns(r.Contents)
	if t := r.GenerationConfig.ThinkingConfig; t != nil {
		p.Thoughts = t.IncludeThoughts
	}
	return p, nil
}

// effort is how much thought a request asks for.
func (r geminiRequest) effort() string {
	t := r.GenerationConfig.ThinkingConfig
	switch {
	case t == nil:
		return ""
	case t.ThinkingBudget != nil:
		return fmt.Sprintf("budget %d", *t.ThinkingBudget)
	}
	return t.ThinkingLevel
}

func (r geminiRequest) tools() []visavis.Tool {
	var tools []visavis.Tool
	for _, t := range r.Tools {
		for _, f := range t.FunctionDeclarations {
			tools = append(tools, visavis.Tool{Name: f.Name, Description: f.Description, Parameters: f.ParametersJSONSchema})
		}
	}
	return tools
}

// check finds the first thing that the server would refuse.
func (r geminiRequest) check(m geminiModel) error {
	seen := make(map[string]bool)
	for _, t := range r.tools() {
		if err := checkTool(t, seen); err != nil {
			return err
		}
	}
	if err := r.checkSampling(m); err != nil {
		return err
	}
	if err := checkContents(r.Contents); err != nil {
		return err
	}
	return checkSignatures(r.Contents, m)
}

func (r geminiRequest) checkSampling(m geminiModel) error {
	temperature, t := r.GenerationConfig.Temperature, r.GenerationConfig.ThinkingConfig
	switch {
	case temperature != nil && (*temperature < 0 || *temperature > 2):
		return says("temperature %v is not in 0..2", *temperature)
	case t == nil:
		return nil
	case t.ThinkingBudget != nil && t.ThinkingLevel != "":
		return says("You can only set only one of thinking budget and thinking level.")
	case t.ThinkingBudget != nil && m.most == 0:
		return says("Thinking budget is not supported for this model.")
	case t.ThinkingBudget != nil && (*t.ThinkingBudget < m.least || *t.ThinkingBudget > m.most):
		return says("The thinking budget %d is invalid. Please choose a value between %d and %d.", *t.ThinkingBudget, m.least, m.most)
	case t.ThinkingLevel != "" && !slices.Contains(strings.Fields(m.levels), t.ThinkingLevel):
		return says("Thinking level %s is not supported for this model.", t.ThinkingLevel)
	}
	return nil
}

// checkContents finds contents in an order that the server refuses: the user begins and ends, calls
// follow what the user says, and their results, all and nothing else, follow them.
func checkContents(contents []geminiContent) error {
	if len(contents) == 0 || contents[0].Role != "user" || contents[len(contents)-1].Role != "user" {
		return says("Please ensure that the contents begin and end with a user turn.")
	}
	var waiting []geminiCall
	for i, c := range contents {
		calls, results, err := c.sort()
		switch {
		case err != nil:
			return fmt.Errorf("contents[%d]: %w", i, err)
		case len(calls) > 0 && contents[i-1].Role != "user":
			return says("contents[%d]: Please ensure that function call turn comes immediately after a user turn or after a function response turn.", i)
		case len(results) != len(waiting):
			return says("contents[%d]: Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn: %d, %d", i, len(results), len(waiting))
		}
		for j, r := range results {
			if w := waiting[j]; r.ID != w.ID || r.Name != w.Name || (r.Response.Output == nil) == (r.Response.Error == nil) {
				return says("contents[%d]: function response %+v does not answer %+v", i, r, w)
			}
		}
		waiting = calls
	}
	return nil
}

// sort returns the calls and results of a content, which holds one kind of them or text.
func (c geminiContent) sort() (calls []geminiCall, results []geminiCallResult, err error) {
	if len(c.Parts) == 0 || c.Role != "user" && c.Role != "model" {
		return nil, nil, says("a content of role %q with %d parts", c.Role, len(c.Parts))
	}
	for _, p := range c.Parts {
		switch {
		case p.FunctionCall != nil && c.Role == "model" && toolName.MatchString(p.FunctionCall.Name):
			calls = append(calls, *p.FunctionCall)
		case p.FunctionResponse != nil && c.Role == "user":
			results = append(results, *p.FunctionResponse)
		case p.Text == "" || p.FunctionCall != nil || p.FunctionResponse != nil:
			return nil, nil, says("a part of the %s that may not be there: %+v", c.Role, p)
		}
	}
	if len(results) > 0 && len(results) < len(c.Parts) {
		return nil, nil, says("function responses and text in one content")
	}
	return calls, results, nil
}

// checkSignatures finds calls of the current turn, since the user last spoke, without the signature
// they were given.
func checkSignatures(contents []geminiContent, m geminiModel) error {
	for i := len(contents) - 1; i >= 0 && m.signs; i-- {
		first := contents[i].Parts[0]
		if contents[i].Role == "user" && first.FunctionResponse == nil {
			return nil
		}
		n := slices.IndexFunc(contents[i].Parts, func(p geminiPart) bool { return p.FunctionCall != nil })
		if n < 0 {
			continue
		}
		call := contents[i].Parts[n]
		if s := string(call.ThoughtSignature); s != unsigned && s != signed+call.FunctionCall.Name {
			return says("Function call is missing a thought_signature in functionCall parts: %q, position %d, has %q", call.FunctionCall.Name, i, s)
		}
	}
	return nil
}

// geminiTurns returns a history that is in order.
func geminiTurns(contents []geminiContent) []Said {
	var turns []Said
	var waiting []visavis.Call
	for _, c := range contents {
		said := Said{Role: strings.Replace(c.Role, "model", "assistant", 1)}
		for _, p := range c.Parts {
			said.Text += p.Text
			if f := p.FunctionCall; f != nil {
				said.Calls = append(said.Calls, visavis.Call{ID: f.ID, Name: f.Name, Arguments: string(f.Args)})
			}
			if f := p.FunctionResponse; f != nil {
				said.Results = append(said.Results, f.result(waiting[len(said.Results)]))
			}
		}
		waiting = said.Calls
		turns = append(turns, said)
	}
	return turns
}

func (f geminiCallResult) result(c visavis.Call) visavis.CallResult {
	r := visavis.CallResult{Call: c, Failed: f.Response.Error != nil}
	for _, text := range []*string{f.Response.Output, f.Response.Error} {
		if text != nil {
			r.Response = *text
		}
	}
	return r
}
