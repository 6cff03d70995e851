package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/wire"
)

// answering is a caller of the operator's, or of an endpoint.
type answering string

func (a answering) Call(context.Context, visavis.Call) (string, error) { return string(a), nil }

// withFunctions declares a function of every kind.
const withFunctions = `{"type":"Settings","audio":{},"agent":{"think":{"functions":[
	{"name":"get_weather","description":"Weather.","parameters":{"type":"object"},"defer_until_eot":true},
	{"name":"dim_lights"},
	{"name":"book","endpoint":{"url":"https://api.example.org/book"}}]}}}`

// functionConfig allows them all, and has a tool of the operator's.
func functionConfig() Config {
	return Config{
		Tools: []visavis.Tool{{Name: "lookup", Caller: answering("the customer's secrets")}},
		Endpoints: Endpoints{
			Hosts:    []string{"api.example.org"},
			Function: func(wire.Function, *http.Client) (visavis.Caller, error) { return answering("booked"), nil },
		},
	}
}

// roundOf makes the calls of a round, as a session would, and notes how each ended.
type roundOf struct {
	t     *testing.T
	s     *fakeSession
	mu    sync.Mutex
	ended []string
}

// make has the session report and carry out calls, for as long as limit.
func (r *roundOf) make(limit time.Duration, list ...visavis.Call) {
	r.s.put(conversation.Calling{Turn: 1, Calls: list})
	for _, call := range list {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			defer cancel()
			response, err := callerOf(r.s.cfg.Tools, call.Name).Call(ctx, call)
			if err != nil {
				response = err.Error()
			}
			r.mu.Lock()
			r.ended = append(r.ended, call.ID+": "+response)
			r.mu.Unlock()
			r.s.report(conversation.CallDone{Turn: 1, Took: time.Second, Result: visavis.CallResult{Call: call, Response: response, Failed: err != nil}})
		}()
	}
	synctest.Wait()
}

func (r *roundOf) outcomes() []string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.ended
	r.ended = nil
	return list // in the order of their ends; of those at one instant any
}

func callerOf(tools []visavis.Tool, name string) visavis.Caller {
	for _, t := range tools {
		if t.Name == name {
			return t.Caller
		}
	}
	return nil
}

func call(id, name string) visavis.Call {
	return visavis.Call{ID: id, Name: name, Arguments: `{"city":"Ulm"}`, Signature: "sig"}
}

func TestToolsOfASession(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		_, s := w.begin(withFunctions)
		expect(t, "tools", toolNames(s.cfg.Tools), "lookup get_weather dim_lights book")
		if f := s.cfg.Tools[1]; f.Description != "Weather." || string(f.Parameters) != `{"type":"object"}` {
			t.Errorf("the client's function became %+v with %s", f, f.Parameters)
		}
	})
}

func TestClientCarriesOutCalls(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		r := &roundOf{t: t, s: s}
		r.make(time.Minute, call("fc_1", "get_weather"), call("fc_2", "dim_lights"))
		expect(t, "request", c.texts(), []string{`{"type":"FunctionCallRequest","functions":[` +
			`{"id":"fc_1","name":"get_weather","arguments":"{\"city\":\"Ulm\"}","client_side":true,"thought_signature":"sig"},` +
			`{"id":"fc_2","name":"dim_lights","arguments":"{\"city\":\"Ulm\"}","client_side":true,"thought_signature":"sig"}]}`})
		expect(t, "outcomes before an answer", r.outcomes(), []string(nil))

		c.say(`{"type":"FunctionCallResponse","id":"fc_2","name":"dim_lights","content":"dimmed"}`)
		expect(t, "outcomes", r.outcomes(), []string{"fc_2: dimmed"})
		c.say(`{"type":"FunctionCallResponse","id":"fc_1","name":"get_weather","content":"18 C"}`)
		expect(t, "outcomes", r.outcomes(), []string{"fc_1: 18 C"})
		expect(t, "told besides", c.texts(), []string(nil))
	})
}

