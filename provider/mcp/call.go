package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/visavis/visavis"
)

// maxResult is how much of a result the model is shown, in bytes.
const maxResult = 64 << 10

var errArguments = errors.New("the arguments are not a JSON object")

// caller calls one tool.
type caller struct {
	server     *server
	tool       string // the server's own name for it
	repeatable bool   // the server says that another call does no harm
}

// Call implements visavis.Caller. It waits as long as ctx lets it.
func (c *caller) Call(ctx context.Context, call visavis.Call) (string, error) {
	arguments, err := object(call.Arguments)
	if err != nil {
		return "", err
	}
	result, err := c.ask(ctx, arguments)
	if err != nil {
		return "", err
	}
	text := c.server.secrets.Redact(textOf(result))
	if result.IsError {
		return "", errors.New(firstSet(text, "the tool failed and did not say why"))
	}
	return text, nil
}

// ask makes the call, and a second time on a new connection when the first has certainly not been
// carried out or may be repeated.
func (c *caller) ask(ctx context.Context, arguments json.RawMessage) (*sdk.CallToolResult, error) {
	s, err := c.server.connected(ctx, nil)
	if err != nil {
		return nil, err
	}
	result, err := s.CallTool(ctx, &sdk.CallToolParams{Name: c.tool, Arguments: arguments})
	if ctx.Err() == nil && c.mayRepeat(err) {
		if s, err = c.server.connected(ctx, s); err != nil {
			return nil, err
		}
		result, err = s.CallTool(ctx, &sdk.CallToolParams{Name: c.tool, Arguments: arguments})
	}
	switch {
	case err == nil:
		return result, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case isAnswer(err) || isUnsent(err):
		return nil, c.server.fault("call "+c.tool, err)
	}
	return nil, fmt.Errorf("%w; whether it was carried out is not known", c.server.fault("call "+c.tool, err))
}

// mayRepeat reports whether a call that failed with err can be made again.
func (c *caller) mayRepeat(err error) bool {
	return err != nil && (isUnsent(err) || c.repeatable && !isAnswer(err))
}

// isUnsent reports whether nobody has looked at the call: the connection had ended before, or the
// server does not know its session any more.
func isUnsent(err error) bool {
	return errors.Is(err, sdk.ErrConnectionClosed) || errors.Is(err, sdk.ErrSessionMissing)
}

// isAnswer reports whether the server itself has refused the call.
func isAnswer(err error) bool {
	_, ok := errors.AsType[*jsonrpc.Error](err)
	return ok
}

// object checks that a model's arguments are what a tool takes.
func object(arguments string) (json.RawMessage, error) {
	if strings.TrimSpace(arguments) == "" {
		return json.RawMessage("{}"), nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(arguments), &members); err != nil || members == nil {
		return nil, errArguments
	}
	return json.RawMessage(arguments), nil
}

// textOf returns a result as text: what the server wrote for models, and otherwise its structure.
func textOf(r *sdk.CallToolResult) string {
	var parts []string
	for _, c := range r.Content {
		parts = append(parts, contentText(c))
	}
	text := strings.Join(parts, "\n")
	if text == "" && r.StructuredContent != nil {
		if b, err := json.Marshal(r.StructuredContent); err == nil {
			text = string(b)
		}
	}
	if len(text) > maxResult {
		text = strings.ToValidUTF8(text[:maxResult], "") + fmt.Sprintf("\n[cut after %d bytes]", maxResult)
	}
	return text
}

// contentText says what cannot be read out in brackets.
func contentText(c sdk.Content) string {
	switch c := c.(type) {
	case *sdk.TextContent:
		return c.Text
	case *sdk.ImageContent:
		return "[an image]"
	case *sdk.AudioContent:
		return "[a sound]"
	case *sdk.ResourceLink:
		return "[" + firstSet(c.Title, c.Name) + ": " + c.URI + "]"
	case *sdk.EmbeddedResource:
		if c.Resource != nil && c.Resource.Text != "" {
			return c.Resource.Text
		}
	}
	return "[a resource]"
}

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
