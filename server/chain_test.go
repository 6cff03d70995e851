package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
)

// failing is an engine of every kind that fails.
type failing struct{ err error }

func (f failing) Generate(context.Context, visavis.Prompt, func(visavis.Delta)) error { return f.err }

func (f failing) Speak(context.Context, <-chan string, func(visavis.Speech)) error { return f.err }

func (f failing) Transcribe(context.Context, <-chan visavis.Chunk, func(visavis.Transcript)) error {
	return f.err
}

// refused is what a vendor says to a wrong key. Its message is not for clients.
func refused() error {
	return &visavis.VendorError{Engine: "vendor", Op: "ask", Status: 401, Message: "key of account 4711 is wrong"}
}

// failingConfig has engines of a vendor that fails, and others that stand in.
func failingConfig() Config {
	f := failing{refused()}
	return Config{
		Ears:   []Ears{{ID: "vendor/ears", Transcriber: f, Fallbacks: []string{"sphinx"}}, {ID: "sphinx", Transcriber: ears{}}},
		Brains: []Brain{{ID: "vendor/brain", Label: "B", Generator: f, Fallbacks: []string{"script"}}, {ID: "script", Label: "S", Generator: brain{"script"}}},
		Voices: []Voice{{ID: "vendor/voice", Label: "V", Language: "en", Speaker: f, Fallbacks: []string{"slt"}}, {ID: "slt", Label: "L", Language: "en", Speaker: voice{"slt"}}},
	}
}

func TestOthersStandIn(t *testing.T) {
	inWorld(t, failingConfig(), func(w *world) {
		c, s := w.begin(extended)
		expect(t, "the brain that answers", answerOf(s.cfg.Brain), "script")
		got := c.texts()
		expect(t, "told of the brain", got, []string{
			`{"type":"Warning","code":"THINK_REQUEST_FAILED","description":"vendor/brain refused the key; script takes over."}`,
			`{"type":"VisavisEngines","listen":{"name":"vendor/ears","ok":true,"note":""},` +
				`"think":{"name":"script","ok":true,"note":"stands in for vendor/brain, which refused the key"},` +
				`"speak":{"name":"vendor/voice","ok":true,"note":""},` +
				`"brains":[{"id":"vendor/brain","label":"B"},{"id":"script","label":"S"}],"voices":[{"id":"vendor/voice","label":"V"},{"id":"slt","label":"L"}]}`,
		})
		expect(t, "the voice that speaks", voiceOf(s.cfg.Voice), "slt")
		expect(t, "told of the voice", c.types(), []string{"Warning SPEAK_REQUEST_FAILED", "VisavisEngines"})
		expect(t, "the brain that answers then", answerOf(s.cfg.Brain), "script")
		expect(t, "told of a brain that is left alone", c.texts(), []string(nil))
		if text := w.get("/metrics"); !strings.Contains(text, "visavis_failovers_total 2\n") {
			t.Errorf("metrics are\n%s", text)
		}
		if !strings.Contains(w.log.String(), "account 4711") {
			t.Error("the operator's log does not say what the vendor said")
		}
	})
}

