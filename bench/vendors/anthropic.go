package vendors

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Anthropic simulates the Messages API, streamed, and the models' descriptions:
// https://platform.claude.com/docs/en/api/messages. Paths begin with /v1.
type Anthropic struct {
	Vendor
	Mind
}

// anthropicModel is what one of Anthropic's models takes.
type anthropicModel struct {
	temperature bool
	prefill     bool   // a reply may be begun for it
	thinking    string // values of thinking.type, separated by spaces
	efforts     string // values of output_config.effort; empty: there are none
}

// anthropicModels returns the models that are there, by name.
func anthropicModels() map[string]anthropicModel {
	const all = "low medium high xhigh max"
	return map[string]anthropicModel{
		"claude-haiku-4-5":          {true, true, "enabled disabled", ""},
		"claude-sonnet-4-5":         {true, true, "enabled disabled", ""},
		"claude-opus-4-5":           {true, true, "enabled disabled", "low medium high"},
		"claude-sonnet-4-6":         {true, false, "enabled disabled adaptive", "low medium high max"},
		"claude-opus-4-7":           {false, false, "disabled adaptive", all},
		"claude-sonnet-5":           {false, false, "disabled adaptive", all},
		"claude-opus-5":             {false, false, "disabled adaptive", all},
		"claude-haiku-5-5":          {false, false, "disabled adaptive", all},
		"claude-sonnet-5-5":         {false, false, "between_tools adaptive", all},
		"claude-opus-5-5":           {false, false, "adaptive", all},
		"claude-haiku-4-5-20251001": {true, true, "enabled disabled", ""},
	}
}

func (a *Anthropic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ok := a.open(w, r, a.Pace)
	defer c.leave()
	if !ok {
		return
	}
	w.Header().Set("Request-Id", "req_"+strings.ReplaceAll(c.id(), "-", ""))
	model, isModel := strings.CutPrefix(r.URL.Path, "/v1/models/")
	switch {
	case !a.knows(r.Header.Get("X-Api-Key")):
		c.error(anthropicError(&wrong{401, "authentication_error", "", "invalid x-api-key"}))
	case r.Header.Get("Anthropic-Version") != "2023-06-01":
		c.reject(anthropicError(&wrong{400, "invalid_request_error", "", "anthropic-version: header is required"}))
	case r.Header.Get("Authorization") != "":
		c.reject(anthropicError(&wrong{400, "invalid_request_error", "", "two credentials were sent"}))
	case isModel && r.Method == http.MethodGet:
		a.describe(c, model)
	case r.URL.Path == "/v1/models" && r.Method == http.MethodGet:
		a.list(c)
	case r.URL.Path == "/v1/messages" && isPost(r):
		a.message(c)
	default:
		c.reject(anthropicError(&wrong{404, "not_found_error", "", "Not found"}))
	}
}

func anthropicError(w *wrong) (*wrong, any) {
	return w, object{"type": "error", "error": object{"type": w.kind, "message": w.message}}
}

func anthropicDescription(name string) object {
	return object{"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z"}
}

func (a *Anthropic) describe(c *call, model string) {
	if _, ok := anthropicModels()[model]; !ok {
		c.error(anthropicError(&wrong{404, "not_found_error", "", "model: " + model}))
		return
	}
	body, _ := json.Marshal(anthropicDescription(model))
	c.refuse(http.StatusOK, string(body))
}

func (a *Anthropic) list(c *call) {
	var data []object
	for _, name := range slices.Sorted(maps.Keys(anthropicModels())) {
		data = append(data, anthropicDescription(name))
	}
	body, _ := json.Marshal(object{"data": data, "has_more": false, "first_id": data[0]["id"], "last_id": data[len(data)-1]["id"]})
	c.refuse(http.StatusOK, string(body))
}

