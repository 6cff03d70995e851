package vendors

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// OpenAI simulates Chat Completions, streamed, the list of models, transcriptions and speech:
// https://developers.openai.com/api/reference/resources/chat. Paths begin with /v1.
type OpenAI struct {
	Vendor
	Mind

	Heard string // in recordings that have none of the code in them
}

// openAIModel is what one of OpenAI's models takes.
type openAIModel struct {
	efforts string // of reasoning, separated by spaces; empty: it does not reason
	usual   string // the effort of a request without one
	tools   string // the only effort with functions; empty: any; "-": no functions
}

// openAIModels returns the models that are there, by name.
func openAIModels() map[string]openAIModel {
	classic := openAIModel{efforts: "low medium high", usual: "medium"}
	five := openAIModel{efforts: "minimal low medium high", usual: "medium"}
	silent := openAIModel{efforts: "none low medium high", usual: "none"}
	return map[string]openAIModel{
		"gpt-4o": {}, "gpt-4o-mini": {}, "gpt-4.1": {}, "gpt-5-chat-latest": {},
		"o3": classic, "o4-mini": classic,
		"gpt-5": five, "gpt-5-mini": five, "gpt-5-nano": five,
		"gpt-5.1": silent, "gpt-5.2": silent,
		"gpt-5.4-mini": {silent.efforts, "none", "none"},
		"gpt-5.6-luna": {silent.efforts, "medium", "none"},
		"gpt-6-luna":   {silent.efforts, "medium", "none"},
		"gpt-6-astra":  {classic.efforts, "medium", "-"},
		"gpt-6.1-sol":  {classic.efforts, "medium", "-"},
	}
}

func (o *OpenAI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ok := o.open(w, r, o.Pace)
	defer c.leave()
	if !ok {
		return
	}
	w.Header().Set("X-Request-Id", "req_"+strings.ReplaceAll(c.id(), "-", ""))
	key, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !bearer || !o.knows(key):
		c.error(openAIError(&wrong{401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: " + maskKey(key) + "."}))
	case r.URL.Path == "/v1/models" && r.Method == http.MethodGet:
		o.list(c)
	case r.URL.Path == "/v1/chat/completions" && isPost(r):
		o.complete(c)
	case r.URL.Path == "/v1/audio/transcriptions" && r.Method == http.MethodPost:
		o.transcribe(c)
	case r.URL.Path == "/v1/audio/speech" && isPost(r):
		o.speak(c)
	default:
		c.reject(openAIError(&wrong{404, "invalid_request_error", "unknown_url", "Unknown request URL: " + r.Method + " " + r.URL.Path}))
	}
}

// maskKey quotes a refused key as vendors do.
func maskKey(key string) string {
	if len(key) < 12 {
		return strings.Repeat("*", len(key))
	}
	return key[:8] + strings.Repeat("*", len(key)-12) + key[len(key)-4:]
}

// openAIError returns an error and its body.
func openAIError(w *wrong) (*wrong, any) {
	return w, map[string]any{"error": map[string]any{
		"message": w.message, "type": w.kind, "param": nil, "code": cmp.Or[any](w.code, nil),
	}}
}

func (o *OpenAI) list(c *call) {
	var data []map[string]any
	for _, name := range slices.Sorted(maps.Keys(openAIModels())) {
		data = append(data, map[string]any{"id": name, "object": "model", "created": 1715367049, "owned_by": "openai"})
	}
	body, _ := json.Marshal(map[string]any{"object": "list", "data": data})
	c.refuse(http.StatusOK, string(body))
}

func (o *OpenAI) complete(c *call) {
	p, w := readOpenAI(c.body)
	if w != nil {
		c.decline(openAIError(w))
		return
	}
	script := o.think(p)
	s := openAIStream{stream: c.stream("text/event-stream; charset=utf-8"), model: p.Model, id: "chatcmpl-" + c.id(), at: time.Now().Unix()}
	if s.write(c, script) == nil {
		s.end()
	}
}

// openAIStream writes a reply as chunks.
type openAIStream struct {
	*stream
	model, id string
	at        int64
}

type object = map[string]any

func (s openAIStream) write(c *call, script Script) error {
	if err := s.chunk(object{"role": "assistant", "content": "", "refusal": nil}, nil, 0); err != nil {
		return err
	}
	for _, thought := range script.Thought { // as other servers of the protocol do
		if err := s.chunk(object{"reasoning_content": thought}, nil, 0); err != nil {
			return err
		}
	}
	member := "content"
	if script.Stop == Refused {
		member = "refusal"
	}
	for _, text := range script.Text {
		if err := s.chunk(object{member: text}, nil, 1); err != nil {
			return err
		}
	}
	for i, call := range script.Calls {
		if err := s.call(i, cmp.Or(call.ID, "call_"+strings.ReplaceAll(c.id(), "-", "")), call.Name, call.Arguments); err != nil {
			return err
		}
	}
	if err := s.chunk(object{}, s.reason(script), 0); err != nil {
		return err
	}
	return s.send([]byte("data: [DONE]\n\n"), 0)
}

func (s openAIStream) call(index int, id, name, arguments string) error {
	first := object{"index": index, "id": id, "type": "function", "function": object{"name": name, "arguments": ""}}
	if err := s.chunk(object{"tool_calls": []object{first}}, nil, 0); err != nil {
		return err
	}
	for _, part := range quarters(arguments) {
		piece := object{"index": index, "function": object{"arguments": part}}
		if err := s.chunk(object{"tool_calls": []object{piece}}, nil, 0); err != nil {
			return err
		}
	}
	return nil
}

func (s openAIStream) reason(script Script) string {
	switch {
	case script.Stop == Cut:
		return "length"
	case script.Stop == Filtered:
		return "content_filter"
	case len(script.Calls) > 0:
		return "tool_calls"
	}
	return "stop"
}

func (s openAIStream) chunk(delta object, reason any, words int) error {
	return s.send(event("", object{
		"id": s.id, "object": "chat.completion.chunk", "created": s.at, "model": s.model,
		"service_tier": "default", "system_fingerprint": nil,
		"choices": []object{{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": reason}},
	}), words)
}
