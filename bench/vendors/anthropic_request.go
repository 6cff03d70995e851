package vendors

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/visavis/visavis"
)

// anthropicRequest has the members of a request that clients of ours have a use for. The real server
// knows some more, and refuses what it does not know.
type anthropicRequest struct {
	Model       string             `json:"model"`
	MaxTokens   int                `json:"max_tokens"`
	System      []anthropicBlock   `json:"system"`
	Messages    []anthropicMessage `json:"messages"`
	Stream      bool               `json:"stream"`
	Temperature *float64           `json:"temperature"`
	Thinking    struct {
		Type    string `json:"type"`
		Display string `json:"display"`
	} `json:"thinking"`
	OutputConfig struct {
		Effort string `json:"effort"`
	} `json:"output_config"`
	ToolChoice struct {
		Type string `json:"type"`
	} `json:"tool_choice"`
	Tools []struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		InputSchema json.RawMessage `json:"input_schema"`
	} `json:"tools"`
}

type anthropicMessage struct {
	Role    string           `json:"role"`
	Content []anthropicBlock `json:"content"`
}

// anthropicBlock is text, tool_use, or tool_result, whose content is blocks of text.
type anthropicBlock struct {
	Type      string           `json:"type"`
	Text      string           `json:"text"`
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Input     json.RawMessage  `json:"input"`
	ToolUseID string           `json:"tool_use_id"`
	IsError   bool             `json:"is_error"`
	Content   []anthropicBlock `json:"content"`
}

// readAnthropic returns the prompt of a request, or why it is refused.
func readAnthropic(body []byte) (Prompt, *wrong) {
	var r anthropicRequest
	bad := func(err error) (Prompt, *wrong) {
		return Prompt{}, &wrong{400, "invalid_request_error", "", err.Error()}
	}
	if err := strictly(body, &r); err != nil {
		return bad(err)
	}
	model, ok := anthropicModels()[r.Model]
	if !ok {
		return Prompt{}, &wrong{404, "not_found_error", "", "model: " + r.Model}
	}
	if err := errors.Join(r.checkSampling(model), r.checkOrder(model)); err != nil {
		return bad(err)
	}
	p := Prompt{Model: r.Model, Temperature: r.Temperature, Effort: strings.TrimSpace(r.OutputConfig.Effort + " " + r.Thinking.Type)}
	p.Thoughts = r.Thinking.Display == "summarized"
	seen := make(map[string]bool)
	for _, t := range r.Tools {
		tool := visavis.Tool{Name: t.Name, Description: t.Description, Parameters: t.InputSchema}
		if err := checkTool(tool, seen); err != nil {
			return bad(fmt.Errorf("tools: %w", err))
		}
		if r.ToolChoice.Type != "none" {
			p.Tools = append(p.Tools, tool)
		}
	}
	p.System, p.Turns = textOf(r.System), anthropicTurns(r.Messages)
	return p, nil
}

func (r anthropicRequest) checkSampling(m anthropicModel) error {
	switch {
	case !r.Stream:
		return says("this simulator only streams")
	case r.MaxTokens < 1:
		return says("max_tokens: Field required")
	case r.Temperature != nil && !m.temperature:
		return says("`temperature` is deprecated for this model.")
	case r.Temperature != nil && (*r.Temperature < 0 || *r.Temperature > 1):
		return says("temperature: range: 0..1")
	case r.Thinking.Type != "" && !slices.Contains(strings.Fields(m.thinking), r.Thinking.Type):
		return says("%q is not supported for this model. Use one of %s and \"output_config.effort\" to control thinking behavior.", "thinking.type."+r.Thinking.Type, m.thinking)
	case r.Thinking.Display != "" && (r.Thinking.Type != "adaptive" || !slices.Contains([]string{"summarized", "omitted"}, r.Thinking.Display)):
		return says("thinking.display: Input should be 'summarized' or 'omitted'")
	case r.Temperature != nil && *r.Temperature != 1 && r.Thinking.Type == "adaptive":
		return says("`temperature` may only be set to 1 when thinking is enabled.")
	case r.OutputConfig.Effort != "" && m.efforts == "":
		return says("This model does not support the effort parameter.")
	case r.OutputConfig.Effort != "" && !slices.Contains(strings.Fields(m.efforts), r.OutputConfig.Effort):
		return says("output_config.effort: Input should be one of %s", m.efforts)
	}
	return nil
}