func (a *Anthropic) message(c *call) {
	p, w := readAnthropic(c.body)
	if w != nil {
		c.decline(anthropicError(w))
		return
	}
	script := a.think(p)
	s := anthropicStream{stream: c.stream("text/event-stream; charset=utf-8")}
	if s.write(c, p, script) == nil {
		s.end()
	}
}

// anthropicStream writes a reply as events.
type anthropicStream struct {
	*stream
	block int // the next one's number
}

func (s *anthropicStream) event(name string, members object, words int) error {
	members["type"] = name
	return s.send(event(name, members), words)
}

func (s *anthropicStream) write(c *call, p Prompt, script Script) error {
	message := object{
		"id": "msg_" + strings.ReplaceAll(c.id(), "-", ""), "type": "message", "role": "assistant", "model": p.Model,
		"content": []object{}, "stop_reason": nil, "stop_sequence": nil, "usage": object{"input_tokens": 12, "output_tokens": 1},
	}
	if err := s.event("message_start", object{"message": message}, 0); err != nil {
		return err
	}
	if err := s.event("ping", object{}, 0); err != nil {
		return err
	}
	if err := s.think(p, script); err != nil {
		return err
	}
	if len(script.Text) > 0 {
		if err := s.blockOf(object{"type": "text", "text": ""}, "text_delta", "text", script.Text, 1); err != nil {
			return err
		}
	}
	for _, call := range script.Calls {
		id := cmp.Or(call.ID, "toolu_"+strings.ReplaceAll(c.id(), "-", ""))
		block := object{"type": "tool_use", "id": id, "name": call.Name, "input": object{}}
		parts := append([]string{""}, quarters(call.Arguments)...)
		if err := s.blockOf(block, "input_json_delta", "partial_json", parts, 0); err != nil {
			return err
		}
	}
	return s.stop(script)
}

// think writes a block of thoughts. Without display=summarized it is signed, and empty.
func (s *anthropicStream) think(p Prompt, script Script) error {
	if len(script.Thought) == 0 {
		return nil
	}
	thought := script.Thought
	if !p.Thoughts {
		thought = nil
	}
	index := s.block
	block := object{"type": "thinking", "thinking": "", "signature": ""}
	signature := object{"type": "signature_delta", "signature": "EqQBCgIYAhIM"}
	return s.open(block, func() error {
		for _, part := range thought {
			if err := s.event("content_block_delta", object{"index": index, "delta": object{"type": "thinking_delta", "thinking": part}}, 0); err != nil {
				return err
			}
		}
		return s.event("content_block_delta", object{"index": index, "delta": signature}, 0)
	})
}

// blockOf writes a block of content in pieces.
func (s *anthropicStream) blockOf(block object, kind, member string, parts []string, words int) error {
	index := s.block
	return s.open(block, func() error {
		for _, part := range parts {
			if err := s.event("content_block_delta", object{"index": index, "delta": object{"type": kind, member: part}}, words); err != nil {
				return err
			}
		}
		return nil
	})
}

// open writes the beginning and the end of a block around what fill writes.
func (s *anthropicStream) open(block object, fill func() error) error {
	index := s.block
	s.block++
	if err := s.event("content_block_start", object{"index": index, "content_block": block}, 0); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	return s.event("content_block_stop", object{"index": index}, 0)
}

func (s *anthropicStream) stop(script Script) error {
	delta := object{"stop_reason": "end_turn", "stop_sequence": nil}
	switch {
	case script.Stop == Cut:
		delta["stop_reason"] = "max_tokens"
	case script.Stop != Complete:
		delta["stop_reason"] = "refusal"
		delta["stop_details"] = object{"type": "refusal", "category": nil, "explanation": "This request was declined."}
	case len(script.Calls) > 0:
		delta["stop_reason"] = "tool_use"
	}
	if err := s.event("message_delta", object{"delta": delta, "usage": object{"output_tokens": 15}}, 0); err != nil {
		return err
	}
	return s.event("message_stop", object{}, 0)
}
