package faults

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/provider/endpoint"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/wire"
)

// Everything is run with keys that hold the mark, and looked at: the log at its most talkative, every
// message to every client, what the server publishes, errors and engines however they are printed.

// echo is a refusal by a server that shows the key that it was given, as some do.
func echo(status int, key string) vendors.Refuse {
	r := refuse(status, "Dg-Error", "Invalid credentials: "+key, "X-Request-Id", "req-1")
	r.Body = fmt.Sprintf(`{"error":{"message":"Incorrect key provided: %s. Bearer %s","type":"auth","code":"bad"},"err_code":"INVALID_AUTH","err_msg":"No such key: %s"}`, key, key, key)
	return r
}

// TestSecrets: conversations good and bad. Each world looks for secrets when it is closed.
func TestSecrets(t *testing.T) {
	type situation struct {
		setup  setup
		breaks func(*world)
	}
	all := map[string]situation{
		"all is well": {},
		"Flux":        {setup: setup{ears: flux, brains: []string{flash, haiku}}},
		"keys are refused and shown": {breaks: func(w *world) {
			w.deepgram.Inject(always(listenPath, echo(401, deepgramKey)), always(speakPath, echo(403, deepgramKey)))
			w.openai.Inject(always(openaiPath, echo(401, openaiKey)))
			w.anthropic.Inject(always(anthropicPath, echo(403, anthropicKey)))
		}},
		"keys are shown with other faults": {setup: setup{brains: []string{flash, gpt}}, breaks: func(w *world) {
			w.deepgram.Inject(always(listenPath, echo(500, deepgramKey)), always(speakPath, echo(429, deepgramKey)))
			w.gemini.Inject(always(geminiPath, echo(400, geminiKey)))
			w.openai.Inject(always(openaiPath, echo(503, openaiKey)))
		}},
		"keys are shown on open connections": {breaks: func(w *world) {
			w.deepgram.Inject(
				at(listenPath, words(2), vendors.Garbage{Data: `{"type":"Error","description":"key ` + deepgramKey + `","message":"` + deepgramKey + `"}`}),
				at(listenPath, words(3), vendors.CloseFrame{Code: 1008, Reason: "not for " + deepgramKey}),
				at(speakPath, words(3), vendors.Garbage{Data: `{"type":"Warning","description":"` + deepgramKey + `","code":"` + deepgramKey + `"}`}),
				at(speakPath, words(4), vendors.CloseFrame{Code: 1011, Reason: "failed for " + deepgramKey}))
			w.openai.Inject(at(openaiPath, chunks(5), vendors.Garbage{Data: "data: {\"error\":{\"message\":\"key " + openaiKey + "\"}}\n\n"}))
		}},
		"malformed messages hold them": {breaks: func(w *world) {
			w.deepgram.Inject(at(listenPath, words(2), vendors.Garbage{Data: deepgramKey}), at(speakPath, words(3), vendors.Garbage{Data: `{"type":"` + deepgramKey}))
			w.openai.Inject(at(openaiPath, chunks(5), vendors.Garbage{Data: "data: " + openaiKey + "\n\n"}))
		}},
		"Flux shows them": {setup: setup{ears: flux}, breaks: func(w *world) {
			w.deepgram.Inject(
				at(fluxPath, words(2), vendors.Garbage{Data: `{"type":"Error","code":"` + deepgramKey + `","description":"` + deepgramKey + `"}`}),
				at(fluxPath, words(3), vendors.Garbage{Data: `{"type":"Warning","code":"` + deepgramKey + `","description":"` + deepgramKey + `"}`}))
		}},
		"nothing is reachable": {breaks: gone(everywhere...)},
	}
	names := slices.Sorted(maps.Keys(all))
	for i := 0; i < len(names); i += oneIn {
		name, s := names[i], all[names[i]]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { runSecretly(t, s.setup, s.breaks) })
		})
	}
}

// runSecretly asks two questions with everything logged.
func runSecretly(t *testing.T, s setup, breaks func(*world)) {
	s.debug = true
	s.tweak = func(_ *world, cfg *server.Config) {
		cfg.Page = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	}
	w := newWorld(t, s)
	defer w.close()
	if breaks != nil {
		breaks(w)
	}
	p := w.dial(settings)
	for _, q := range questions[:2] {
		if x := p.ask(q, patient); x.said() == "" {
			t.Errorf("%q was not answered", q)
		}
	}
	p.hangUp()
	w.publish()
}

// publish notes what the server tells whoever asks.
func (w *world) publish() {
	w.Helper()
	for _, path := range []string{"/", "/metrics", "/healthz", "/none?token=" + mark, "/v1/agent/converse?token=" + mark} {
		r, err := http.NewRequest(http.MethodGet, "http://visavis.test"+path, nil)
		if err != nil {
			w.Fatal(err)
		}
		r.Header.Set("Authorization", "Token "+mark)
		resp, err := w.http.Do(r)
		if err != nil {
			w.Fatal(err)
		}
		var b bytes.Buffer
		resp.Header.Write(&b)
		io.Copy(&b, resp.Body)
		resp.Body.Close()
		fmt.Fprintf(&w.log, "%s answers %s\n", r.URL.Path, b.String())
	}
}