// checkOrder finds messages in an order that the server refuses: the user begins, sides alternate,
// and calls are answered, each once, at the beginning of the next message.
func (r anthropicRequest) checkOrder(m anthropicModel) error {
	if len(r.Messages) == 0 || r.Messages[0].Role != "user" {
		return says(`messages: first message must use the "user" role`)
	}
	var waiting []string
	used := make(map[string]bool)
	for i, msg := range r.Messages {
		if i > 0 && msg.Role == r.Messages[i-1].Role || msg.Role != "user" && msg.Role != "assistant" {
			return says("messages.%d: roles must alternate between \"user\" and \"assistant\", but found %q", i, msg.Role)
		}
		if err := msg.answers(waiting); err != nil {
			return fmt.Errorf("messages.%d: %w", i, err)
		}
		var err error
		if waiting, err = msg.check(used); err != nil {
			return fmt.Errorf("messages.%d: %w", i, err)
		}
	}
	last := r.Messages[len(r.Messages)-1]
	switch {
	case len(waiting) > 0:
		return says("`tool_use` ids were found without `tool_result` blocks at the end")
	case last.Role == "assistant" && !m.prefill:
		return says("This model does not support assistant message prefill. The conversation must end with a user message.")
	case len(used) > 0 && len(r.Tools) == 0:
		return says("Requests which include `tool_use` or `tool_result` blocks must define tools")
	}
	return nil
}

// answers finds calls of the message before that this one does not answer, and answers to none.
func (m anthropicMessage) answers(waiting []string) error {
	var answered []string
	for i, b := range m.Content {
		if b.Type != "tool_result" {
			continue
		}
		if i != len(answered) {
			return says("tool_result blocks must come first in the content")
		}
		answered = append(answered, b.ToolUseID)
	}
	slices.Sort(answered)
	slices.Sort(waiting)
	if !slices.Equal(answered, waiting) {
		return says("`tool_use` ids %v, but `tool_result` blocks of %v in the next message", waiting, answered)
	}
	return nil
}

// anthropicID is the form of a call's identifier.
var anthropicID = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

// check checks the blocks and returns the calls that want an answer.
func (m anthropicMessage) check(used map[string]bool) (calls []string, err error) {
	if len(m.Content) == 0 {
		return nil, says("all messages must have non-empty content")
	}
	for _, b := range m.Content {
		switch {
		case b.Type == "text" && strings.TrimSpace(b.Text) == "":
			return nil, says("text content blocks must contain non-whitespace text")
		case b.Type == "text":
		case b.Type == "tool_result" && m.Role == "user":
		case b.Type == "tool_use" && m.Role == "assistant":
			if !anthropicID.MatchString(b.ID) || used[b.ID] || !toolName.MatchString(b.Name) || !isObject(string(b.Input)) {
				return nil, says("invalid or repeated tool_use %q of %q with %s", b.ID, b.Name, b.Input)
			}
			used[b.ID] = true
			calls = append(calls, b.ID)
		default:
			return nil, says("a block of type %q in a message of the %s", b.Type, m.Role)
		}
	}
	return calls, nil
}

func textOf(blocks []anthropicBlock) string {
	var text []string
	for _, b := range blocks {
		text = append(text, b.Text)
	}
	return strings.Join(text, "")
}

// anthropicTurns returns a history that is in order.
func anthropicTurns(messages []anthropicMessage) []Said {
	var turns []Said
	calls := make(map[string]visavis.Call)
	for _, m := range messages {
		said := Said{Role: m.Role}
		for _, b := range m.Content {
			switch b.Type {
			case "text":
				said.Text += b.Text
			case "tool_use":
				call := visavis.Call{ID: b.ID, Name: b.Name, Arguments: string(b.Input)}
				calls[b.ID], said.Calls = call, append(said.Calls, call)
			case "tool_result":
				said.Results = append(said.Results, visavis.CallResult{Call: calls[b.ToolUseID], Response: textOf(b.Content), Failed: b.IsError})
			}
		}
		turns = append(turns, said)
	}
	return turns
}
