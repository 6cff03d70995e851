package server

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// withBrainOfTheirs is a client that brings a brain along, and has a fallback of ours.
const withBrainOfTheirs = `{"type":"Settings","visavis":{"version":1},"audio":{},"agent":{"think":[
	{"provider":{"type":"open_ai","model":"their-model"},"endpoint":{"url":"https://llm.example.org/v1?key=s3cret","headers":{"authorization":"Bearer s3cret"}}},
	{"provider":{"model":"script"}}]}}`

func TestBrainOfAClient(t *testing.T) {
	cfg := failingConfig()
	cfg.Endpoints.Hosts = []string{"*.example.org"}
	var given wire.Think
	cfg.Endpoints.Brain = func(think wire.Think, _ *http.Client) (visavis.Generator, error) {
		given = think
		return failing{refused()}, nil
	}
	cfg.Health = failover.NewHealth()
	inWorld(t, cfg, func(w *world) {
		c := w.dial()
		c.say(withBrainOfTheirs)
		texts := c.texts()
		if len(texts) != 3 || !strings.Contains(texts[2], `"think":{"name":"llm.example.org/their-model","ok":true`) {
			t.Fatalf("Settings were answered with %v", texts)
		}
		if given.Endpoint == nil || given.Endpoint.Headers["authorization"] != "Bearer s3cret" {
			t.Errorf("the brain was made of %+v", given)
		}
		expect(t, "the brain that answers", answerOf(w.sessions[0].cfg.Brain), "script")
		told := strings.Join(append(texts, c.texts()...), "")
		if !strings.Contains(told, "llm.example.org/their-model refused the key; script takes over.") {
			t.Errorf("told %s", told)
		}
		if strings.Contains(told+w.log.String(), "s3cret") {
			t.Error("a client's key was told or logged")
		}
		if down := cfg.Health.Down(); len(down) != 0 {
			t.Errorf("a client's own brain is held against others: %v", down)
		}
	})
}

func TestEndpointsThatAreRefused(t *testing.T) {
	makes := func(wire.Think, *http.Client) (visavis.Generator, error) { return brain{"theirs"}, nil }
	for name, tt := range map[string]struct {
		endpoints Endpoints
		url, word string
	}{
		"nothing allowed":       {Endpoints{Brain: makes}, "https://llm.example.org", "does not allow"},
		"no way to make them":   {Endpoints{Hosts: []string{"*"}}, "https://llm.example.org", "does not allow"},
		"another host":          {Endpoints{Hosts: []string{"*.example.org"}, Brain: makes}, "https://llm.example.com/?s3cret", "agent.think.endpoint.url"},
		"no TLS":                {Endpoints{Hosts: []string{"*"}, Brain: makes}, "http://llm.example.org/?s3cret", "https"},
		"what the maker faults": {Endpoints{Hosts: []string{"*"}, Brain: func(wire.Think, *http.Client) (visavis.Generator, error) { return nil, errors.New("name a model") }}, "https://llm.example.org", "name a model"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, Config{Endpoints: tt.endpoints}, func(w *world) {
				c := w.dial()
				c.say(`{"type":"Settings","audio":{},"agent":{"think":{"endpoint":{"url":"` + tt.url + `"}}}}`)
				c.expectEnd(1008, "INVALID_SETTINGS", "agent.think.endpoint", tt.word)
				if strings.Contains(w.log.String(), "s3cret") {
					t.Error("a key was logged")
				}
			})
		})
	}
}

// TestPrivateAddressesOfClients: the name is allowed and leads to ourselves.
func TestPrivateAddressesOfClients(t *testing.T) {
	asked := false
	var outside *http.Client
	c := Config{Endpoints: Endpoints{
		Hosts: []string{"*", "*:*"},
		Function: func(_ wire.Function, client *http.Client) (visavis.Caller, error) {
			outside = client
			return answering(""), nil
		},
	}}.withDefaults()
	for _, url := range []string{"https://localhost:1", "https://127.0.0.1:1", "https://[::1]:1", "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]:1"} {
		if _, err := c.Endpoints.function("f", wire.Function{Endpoint: &wire.Endpoint{URL: url}}); err != nil {
			continue // refused at once: as good
		}
		_, err := outside.Get(url)
		asked = true
		if err == nil || !strings.Contains(err.Error(), "must not be reached") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if !asked {
		t.Error("nothing was tried")
	}
}
