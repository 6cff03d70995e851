package server

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/pipenet"
	"github.com/visavis/visavis/provider/endpoint"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/wire"
)

// inVendorsWorld runs f with a server whose brain is a vendor's model, spoken to by the real driver and
// served by sim, with a script to stand in. Endpoints of functions are on the vendor's network, too.
func inVendorsWorld(t *testing.T, sim http.Handler, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := pipenet.Listen()
		srv := &http.Server{Handler: sim}
		served := make(chan error)
		go func() { served <- srv.Serve(network) }()
		client := network.Client()
		withServer(t, vendorConfig(client), f)
		client.CloseIdleConnections()
		srv.Close()
		<-served
	})
}

func vendorConfig(client *http.Client) Config {
	return Config{
		Brains: []Brain{
			{ID: "openai/gpt-4o-mini", Fallbacks: []string{"script"}, Generator: openai.New(openai.Config{
				BaseURL: "http://vendor/v1", APIKey: "sk-marked-s3cret", Model: "gpt-4o-mini", Client: client,
			})},
			{ID: "script", Generator: brain{"The script answers."}},
		},
		Voices:     []Voice{},
		NewSession: func(c conversation.Config) Session { return conversation.New(c) },
		Endpoints: Endpoints{Hosts: []string{"api.example.org"}, Function: func(f wire.Function, _ *http.Client) (visavis.Caller, error) {
			return endpoint.New(endpoint.Config{URL: strings.Replace(f.Endpoint.URL, "https", "http", 1), Headers: f.Endpoint.Headers, Client: client})
		}},
	}
}

// question declares a function and asks for something that needs it in two places.
func question(function string) []string {
	return []string{
		`{"type":"Settings","audio":{},"agent":{"think":{"provider":{"type":"open_ai","model":"gpt-4o-mini","temperature":0.7},"functions":[{"name":"get_weather","description":"Weather.",` +
			`"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}` + function + `}]}}}`,
		`{"type":"InjectUserMessage","content":"What is the weather in Rome and in Oslo?"}`,
	}
}

func TestModelCallsTheClient(t *testing.T) {
	sim := &vendors.OpenAI{Mind: vendors.Mind{Key: "sk-marked-s3cret"}}
	inVendorsWorld(t, sim, func(w *world) {
		c := w.dial()
		c.say(question("")...)
		time.Sleep(time.Second)
		var request wire.FunctionCallRequest
		for _, text := range c.texts() {
			if typeOf(text) == "FunctionCallRequest" {
				json.Unmarshal([]byte(text), &request)
			}
		}
		if len(request.Functions) != 2 || request.Functions[0].Arguments != `{"city":"Rome"}` || !request.Functions[1].ClientSide {
			t.Fatalf("the client was asked for %+v", request)
		}
		for _, f := range request.Functions {
			c.say(string(wire.Encode(wire.FunctionCallResponse{ID: f.ID, Name: f.Name, Content: "sun for " + f.Arguments[9:13]})))
		}
		time.Sleep(time.Second)
		if told := strings.Join(c.texts(), "\n"); !strings.Contains(told, `I was told: sun for Rome and sun for Oslo.`) {
			t.Errorf("the agent said\n%s", told)
		}
		if p := sim.Prompts(); len(p) != 2 || *p[0].Temperature != 0.7 {
			t.Errorf("the model was asked %+v", p)
		}
	})
	for _, v := range sim.Violations() {
		t.Error(v)
	}
}

func TestModelCallsAnEndpoint(t *testing.T) {
	sim := &vendors.OpenAI{Mind: vendors.Mind{Key: "sk-marked-s3cret"}}
	mux := http.NewServeMux()
	mux.Handle("/v1/", sim)
	mux.HandleFunc("/weather", func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		io.WriteString(rw, "rain for "+string(body)+" with "+r.Header.Get("X-Api-Key"))
	})
	inVendorsWorld(t, mux, func(w *world) {
		c := w.dial()
		c.say(question(`,"endpoint":{"url":"https://api.example.org/weather","headers":{"x-api-key":"headers3cret"}}`)...)
		time.Sleep(2 * time.Second)
		told := strings.Join(c.texts(), "\n")
		for _, want := range []string{`"client_side":false`, `"type":"FunctionCallResponse"`, `rain for {\"city\":\"Rome\"} with [redacted]`, "I was told: rain"} {
			if !strings.Contains(told, want) {
				t.Errorf("the client was told nothing of %s:\n%s", want, told)
			}
		}
		if strings.Contains(told+w.log.String(), "s3cret") {
			t.Errorf("a key was told or logged:\n%s\n%s", told, &w.log)
		}
	})
}

func TestModelThatRefusesTheKey(t *testing.T) {
	sim := &vendors.OpenAI{Mind: vendors.Mind{Key: "another"}}
	inVendorsWorld(t, sim, func(w *world) {
		c := w.dial()
		c.say(question("")...)
		time.Sleep(2 * time.Second)
		told := strings.Join(c.texts(), "\n")
		for _, want := range []string{"THINK_REQUEST_FAILED", "openai/gpt-4o-mini", "script takes over", "The script answers."} {
			if !strings.Contains(told, want) {
				t.Errorf("the client was told nothing of %q:\n%s", want, told)
			}
		}
		if n := len(sim.Requests("/v1/chat/completions")); n != 1 {
			t.Errorf("the model was asked %d times: a refused key is refused again", n)
		}
		if strings.Contains(told+w.log.String(), "s3cret") {
			t.Errorf("the key was told or logged:\n%s\n%s", told, &w.log)
		}
	})
}