// get asks the world's server for a page.
func (w *world) get(path string) string {
	w.t.Helper()
	resp, err := w.network.Client().Get("http://test" + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

func TestStockClientIsWarnedOnly(t *testing.T) {
	inWorld(t, failingConfig(), func(w *world) {
		c, s := w.begin(settings)
		answerOf(s.cfg.Brain)
		s.put(conversation.TurnStarted{Turn: 1})
		expect(t, "told", c.types(), []string{"Warning THINK_REQUEST_FAILED"})
	})
}

func TestEarsThatStandIn(t *testing.T) {
	inWorld(t, failingConfig(), func(w *world) {
		c, s := w.begin(extended)
		ctx, cancel := context.WithCancel(w.t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.cfg.Ears.Transcribe(ctx, make(chan visavis.Chunk), func(visavis.Transcript) {})
		}()
		synctest.Wait()
		cancel()
		<-done
		texts := c.texts()
		if len(texts) < 2 || !strings.Contains(texts[0], "vendor/ears refused the key; sphinx takes over.") ||
			!strings.Contains(texts[1], `"listen":{"name":"sphinx"`) {
			t.Errorf("told %v", texts)
		}
	})
}

func TestEngineThatIsWellAgain(t *testing.T) {
	cfg := failingConfig()
	ill := true
	cfg.Brains[0].Generator = generator(func(emit func(visavis.Delta)) error {
		if ill {
			return refused()
		}
		emit(visavis.Delta{Text: "vendor"})
		return nil
	})
	inWorld(t, cfg, func(w *world) {
		c, s := w.begin(extended)
		answerOf(s.cfg.Brain)
		c.take()
		ill = false
		c.keepAlive(10 * time.Minute)
		expect(t, "the brain that answers", answerOf(s.cfg.Brain), "vendor")
		s.put(conversation.TurnStarted{Turn: 1})
		texts := c.texts()
		if last := texts[len(texts)-1]; !strings.Contains(last+texts[0], `"think":{"name":"vendor/brain","ok":true,"note":""}`) {
			t.Errorf("told %v", texts)
		}
	})
}

// generator is a brain made of a function.
type generator func(emit func(visavis.Delta)) error

func (g generator) Generate(_ context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
	return g(emit)
}

// keepAlive lets time pass.
func (c *caller) keepAlive(d time.Duration) {
	for ; d > 0; d -= idleTimeout / 2 {
		c.say(`{"type":"KeepAlive"}`)
		time.Sleep(idleTimeout / 2)
	}
}

func TestEndOfTheChain(t *testing.T) {
	cfg := failingConfig()
	cfg.Brains = cfg.Brains[:1]
	inWorld(t, cfg, func(w *world) {
		c, s := w.begin(extended)
		err := s.cfg.Brain.Generate(w.t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
		s.put(conversation.Trouble{Stage: "think", Err: err})
		texts := c.texts()
		if len(texts) != 2 || !strings.Contains(texts[0]+texts[1], `"think":{"name":"vendor/brain","ok":false,"note":"vendor/brain refused the key"}`) {
			t.Errorf("told %v", texts)
		}
		if strings.Contains(strings.Join(texts, ""), "4711") {
			t.Errorf("the client was told what is the operator's: %v", texts)
		}
	})
}

func TestHealthOfEngines(t *testing.T) {
	inWorld(t, failingConfig(), func(w *world) {
		var before, after health
		json.Unmarshal([]byte(w.get("/healthz")), &before)
		if before.Status != "ok" || before.Engines["think"].Name != "vendor/brain" || len(before.Down) != 0 {
			t.Errorf("health before any failure is %+v", before)
		}
		_, s := w.begin(settings)
		answerOf(s.cfg.Brain)
		json.Unmarshal([]byte(w.get("/healthz")), &after)
		think := after.Engines["think"]
		if after.Status != "ok" || think.Name != "script" || !think.OK || len(after.Down) != 1 || after.Down[0].Engine != "vendor/brain" {
			t.Errorf("health while another stands in is %+v", after)
		}
	})
	alone := failingConfig()
	alone.Brains = alone.Brains[:1]
	inWorld(t, alone, func(w *world) {
		_, s := w.begin(settings)
		answerOf(s.cfg.Brain)
		var h health
		json.Unmarshal([]byte(w.get("/healthz")), &h)
		if h.Status != "degraded" || h.Engines["think"].OK {
			t.Errorf("health without a brain that works is %+v", h)
		}
	})
}

func TestChainOfAClient(t *testing.T) {
	cfg := failingConfig()
	cfg.Brains = append(cfg.Brains, Brain{ID: "third", Generator: brain{"third"}})
	inWorld(t, cfg, func(w *world) {
		_, s := w.begin(`{"type":"Settings","audio":{},"agent":{"think":[{"provider":{"model":"vendor/brain","temperature":0.5,"reasoning_mode":"low"}},{"provider":{"model":"third"}}]}}`)
		expect(t, "the brain that answers", answerOf(s.cfg.Brain), "third")
		if got := s.cfg.Sampling; got.Temperature == nil || *got.Temperature != 0.5 || got.Effort != "low" {
			t.Errorf("sampling is %+v", got)
		}
	})
}

func TestReasons(t *testing.T) {
	for want, err := range map[string]error{
		"refused the key":         refused(),
		"did not answer":          &visavis.VendorError{Err: errors.New("dial tcp 10.0.0.1")},
		"did not answer in time":  context.DeadlineExceeded,
		"is asked too much":       &visavis.VendorError{Status: 429},
		"is not paid for":         &visavis.VendorError{Status: 402},
		"failed with status 1011": &visavis.VendorError{Status: 1011},
		"is not available":        &visavis.UnavailableError{Engine: "x", Reason: "secret"},
		"failed":                  errors.New("secret"),
	} {
		if got := reasonOf(err); got != want {
			t.Errorf("%v is told as %q, want %q", err, got, want)
		}
	}
}