func TestAnswersThatNobodyAskedFor(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		unknown := `{"type":"FunctionCallResponse","id":"` + strings.Repeat("x", 1000) + `","content":""}`
		c.say(unknown)
		got := c.texts()
		if len(got) != 1 || !strings.Contains(got[0], "FUNCTION_CALL_FAILED") || len(got[0]) > 300 {
			t.Errorf("an answer to no call is answered with %.300v", got)
		}
		r := &roundOf{t: t, s: s}
		r.make(time.Minute, call("fc_1", "get_weather"), call("fc_2", "dim_lights"))
		c.take()
		s.run <- func(func(conversation.Output) error) error { // busy: the outcome does not get through yet
			c.say(`{"type":"FunctionCallResponse","id":"fc_1","content":"1"}`, `{"type":"FunctionCallResponse","id":"fc_1","content":"2"}`)
			time.Sleep(time.Second)
			return nil
		}
		time.Sleep(2 * time.Second)
		expect(t, "outcomes", r.outcomes(), []string{"fc_1: 1"})
		expect(t, "answered twice", c.types(), []string{"Warning FUNCTION_CALL_FAILED"})
		c.say(`{"type":"FunctionCallResponse","id":"fc_2","content":""}`)
		expect(t, "the other call", r.outcomes(), []string{"fc_2: "})
	})
}

func TestAnswerThatComesTooLate(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		r := &roundOf{t: t, s: s}
		r.make(3*time.Second, call("fc_1", "get_weather"))
		c.take()
		time.Sleep(4 * time.Second)
		expect(t, "outcomes", r.outcomes(), []string{"fc_1: " + context.DeadlineExceeded.Error()})
		expect(t, "told", c.texts(), []string{`{"type":"FunctionCallCancelled","functions":[{"id":"fc_1","name":"get_weather"}]}`})
		c.say(`{"type":"FunctionCallResponse","id":"fc_1","content":"late"}`)
		expect(t, "the late answer is answered with", c.texts(), []string(nil))
	})
}

func TestOthersCarryOutCalls(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		r := &roundOf{t: t, s: s}
		r.make(time.Minute, call("fc_1", "lookup"), call("fc_2", "book"))
		if got := r.outcomes(); len(got) != 2 {
			t.Errorf("outcomes are %v", got)
		}
		s.put(conversation.Remembered{Turn: 1, Message: visavis.Message{Role: visavis.Assistant, Calls: []visavis.CallResult{
			{Call: call("fc_1", "lookup"), Response: "the customer's secrets"}, {Call: call("fc_2", "book"), Response: "booked"},
		}}})
		expect(t, "told", c.texts(), []string{
			`{"type":"FunctionCallRequest","functions":[{"id":"fc_2","name":"book","arguments":"{\"city\":\"Ulm\"}","client_side":false,"thought_signature":"sig"}]}`,
			`{"type":"FunctionCallResponse","id":"fc_2","name":"book","content":"booked","thought_signature":"sig"}`,
			`{"type":"History","function_calls":[{"id":"fc_2","name":"book","arguments":"{\"city\":\"Ulm\"}","client_side":false,"thought_signature":"sig","response":"booked"}]}`,
		})
		s.put(conversation.Remembered{Turn: 1, Message: visavis.Message{Role: visavis.Assistant, Calls: []visavis.CallResult{{Call: call("fc_1", "lookup")}}}})
		expect(t, "told of the operator's tools", c.texts(), []string(nil))
		if text := w.get("/metrics"); !strings.Contains(text, "visavis_tool_calls_total 2\n") || !strings.Contains(text, "visavis_tool_calls_failed_total 0\n") {
			t.Errorf("metrics are\n%s", text)
		}
	})
}

func TestCallsThatAreNotMade(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		refused := call("fc_1", "get_weather")
		s.put(conversation.Calling{Turn: 1, Calls: []visavis.Call{refused, call("fc_2", "no_such_thing")}},
			conversation.CallDone{Turn: 1, Result: visavis.CallResult{Call: refused, Response: "not a JSON object", Failed: true}})
		expect(t, "told", c.texts(), []string(nil))

		s.put(conversation.Calling{Turn: 2, Calls: []visavis.Call{call("fc_3", "get_weather"), call("fc_4", "dim_lights")}})
		go callerOf(s.cfg.Tools, "dim_lights").Call(w.t.Context(), call("fc_4", "dim_lights"))
		synctest.Wait()
		expect(t, "told before it is known whether the other is made", c.texts(), []string(nil))
		s.put(conversation.CallDone{Turn: 2, Result: visavis.CallResult{Call: call("fc_3", "get_weather"), Failed: true}})
		got := c.texts()
		if len(got) != 1 || strings.Contains(got[0], "fc_3") || !strings.Contains(got[0], "fc_4") {
			t.Errorf("the client was told %v, want the one call that is made", got)
		}
		c.say(`{"type":"FunctionCallResponse","id":"fc_4","content":""}`)
	})
}

