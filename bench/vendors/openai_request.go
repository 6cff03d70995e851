package vendors

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/visavis/visavis"
)

// openAIRequest has the members of a request that clients of ours have a use for. The real server
// knows some more, and refuses what it does not know.
type openAIRequest struct {
	Model           string          `json:"model"`
	Messages        []openAIMessage `json:"messages"`
	Stream          bool            `json:"stream"`
	Store           bool            `json:"store"`
	Temperature     *float64        `json:"temperature"`
	ReasoningEffort string          `json:"reasoning_effort"`
	Tools           []struct {
		Type     string `json:"type"`
		Function struct {
			Name        string          `json:"name"`
			Description string          `json:"description"`
			Parameters  json.RawMessage `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
}

type openAIMessage struct {
	Role       string  `json:"role"`
	Content    *string `json:"content"`
	ToolCallID string  `json:"tool_call_id"`
	ToolCalls  []struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Function struct {
			Name      string `json:"name"`
			Arguments string `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
}

// readOpenAI returns the prompt of a request, or why it is refused.
func readOpenAI(body []byte) (Prompt, *wrong) {
	var r openAIRequest
	bad := func(err error) (Prompt, *wrong) {
		return Prompt{}, &wrong{400, "invalid_request_error", "", err.Error()}
	}
	if err := strictly(body, &r); err != nil {
		return bad(err)
	}
	model, ok := openAIModels()[r.Model]
	if !ok {
		return Prompt{}, &wrong{404, "invalid_request_error", "model_not_found", fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", r.Model)}
	}
	if err := errors.Join(r.checkSampling(model), r.checkOrder()); err != nil {
		return bad(err)
	}
	p := Prompt{Model: r.Model, Temperature: r.Temperature, Effort: r.ReasoningEffort}
	seen := make(map[string]bool)
	for _, t := range r.Tools {
		tool := visavis.Tool{Name: t.Function.Name, Description: t.Function.Description, Parameters: t.Function.Parameters}
		if t.Type != "function" {
			return bad(says("Invalid value: '%s'. Supported values are: 'function'.", t.Type))
		}
		if err := checkTool(tool, seen); err != nil {
			return bad(says("Invalid 'tools': %v", err))
		}
		p.Tools = append(p.Tools, tool)
	}
	p.System, p.Turns = openAITurns(r.Messages)
	return p, nil
}

func (r openAIRequest) checkSampling(m openAIModel) error {
	effort := r.ReasoningEffort
	if effort == "" {
		effort = m.usual
	}
	switch {
	case !r.Stream:
		return says("this simulator only streams")
	case r.Store:
		return says("nobody asked for the conversation to be kept")
	case r.Temperature != nil && (*r.Temperature < 0 || *r.Temperature > 2):
		return says("Invalid 'temperature': %v", *r.Temperature)
	case m.efforts == "" && r.ReasoningEffort != "":
		return says("Unrecognized request argument supplied: reasoning_effort")
	case m.efforts != "" && !slices.Contains(strings.Fields(m.efforts), effort):
		return says("Unsupported value: 'reasoning_effort' does not support '%s' with this model. Supported values are: %s.", effort, m.efforts)
	case m.efforts != "" && effort != "none" && r.Temperature != nil && *r.Temperature != 1:
		return says("Unsupported value: 'temperature' does not support %v with this model. Only the default (1) value is supported.", *r.Temperature)
	case len(r.Tools) > 0 && m.tools != "" && m.tools != effort:
		return says("Function tools with reasoning_effort are not supported for %s in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.", r.Model)
	}
	return nil
}

// checkOrder finds messages in an order that the server refuses: calls are answered, each once, before
// anybody says anything else.
func (r openAIRequest) checkOrder() error {
	if len(r.Messages) == 0 {
		return says("Invalid 'messages': empty array.")
	}
	waiting := make(map[string]bool)
	used := make(map[string]bool)
	for i, m := range r.Messages {
		if m.Role == "tool" {
			if !waiting[m.ToolCallID] || m.Content == nil {
				return says("messages[%d]: messages with role 'tool' must be a response to a preceding message with 'tool_calls'", i)
			}
			delete(waiting, m.ToolCallID)
			continue
		}
		if len(waiting) > 0 {
			return says("messages[%d]: An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id': %v", i, waiting)
		}
		if err := m.check(waiting, used); err != nil {
			return fmt.Errorf("messages[%d]: %w", i, err)
		}
	}
	if len(waiting) > 0 {
		return says("tool calls without answer: %v", waiting)
	}
	return nil
}

// check checks a message that is not a tool's and notes its calls.
func (m openAIMessage) check(waiting, used map[string]bool) error {
	switch m.Role {
	case "system", "developer", "user", "assistant":
	default:
		return says("Invalid value: '%s'", m.Role)
	}
	if m.Content == nil && len(m.ToolCalls) == 0 || len(m.ToolCalls) > 0 && m.Role != "assistant" || m.ToolCallID != "" {
		return says("a message of role '%s' with these members: content %v, %d calls", m.Role, m.Content, len(m.ToolCalls))
	}
	for _, call := range m.ToolCalls {
		if call.ID == "" || used[call.ID] || call.Type != "function" || !toolName.MatchString(call.Function.Name) || !isObject(call.Function.Arguments) {
			return says("invalid or repeated tool call %+v", call)
		}
		waiting[call.ID], used[call.ID] = true, true
	}
	return nil
}

// openAITurns returns the instructions and the rest of a history that is in order.
func openAITurns(messages []openAIMessage) (system string, turns []Said) {
	calls := make(map[string]visavis.Call)
	for _, m := range messages {
		said := Said{Role: m.Role}
		if m.Content != nil {
			said.Text = *m.Content
		}
		switch m.Role {
		case "system", "developer":
			system += said.Text
			continue
		case "tool":
			turns = addResult(turns, visavis.CallResult{Call: calls[m.ToolCallID], Response: said.Text})
			continue
		}
		for _, c := range m.ToolCalls {
			call := visavis.Call{ID: c.ID, Name: c.Function.Name, Arguments: c.Function.Arguments}
			calls[c.ID], said.Calls = call, append(said.Calls, call)
		}
		turns = append(turns, said)
	}
	return system, turns
}

// addResult adds a result to those that end a history, or begins a turn with it.
func addResult(turns []Said, r visavis.CallResult) []Said {
	if n := len(turns); n > 0 && len(turns[n-1].Results) > 0 {
		turns[n-1].Results = append(turns[n-1].Results, r)
		return turns
	}
	return append(turns, Said{Role: "user", Results: []visavis.CallResult{r}})
}
