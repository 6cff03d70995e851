package server

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// mannered is a voice that tells how it was asked to speak, as the name of a sound, at a level of 1000.
type mannered struct {
	name   string
	takes  string // members that can be asked for
	as     visavis.Prosody
	broken error
}

func (m mannered) With(as visavis.Prosody) visavis.Speaker {
	if as.Speed != 0 && !strings.Contains(m.takes, "speed") || as.Expressivity != 0 && !strings.Contains(m.takes, "expressivity") {
		return nil
	}
	m.as = as
	return m
}

func (m mannered) Speak(_ context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	for range clauses {
		if m.broken != nil {
			return m.broken
		}
		name := fmt.Sprintf("%s %g %g", m.name, m.as.Speed, m.as.Expressivity)
		emit(visavis.Speech{PCM: slices.Repeat([]int16{1000}, 160), Rate: 16000, Phones: []visavis.Phone{{Name: name, End: 160}}})
	}
	return nil
}

func (m mannered) voice(fallbacks ...string) Voice {
	return Voice{ID: m.name, Language: "en", Speaker: m, With: m.With, Fallbacks: fallbacks}
}

// manneredConfig has voices of several abilities.
func manneredConfig() Config {
	return Config{Voices: []Voice{
		mannered{name: "able", takes: "speed expressivity"}.voice("paced", "stiff"),
		mannered{name: "paced", takes: "speed"}.voice("stiff"),
		{ID: "stiff", Language: "en", Speaker: mannered{name: "stiff"}},
	}}
}

// manners says who speaks how, of each voice and its level.
func manners(voices []Voice) (told []string) {
	for _, v := range voices {
		level := int16(0)
		clauses := make(chan string, 1)
		clauses <- "How?"
		close(clauses)
		name := ""
		v.Speaker.Speak(context.Background(), clauses, func(s visavis.Speech) { level, name = s.PCM[0], s.Phones[0].Name })
		told = append(told, fmt.Sprintf("%s at %d", name, level))
	}
	return told
}

// TestMannersOfVoices: the voices that are named speak as they are asked to, and those that stand in as
// far as they can.
func TestMannersOfVoices(t *testing.T) {
	c := manneredConfig()
	for speak, want := range map[string][]string{
		`[]`: {"able 0 0 at 1000", "paced 0 0 at 1000", "stiff 0 0 at 1000"},
		`[{"provider":{"model":"able","speed":1,"volume":1,"expressivity":0}}]`:   {"able 0 0 at 1000", "paced 0 0 at 1000", "stiff 0 0 at 1000"},
		`[{"provider":{"model":"able","speed":1.2,"volume":2,"expressivity":1}}]`: {"able 1.2 1 at 2000", "paced 1.2 0 at 2000", "stiff 0 0 at 2000"},
		`[{"provider":{"model":"aura-2-thalia-en","speed":0.8}}]`:                 {"able 0.8 0 at 1000", "paced 0.8 0 at 1000", "stiff 0 0 at 1000"},
		`[{"provider":{"model":"stiff","volume":0.5}},{"provider":{"model":"able","speed":0.7}}]`: {
			"stiff 0 0 at 500", "able 0.7 0 at 1000", "paced 0 0 at 500"},
		`[{"provider":{"model":"nobody","volume":2}},{"provider":{"model":"paced","speed":0.9}}]`: {"paced 0.9 0 at 1000", "stiff 0 0 at 1000"},
		`[{"provider":{"model":"paced","speed":0.9}},{"provider":{"model":"paced","speed":1.1}}]`: {"paced 0.9 0 at 1000", "stiff 0 0 at 1000"},
	} {
		var blocks []wire.Speak
		if err := json.Unmarshal([]byte(speak), &blocks); err != nil {
			t.Fatal(err)
		}
		voices, err := c.chooseVoices("agent.speak", blocks)
		if err != nil {
			t.Errorf("%s: %v", speak, err)
		}
		expect(t, speak, manners(voices), want)
	}
}

// TestMannersThatAreRefused: what the voice that is asked for cannot heed is refused by name.
func TestMannersThatAreRefused(t *testing.T) {
	for speak, member := range map[string]string{
		`{"provider":{"model":"stiff","speed":1.2}}`:                                                  "agent.speak.provider.speed",
		`{"provider":{"model":"paced","speed":1.2,"expressivity":-1}}`:                                "agent.speak.provider.expressivity",
		`[{"provider":{"model":"able","expressivity":2}},{"provider":{"model":"stiff","speed":0.7}}]`: "agent.speak[1].provider.speed",
		`{"provider":{"model":"able","expressivity":2.5}}`:                                            "agent.speak.provider.expressivity",
		`{"provider":{"model":"able","volume":0.4}}`:                                                  "agent.speak.provider.volume",
	} {
		inWorld(t, manneredConfig(), func(w *world) {
			c := w.dial()
			c.say(`{"type":"Settings","audio":{},"agent":{"speak":` + speak + `}}`)
			c.expectEnd(1008, "INVALID_SETTINGS", member)
		})
	}
}