// TestSecretsOfClients: what clients send along for their own endpoints stays theirs.
func TestSecretsOfClients(t *testing.T) {
	for name, settings := range map[string]string{
		"used":          clientSettings("https://functions.test/weather?key=" + mark),
		"not allowed":   clientSettings("https://elsewhere.test/" + mark + "?key=" + mark),
		"no address":    clientSettings("https://functions.test:" + mark + "/"),
		"not even JSON": `{"type":"Settings","audio":{},"agent":{"think":{"provider":{},"endpoint":{"url":"https://openai.test/` + mark,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{
					debug: true, before: func(w *world) { w.openai.Reply = vendors.Obliging },
					tweak: func(w *world, cfg *server.Config) { cfg.Endpoints = w.endpoints() },
				})
				defer w.close()
				w.stops = append(w.stops, w.serve("functions.test", http.HandlerFunc(tattle)))
				p := w.dial(settings)
				p.write(wire.Encode(wire.InjectUserMessage{Content: "What is the weather in Rome and in Oslo?"}))
				p.until(20*time.Second, func() bool { return p.last != nil && p.last.final })
				if told := p.messages(); name == "used" && !strings.Contains(told, "I was told") {
					t.Errorf("the function was not used: %s", told)
				}
				p.hangUp()
				w.publish()
			})
		})
	}
}

// tattle is a function that shows all that it was sent, and fails every second time.
func tattle(rw http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.RawQuery, "Oslo") {
		rw.WriteHeader(http.StatusInternalServerError)
	}
	fmt.Fprintf(rw, "rain; asked with %v %v", r.URL, r.Header)
}

// clientSettings have a model of the client's and a function, both with keys.
func clientSettings(function string) string {
	return `{"type":"Settings","visavis":{"version":1},"audio":{"output":{"encoding":"linear16","sample_rate":24000,"container":"none"}},"agent":{` +
		`"think":{"provider":{"type":"open_ai","model":"gpt-4o-mini"},"endpoint":{"url":"https://openai.test/v1/chat/completions",` +
		`"headers":{"authorization":"Bearer ` + openaiKey + `"}},"functions":[{"name":"get_weather","description":"Weather.",` +
		`"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},` +
		`"endpoint":{"url":"` + function + `","method":"GET","headers":{"x-api-key":"` + mark + `","authorization":"Bearer ` + mark + `"}}}]}}}`
}

// endpoints allow what clients bring along, on our network.
func (w *world) endpoints() server.Endpoints {
	plain := func(address string) string { return strings.Replace(address, "https", "http", 1) }
	return server.Endpoints{
		Hosts: []string{"openai.test", "functions.test"},
		Brain: func(t wire.Think, _ *http.Client) (visavis.Generator, error) {
			return openai.New(openai.Config{
				BaseURL: strings.TrimSuffix(plain(t.Endpoint.URL), "/chat/completions"), Model: t.Provider.Model, Client: w.http,
				APIKey: strings.TrimPrefix(t.Endpoint.Headers["authorization"], "Bearer "),
			}), nil
		},
		Function: func(f wire.Function, _ *http.Client) (visavis.Caller, error) {
			return endpoint.New(endpoint.Config{URL: plain(f.Endpoint.URL), Method: f.Endpoint.Method, Headers: f.Endpoint.Headers, Client: w.http})
		},
	}
}

// TestSecretsOfPanics: who panics with an error in hand shows it.
func TestSecretsOfPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{debug: true, tweak: func(_ *world, cfg *server.Config) {
			cfg.Brains[0].Generator = nervous{cfg.Brains[0].Generator}
		}})
		defer w.close()
		w.openai.Inject(always(openaiPath, echo(401, openaiKey)))
		p := w.dial(settings)
		x := p.ask(questions[0], patient)
		p.hangUp()
		if x.said() == "" || !strings.Contains(w.log.String(), "panic") {
			t.Errorf("%q was said, and logged was\n%s", x.said(), w.log.String())
		}
	})
}

// nervous is a brain that panics when it fails.
type nervous struct{ visavis.Generator }

// Generate implements visavis.Generator.
func (n nervous) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	if err := n.Generator.Generate(ctx, p, emit); err != nil {
		panic(fmt.Sprintf("%v %+v %#v of %+v", err, err, err, n))
	}
	return nil
}

// TestSecretsOfEngines: engines, their configurations and their errors, however they are printed.
func TestSecretsOfEngines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{debug: true})
		defer w.close()
		cfg := w.access(earsHost)
		cfg.BaseURL = "http://user:" + mark + "@" + earsHost
		engines := map[string]any{
			"access": cfg, "credential": cfg.Credential, "ears": deepgram.NewListen(cfg, deepgram.ListenOptions{}), "voice": w.voice,
			"gpt": w.brain(gpt), "flash": w.brain(flash), "haiku": w.brain(haiku),
		}
		for name, e := range engines {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
				if shown := fmt.Sprintf(verb, e); strings.Contains(shown, mark[:6]) {
					t.Errorf("%s shows a secret with %s: %s", name, verb, shown)
				}
			}
		}
	})
}
