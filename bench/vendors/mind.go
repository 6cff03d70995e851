package vendors

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/visavis/visavis"
)

// Mind is what simulators of language models share: who may ask, what they answer, and what they
// were asked. Simulators embed it.
type Mind struct {
	Key   string              // the only one that is accepted; empty: any
	Pace  Pace                // of prompts
	Reply func(Prompt) Script // nil: Obliging

	mu      sync.Mutex
	prompts []Prompt
}

// Prompt is what a model was asked, whatever the vendor's form of it.
type Prompt struct {
	Model       string
	System      string
	Turns       []Said
	Tools       []visavis.Tool
	Temperature *float64
	Effort      string // as the vendor writes it: "low", "budget 0", "disabled"
	Thoughts    bool   // are to be told; OpenAI's protocol has no word for it
}

// Said is one message of a prompt.
type Said struct {
	Role    string // user or assistant
	Text    string
	Calls   []visavis.Call       // the assistant's
	Results []visavis.CallResult // the user's; arguments are with the call
}

// Script is a reply.
type Script struct {
	Thought []string // what is considered first, piece by piece; told to those who ask for it
	Text    []string // as it comes, piece by piece
	Calls   []visavis.Call
	Stop    Stop
}

// Stop is why a reply ends.
type Stop int

const (
	Complete Stop = iota // with calls or without
	Cut                  // by the limit of its length
	Refused              // by the model
	Filtered             // by the vendor
)

// Prompts returns what was asked so far, oldest first; prompts that were refused are not among them.
func (m *Mind) Prompts() []Prompt {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.prompts)
}

// think returns the reply to a prompt.
func (m *Mind) think(p Prompt) Script {
	m.mu.Lock()
	m.prompts = append(m.prompts, p)
	m.mu.Unlock()
	reply := m.Reply
	if reply == nil {
		reply = Obliging
	}
	return reply(p)
}

// knows reports whether a key is accepted.
func (m *Mind) knows(key string) bool { return key != "" && (m.Key == "" || key == m.Key) }

// places finds "in Rome" and "in New York".
var places = regexp.MustCompile(`\bin ((?:[A-Z]\w+ ?)+)`)

// Obliging is a model that calls the first tool it is given, once for every place that the user names
// ("in Rome and in Oslo") or once at all, and tells what came of it. Without tools it repeats what it
// was told. It speaks word by word.
func Obliging(p Prompt) Script {
	last := p.Turns[len(p.Turns)-1]
	switch {
	case len(last.Results) > 0:
		var told []string
		for _, r := range last.Results {
			told = append(told, r.Response)
		}
		return Script{Text: pieces("I was told: " + strings.Join(told, " and ") + ".")}
	case len(p.Tools) > 0:
		return Script{Calls: callFor(p.Tools[0], last.Text)}
	}
	return Script{Text: pieces("You said: " + last.Text)}
}

func callFor(t visavis.Tool, text string) []visavis.Call {
	found := places.FindAllStringSubmatch(text, -1)
	if found == nil {
		return []visavis.Call{{Name: t.Name, Arguments: "{}"}}
	}
	var calls []visavis.Call
	for _, place := range found {
		arguments, _ := json.Marshal(map[string]string{parameter(t): strings.TrimSpace(place[1])})
		calls = append(calls, visavis.Call{Name: t.Name, Arguments: string(arguments)})
	}
	return calls
}

// parameter returns the name of a tool's first required parameter.
func parameter(t visavis.Tool) string {
	var schema struct{ Required []string }
	if json.Unmarshal(t.Parameters, &schema) != nil || len(schema.Required) == 0 {
		return "place"
	}
	return schema.Required[0]
}

// pieces cuts text as models do: before each space.
func pieces(text string) []string {
	var out []string
	for text != "" {
		end := strings.IndexByte(text[1:], ' ') + 1
		if end == 0 {
			end = len(text)
		}
		out, text = append(out, text[:end]), text[end:]
	}
	return out
}

// quarters cuts a call's arguments as models do: anywhere.
func quarters(text string) []string {
	var out []string
	for step := len(text)/4 + 1; text != ""; {
		n := min(step, len(text))
		out, text = append(out, text[:n]), text[n:]
	}
	return out
}

// strictly decodes a body and refuses members that the vendor does not know.
func strictly(body []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// wrong is a request that a vendor refuses, in its own words.
type wrong struct {
	status  int
	kind    string // the vendor's word: "invalid_request_error"
	code    string // finer, where the vendor has one
	message string
}

// words are what is wrong with a request, as the vendor says it.
type words string

func (w words) Error() string { return string(w) }

func says(format string, args ...any) error { return words(fmt.Sprintf(format, args...)) }

// event returns a server-sent event; the name may be empty.
func event(name string, data any) []byte {
	text, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Errorf("marshal event: %w", err)) // of our own types
	}
	if name != "" {
		return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", name, text)
	}
	return fmt.Appendf(nil, "data: %s\n\n", text)
}

// reject answers a request that a client should not have made, and records it.
func (c *call) reject(w *wrong, body any) {
	c.violate(w.kind, "%s", w.message)
	c.error(w, body)
}

// decline answers a prompt that is not to be answered. A model that is not there is the fault of
// whoever chose it, not of the client.
func (c *call) decline(w *wrong, body any) {
	if w.status == http.StatusNotFound {
		c.error(w, body)
		return
	}
	c.reject(w, body)
}

// error answers with a vendor's error.
func (c *call) error(w *wrong, body any) {
	text, _ := json.Marshal(body)
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.refuse(w.status, string(text))
}

// toolName is what all vendors take for the name of a function.
var toolName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// checkTool finds tools that a vendor would refuse.
func checkTool(t visavis.Tool, seen map[string]bool) error {
	var schema struct {
		Type       string
		Properties map[string]json.RawMessage
	}
	switch {
	case !toolName.MatchString(t.Name):
		return fmt.Errorf("tool name %q does not match %s", t.Name, toolName)
	case seen[t.Name]:
		return fmt.Errorf("tool %q is declared twice", t.Name)
	case json.Unmarshal(t.Parameters, &schema) != nil || schema.Type != "object" || schema.Properties == nil:
		return fmt.Errorf("the parameters of tool %q are no schema of an object with properties: %s", t.Name, t.Parameters)
	}
	seen[t.Name] = true
	return nil
}

// isObject reports whether text is a JSON object.
func isObject(text string) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal([]byte(text), &members) == nil && members != nil
}

// isPost reports whether a request has a JSON body as every vendor wants it.
func isPost(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}