// TestManners: a conversation has its voice as it was asked for, and keeps it if it asks for what
// cannot be.
func TestManners(t *testing.T) {
	inWorld(t, manneredConfig(), func(w *world) {
		c, s := w.begin(`{"type":"Settings","audio":{},"agent":{"speak":{"provider":{"type":"deepgram","model":"able","speed":1.2}}}}`)
		expect(t, "the voice", voiceOf(s.cfg.Voice), "able 1.2 0")
		c.say(`{"type":"UpdateSpeak","speak":{"provider":{"model":"paced","speed":0.9}}}`)
		expect(t, "told", describe(s.told()), []string{"voice paced 0.9 0"})
		expect(t, "answers", c.types(), []string{"SpeakUpdated"})
		c.say(`{"type":"UpdateSpeak","speak":{"provider":{"model":"paced","expressivity":1}}}`)
		expect(t, "told", describe(s.told()), []string(nil))
		got := c.texts()
		if len(got) != 1 || !strings.Contains(got[0], `"code":"INVALID_SETTINGS","description":"UpdateSpeak: speak.provider.expressivity: `) {
			t.Errorf("a manner that cannot be is answered with %v", got)
		}
	})
}

// TestMannerOfWhoTakesOver: a voice that fails is replaced by one that speaks as far in its manner as it
// can.
func TestMannerOfWhoTakesOver(t *testing.T) {
	cfg := manneredConfig()
	cfg.Voices[0] = mannered{name: "able", takes: "speed expressivity", broken: refused()}.voice("paced", "stiff")
	inWorld(t, cfg, func(w *world) {
		_, s := w.begin(`{"type":"Settings","audio":{},"agent":{"speak":{"provider":{"model":"able","speed":1.3,"expressivity":1}}}}`)
		expect(t, "who speaks", voiceOf(s.cfg.Voice), "paced 1.3 0")
	})
}

// TestMannerIsOneClientsAffair: what a vendor refuses to one client makes the voice ill for nobody.
func TestMannerIsOneClientsAffair(t *testing.T) {
	cfg := manneredConfig()
	cfg.Health = failover.NewHealth()
	bad := &visavis.UnavailableError{Engine: "vendor", Reason: "the request was refused", Err: &visavis.VendorError{Engine: "vendor", Status: 400}}
	cfg.Voices[0].With = func(visavis.Prosody) visavis.Speaker { return failing{bad} }
	inWorld(t, cfg, func(w *world) {
		_, s := w.begin(`{"type":"Settings","audio":{},"agent":{"speak":{"provider":{"model":"able","speed":1.3}}}}`)
		expect(t, "who speaks", voiceOf(s.cfg.Voice), "paced 1.3 0")
		_, s = w.begin(settings)
		expect(t, "who speaks to others", voiceOf(s.cfg.Voice), "able 0 0")
	})
}

// TestMannerOfAClientsVoice: a voice behind a client's endpoint is asked as ours are.
func TestMannerOfAClientsVoice(t *testing.T) {
	cfg := manneredConfig()
	cfg.Endpoints = Endpoints{Hosts: []string{"tts.example.org"}, Voice: func(wire.Speak, *http.Client) (visavis.Speaker, error) {
		return mannered{name: "theirs", takes: "speed"}, nil
	}}
	const theirs = `{"type":"Settings","audio":{},"agent":{"speak":{"endpoint":{"url":"https://tts.example.org"},"provider":{"type":"open_ai","model":"tts-1","voice":"alloy",%s}}}}`
	inWorld(t, cfg, func(w *world) {
		_, s := w.begin(fmt.Sprintf(theirs, `"speed":0.6`))
		expect(t, "who speaks", voiceOf(s.cfg.Voice), "theirs 0.6 0")
		c := w.dial()
		c.say(fmt.Sprintf(theirs, `"expressivity":1`))
		c.expectEnd(1008, "INVALID_SETTINGS", "agent.speak.provider.expressivity")
	})
}

// TestSpeedOfStreams: /v1/speak has a voice at a speed, or says that it cannot.
func TestSpeedOfStreams(t *testing.T) {
	c := manneredConfig()
	c.Log = slog.New(slog.DiscardHandler)
	c = c.withDefaults()
	for model, want := range map[string]string{"able": "able 1.2 0", "aura-2-thalia-en": "able 1.2 0", "paced": "paced 1.2 0"} {
		v, err := c.voiceOf(model, wire.SpeakQuery{Speed: 1.2})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, model, voiceOf(v.Speaker), want)
	}
	if v, err := c.voiceOf("stiff", wire.SpeakQuery{Speed: 1}); err != nil || voiceOf(v.Speaker) != "stiff 0 0" {
		t.Errorf("its own speed is refused: %v", err)
	}
	c.Voices[0].Speaker, c.Voices[0].With = failing{refused()}, func(visavis.Prosody) visavis.Speaker { return failing{refused()} }
	v, err := c.voiceOf("able", wire.SpeakQuery{Speed: 1.2})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "who takes over", voiceOf(v.Speaker), "paced 1.2 0")
}

func TestSpeedThatIsRefused(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		inWorld(t, manneredConfig(), func(w *world) {
			r, err := http.NewRequest(method, "http://test/v1/speak?model=stiff&encoding=linear16&speed=1.2", strings.NewReader("Hello."))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = http.Header{"Content-Type": {"text/plain"}, "Connection": {"Upgrade"}, "Upgrade": {"websocket"},
				"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"MDEyMzQ1Njc4OWFiY2RlZg=="}}
			resp, err := w.network.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var body struct {
				Code string `json:"err_code"`
				Msg  string `json:"err_msg"`
			}
			if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != 400 || body.Code != "INVALID_QUERY_PARAMETER" || !strings.HasPrefix(body.Msg, "speed ") || resp.Header.Get(refusal.RequestIDHeader) == "" {
				t.Errorf("%s is answered with %d %+v", method, resp.StatusCode, body)
			}
		})
	}
}