func TestCallEndsWithTheSession(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		ctx, cancel := context.WithCancel(w.t.Context())
		var err error
		done := make(chan struct{})
		go func() {
			_, err = callerOf(s.cfg.Tools, "get_weather").Call(ctx, call("fc_1", "get_weather"))
			close(done)
		}()
		synctest.Wait()
		c.CloseNow()
		cancel()
		<-done
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the call ended with %v", err)
		}
	})
}

func TestFunctionsThatAreRefused(t *testing.T) {
	for name, tt := range map[string]struct{ function, member string }{
		"no good name":          {`{"name":"get weather"}`, "agent.think.functions[1].name"},
		"a long name":           {`{"name":"` + strings.Repeat("x", 65) + `"}`, "agent.think.functions[1].name"},
		"a name twice":          {`{"name":"f"}`, "agent.think.functions[1].name"},
		"a list for a schema":   {`{"name":"g","parameters":[]}`, "agent.think.functions[1].parameters"},
		"a schema of a list":    {`{"name":"g","parameters":{"type":"array"}}`, "agent.think.functions[1].parameters"},
		"a host not allowed":    {`{"name":"g","endpoint":{"url":"https://evil.example/?key=s3cret"}}`, "agent.think.functions[1].endpoint.url"},
		"a host without TLS":    {`{"name":"g","endpoint":{"url":"http://api.example.org/?key=s3cret"}}`, "agent.think.functions[1].endpoint.url"},
		"an address of no kind": {`{"name":"g","endpoint":{"url":"https://api.example.org:s3cret"}}`, "agent.think.functions[1].endpoint.url"},
		"no address":            {`{"name":"g","endpoint":{}}`, "agent.think.functions[1].endpoint.url"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, functionConfig(), func(w *world) {
				c := w.dial()
				c.say(`{"type":"Settings","audio":{},"agent":{"think":{"functions":[{"name":"f"},` + tt.function + `]}}}`)
				c.expectEnd(1008, "INVALID_SETTINGS", tt.member+":")
				if all := w.log.String(); strings.Contains(all, "s3cret") {
					t.Errorf("the log is\n%s", all)
				}
			})
		})
	}
}

// calling is a brain that asks for the weather and reads out what it is told.
type calling struct{}

func (calling) Generate(_ context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	last := p.Messages[len(p.Messages)-1]
	if len(last.Calls) == 0 {
		emit(visavis.Delta{Call: &visavis.Call{ID: "fc_1", Name: p.Tools[0].Name, Arguments: `{"city":"Ulm"}`}})
		return nil
	}
	emit(visavis.Delta{Text: "It is " + last.Calls[0].Response + "."})
	return nil
}

// TestWholeCall goes through a real conversation.
func TestWholeCall(t *testing.T) {
	cfg := Config{
		Brains:     []Brain{{ID: "calling", Generator: calling{}}},
		Voices:     []Voice{},
		NewSession: func(c conversation.Config) Session { return conversation.New(c) },
	}
	inWorld(t, cfg, func(w *world) {
		c := w.dial()
		c.say(`{"type":"Settings","audio":{},"agent":{"think":{"functions":[{"name":"get_weather"}]}}}`, `{"type":"InjectUserMessage","content":"Weather?"}`)
		time.Sleep(500 * time.Millisecond)
		c.say(`{"type":"FunctionCallResponse","id":"fc_1","content":"sunny"}`)
		time.Sleep(time.Second)
		want := []string{"FunctionCallRequest", "History", "ConversationText"}
		var got []string
		for _, r := range c.take() {
			var m wire.History
			json.Unmarshal([]byte(r.text), &m)
			switch typ := typeOf(r.text); {
			case typ == "History" && len(m.FunctionCalls) == 1 && m.FunctionCalls[0].Response == "sunny",
				typ == "FunctionCallRequest", typ == "ConversationText" && strings.Contains(r.text, "It is sunny."):
				got = append(got, typ)
			}
		}
		expect(t, "messages", got, want)
	})
}
