package vendortest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// sampled asks a model with every sampling there is: none of it may be refused.
func sampled(b *bench, model string) {
	for _, effort := range []string{"", "none", "minimal", "low", "medium", "high"} {
		for _, temperature := range []*float64{nil, new(0.0), new(1.7)} {
			for _, tools := range [][]visavis.Tool{nil, {{Name: "f"}}} {
				p := visavis.Prompt{Tools: tools, Sampling: visavis.Sampling{Temperature: temperature, Effort: effort}}
				if err := b.driver("", model).Generate(b.Context(), p, func(visavis.Delta) {}); err != nil {
					b.Errorf("effort %q, temperature %v, %d tools: %v", effort, temperature, len(tools), err)
				}
			}
		}
	}
}

// endings are replies that end otherwise than by being complete.
func (s Subject) endings(t *testing.T) {
	for name, e := range map[string]struct {
		script vendors.Script
		fails  bool
	}{
		"nothing to say":       {vendors.Script{}, false},
		"cut off":              {vendors.Script{Text: []string{"Once "}, Stop: vendors.Cut}, false},
		"cut off before it is": {vendors.Script{Stop: vendors.Cut}, true},
		"filtered":             {vendors.Script{Text: []string{"Once "}, Stop: vendors.Filtered}, true},
		"filtered at once":     {vendors.Script{Stop: vendors.Filtered}, true},
	} {
		s.run(t, name, func(b *bench) {
			b.Mind.Reply = func(vendors.Prompt) vendors.Script { return e.script }
			said, _, err := ask(b.Context(), b.driver("", ""))
			if (err != nil) != e.fails || len(e.script.Text) > 0 && said != e.script.Text[0] {
				b.Errorf("said %q: %v", said, err)
			}
			if e.fails && b.vendorError(err, 200).Temporary() {
				b.Errorf("%v is said to be worth another try", err)
			}
		})
	}
	s.run(t, "refused by the model", func(b *bench) {
		b.Mind.Reply = func(vendors.Prompt) vendors.Script {
			return vendors.Script{Text: []string{"I cannot help with that."}, Stop: vendors.Refused}
		}
		if said, _, err := ask(b.Context(), b.driver("", "")); said == "" || err != nil && b.vendorError(err, 200).Temporary() {
			b.Errorf("said %q: %v; want words, or an error that lasts", said, err)
		}
	})
}

// streams checks that pieces come as they are written.
func streams(b *bench) {
	b.Mind.Pace = vendors.Pace{Handshake: vendors.Latency{Median: 80 * time.Millisecond}, Chunk: vendors.Latency{Median: 30 * time.Millisecond}}
	began := time.Now()
	var at []time.Duration
	p := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "One two three four five six seven."}}}
	if err := b.driver("", "").Generate(b.Context(), p, func(visavis.Delta) { at = append(at, time.Since(began)) }); err != nil {
		b.Fatal(err)
	}
	for i := 1; i < len(at); i++ {
		if gap := at[i] - at[i-1]; gap != 30*time.Millisecond {
			b.Errorf("piece %d came %v after the one before, want 30ms: %v", i, gap, at)
		}
	}
}

// letsGo checks that a call that is no longer wanted ends, at any moment.
func letsGo(b *bench) {
	for name, after := range map[string]vendors.Progress{"before the answer": {}, "before the first piece": {Bytes: 1}, "later": {Words: 2}} {
		b.inject(after, vendors.Stall{})
		ctx, cancel := context.WithTimeout(b.Context(), time.Second)
		began := time.Now()
		_, _, err := ask(ctx, b.driver("", ""))
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			b.Errorf("%s: Generate returned %v after %v, want its context's error at once", name, err, took)
		}
		cancel()
	}
}

// keepsWarm checks that a connection is opened once, before it is needed, and used.
func keepsWarm(b *bench) {
	d := b.driver("", "")
	for range 3 {
		d.Warm(b.Context())
	}
	if n := len(b.Simulator.Vendor.Requests("")); n != 1 || b.dials.Load() != 1 {
		b.Errorf("warmed by %d requests and %d connections, want 1 and 1", n, b.dials.Load())
	}
	if _, _, err := ask(b.Context(), d); err != nil || b.dials.Load() != 1 {
		b.Errorf("Generate: %v, and %d connections: it did not use the warm one", err, b.dials.Load())
	}
	time.Sleep(time.Minute)
	d.Warm(b.Context())
	if n := len(b.Simulator.Vendor.Requests("")); n != 3 {
		b.Errorf("%d requests after an idle minute, want 3: it has cooled down", n)
	}
}

// checks checks Check.
func checks(b *bench) {
	b.Mind.Pace.Handshake = vendors.Latency{Median: 80 * time.Millisecond}
	if took, err := b.driver("", "").Check(b.Context()); err != nil || took != 80*time.Millisecond {
		b.Errorf("Check: %v, %v; want 80ms", took, err)
	}
	_, err := b.driver("", "no-such-model").Check(b.Context())
	b.unavailable(err, "no-such-model")
	_, err = b.driver("sk-proj-another-one-of-mine", "").Check(b.Context())
	b.unavailable(err, "key was refused")
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	if _, err := b.driver("", "").Check(ctx); !errors.Is(err, context.Canceled) {
		b.Errorf("Check returned %v, want its context's error", err)
	}
}

func listsModels(b *bench) {
	models, err := b.driver("", "").Models(b.Context())
	if err != nil || !slices.Contains(models, b.Subject.Models[0]) {
		b.Errorf("models %v: %v", models, err)
	}
}

// ignoresEnvironment checks that a driver without a key sends none: what the environment holds belongs
// to another address than the driver's.
func ignoresEnvironment(b *bench) {
	for _, name := range b.Environment {
		b.Setenv(name, "http://elsewhere.invalid/"+Key)
	}
	sent := make(http.Header)
	asked := 0
	spy := roundTrip(func(r *http.Request) (*http.Response, error) {
		asked++
		for _, name := range []string{"Authorization", "X-Api-Key", "X-Goog-Api-Key", "X-Goog-User-Project", "Openai-Organization", "Openai-Project"} {
			if v := r.Header.Get(name); v != "" {
				sent.Set(name, v)
			}
		}
		return b.client.Transport.RoundTrip(r)
	})
	d := b.Driver(Config{Address: "http://vendor.invalid", Model: b.Subject.Models[0], Client: &http.Client{Transport: spy}})
	_, _, err := ask(b.Context(), d)
	b.unavailable(err, "key was refused")
	if len(sent) > 0 || asked != 1 {
		b.Errorf("%d requests were sent, with %v", asked, sent)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
