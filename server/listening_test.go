package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// earsThat returns ears that do something with what they hear.
func earsThat(do func() error) visavis.Transcriber { return doing(do) }

type doing func() error

func (d doing) Transcribe(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	if err := d(); err != nil {
		return err
	}
	for range in {
	}
	return nil
}

func TestEarsOfAStream(t *testing.T) {
	c := Config{Ears: []Ears{{ID: "sphinx"}, {ID: "deepgram/nova-3"}}}.withDefaults()
	for model, want := range map[string]string{
		"nova-3": "deepgram/nova-3", "sphinx": "sphinx", "nova-2-meeting": "sphinx", "base": "sphinx", "flux-general-en": "sphinx",
	} {
		got, err := c.earsOf(wire.ListenProvider{Type: "deepgram", Model: model})
		if err != nil || got.ID != want {
			t.Errorf("%s is heard by %q (%v), want %q", model, got.ID, err, want)
		}
	}
	deaf := Config{}.withDefaults()
	if _, err := deaf.earsOf(wire.ListenProvider{}); err == nil {
		t.Error("a server without ears has some")
	}
}

// TestLanguageOfAStream: ears of one language are not had for another.
func TestLanguageOfAStream(t *testing.T) {
	c := Config{Ears: []Ears{{ID: "sphinx", Language: "en"}}}.withDefaults()
	for _, tt := range []struct {
		asked wire.ListenProvider
		heard bool
	}{
		{wire.ListenProvider{}, true}, {wire.ListenProvider{Language: "en-GB"}, true}, {wire.ListenProvider{Language: "multi"}, true},
		{wire.ListenProvider{Language: "de"}, false}, {wire.ListenProvider{Language: "xx-klingon"}, false},
		{wire.ListenProvider{LanguageHints: []string{"de", "en"}}, true}, {wire.ListenProvider{LanguageHints: []string{"de"}}, false},
	} {
		_, err := c.earsOf(tt.asked)
		refused, ok := errors.AsType[*refusal.Error](err)
		if heard := err == nil; heard != tt.heard || !heard && (!ok || refused.Status != http.StatusBadRequest) {
			t.Errorf("%+v: %v, want heard %v", tt.asked, err, tt.heard)
		}
	}
}

// TestStreamFailsWithItsEars: a stream whose ears have all failed ends, with what the last one said.
func TestStreamFailsWithItsEars(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := &visavis.VendorError{Engine: "x", Status: 401}
		tried := map[string]bool{}
		c := Config{Log: slog.New(slog.DiscardHandler), Ears: []Ears{
			{ID: "a", Fallbacks: []string{"b"}, Transcriber: earsThat(func() error { tried["a"] = true; return gone })},
			{ID: "b", Transcriber: earsThat(func() error { tried["b"] = true; return gone })},
		}}.withDefaults()
		e, err := c.earsOf(wire.ListenProvider{})
		if err != nil {
			t.Fatal(err)
		}
		in := make(chan visavis.Chunk)
		if err := e.Transcriber.Transcribe(t.Context(), in, func(visavis.Transcript) {}); !errors.Is(err, gone) || len(tried) != 2 {
			t.Errorf("after %v were tried it returned %v", tried, err)
		}
	})
}

func TestVoiceOfAStream(t *testing.T) {
	c := Config{Voices: []Voice{
		{ID: "slt", Language: "en-US", Gender: female}, {ID: "rms", Language: "en-US", Gender: male},
		{ID: "espeak-de", Language: "de"}, {ID: "deepgram/aura-2-celeste-es", Language: "es"},
	}}.withDefaults()
	for name, want := range map[string]string{
		"aura-asteria-en": "slt", "aura-2-zeus-en": "rms", "aura-2-julius-de": "espeak-de", "aura-2-fujin-ja": "rms",
		"aura-2-celeste-es": "deepgram/aura-2-celeste-es", "rms": "rms", "deepgram/aura-2-celeste-es": "deepgram/aura-2-celeste-es",
	} {
		v, err := c.voiceOf(name, wire.SpeakQuery{})
		if err != nil || v.ID != want || v.Name != name {
			t.Errorf("%s is spoken by %q as %q (%v), want %q", name, v.ID, v.Name, err, want)
		}
	}
	for _, name := range []string{"", "nobody", "aura-2-nobody-en", "aura-2-thalia", "aura-2-thalia-xx", "flux-kit-en", "-en", "aura--"} {
		_, err := c.voiceOf(name, wire.SpeakQuery{})
		if e, ok := errors.AsType[*refusal.Error](err); !ok || e.Status != 400 {
			t.Errorf("%q is spoken all the same, or refused with %v", name, err)
		}
	}
	mute := Config{}.withDefaults()
	_, err := mute.voiceOf("slt", wire.SpeakQuery{})
	if e, ok := errors.AsType[*refusal.Error](err); !ok || e.Status != 503 {
		t.Errorf("a server without voices says %v", err)
	}
}

func TestUpdateListen(t *testing.T) {
	with := func(heard *[]wire.ListenProvider) func(wire.ListenProvider) visavis.Transcriber {
		return func(p wire.ListenProvider) visavis.Transcriber {
			*heard = append(*heard, p)
			return ears{}
		}
	}
	for name, tt := range map[string]struct {
		update  string
		answers []string
		wanted  string // key terms that the ears were asked for at last
	}{
		"other options":    {`{"model":"nova-3","keyterms":["Oslo"]}`, []string{"ListenUpdated"}, "Oslo"},
		"the same":         {`{}`, []string{"ListenUpdated"}, "Rome"},
		"deaf to terms":    {`{"model":"sphinx"}`, []string{"Error INVALID_SETTINGS"}, "Rome"},
		"other ears":       {`{"model":"sphinx","keyterms":[]}`, []string{"ListenUpdated"}, "Rome"},
		"a threshold":      {`{"eot_threshold":0.9}`, []string{"ListenUpdated"}, "Rome"},
		"a bad threshold":  {`{"eot_threshold":7}`, []string{"Error INVALID_SETTINGS"}, "Rome"},
		"eager too late":   {`{"eager_eot_threshold":0.8}`, []string{"Error INVALID_SETTINGS"}, "Rome"},
		"a long term":      {`{"keyterms":["` + strings.Repeat("x", 300) + `"]}`, []string{"Error INVALID_SETTINGS"}, "Rome"},
		"a model not here": {`{"model":"nova-2"}`, []string{"ListenUpdated"}, "Rome"},
	} {
		t.Run(name, func(t *testing.T) {
			var heard []wire.ListenProvider
			cfg := Config{Ears: []Ears{{ID: "deepgram/nova-3", With: with(&heard)}, {ID: "sphinx", Transcriber: ears{}}}}
			inWorld(t, cfg, func(w *world) {
				c, s := w.begin(`{"type":"Settings","audio":{},"agent":{"listen":{"provider":{"type":"deepgram","model":"nova-3","language":"en","keyterms":["Rome"]}}}}`)
				c.say(`{"type":"UpdateListen","listen":{"provider":` + tt.update + `}}`)
				expect(t, "answers", c.types(), tt.answers)
				last := heard[len(heard)-1]
				if strings.HasPrefix(tt.answers[0], "Error") {
					c.say(`{"type":"UpdateListen","listen":{"provider":{}}}`)
					expect(t, "the next", c.types(), []string{"ListenUpdated"})
					last = heard[len(heard)-1] // it goes on with what it had
				}
				if last.Language != "en" || last.Keyterms[0] != tt.wanted {
					t.Errorf("the ears were asked for %+v", last)
				}
				if s.ended() {
					t.Error("the session ended")
				}
			})
		})
	}
}

func TestChangedListenProvider(t *testing.T) {
	yes, high := true, 0.9
	old := wire.ListenProvider{Model: "flux-general-multi", Language: "en", LanguageHints: []string{"de"}, Keyterms: []string{"Rome"}, EOTThreshold: &high}
	expect(t, "changed", changed(old, wire.ListenProvider{Keyterms: []string{}, SmartFormat: &yes}), wire.ListenProvider{
		Model: "flux-general-multi", Language: "en", Keyterms: []string{}, EOTThreshold: &high, SmartFormat: &yes,
	})
}

// sayingEars understand their own name in every utterance.
type sayingEars struct{ name string }

func (e sayingEars) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if c.Mark == visavis.SpeechEnd {
				emit(visavis.Transcript{Text: "I am heard by " + e.name, Confidence: 1, Flushed: true})
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// TestOtherEarsListenInARunningConversation: a real session, spoken to twice.
func TestOtherEarsListenInARunningConversation(t *testing.T) {
	cfg := Config{
		Ears:       []Ears{{ID: "vendor/first", Transcriber: sayingEars{"the first"}}, {ID: "vendor/second", Transcriber: sayingEars{"the second"}}},
		Brains:     []Brain{{ID: "x", Generator: brain{"Fine."}}},
		Voices:     []Voice{},
		NewSession: func(c conversation.Config) Session { return conversation.New(c) },
	}
	inWorld(t, cfg, func(w *world) {
		c := w.dial()
		c.say(`{"type":"Settings","audio":{"input":{"encoding":"linear16","sample_rate":16000}},"agent":{}}`)
		speech := pcm.Linear16.Append(nil, append(vendors.Speak("hello there my friend", 16000), make([]int16, 24000)...))
		var said []string
		for range 2 {
			for rest := speech; len(rest) > 0; rest = rest[640:] {
				if len(rest) < 640 {
					rest = append(rest, make([]byte, 640-len(rest))...)
				}
				c.sendAudio(rest[:640])
				time.Sleep(20 * time.Millisecond)
			}
			for _, text := range c.texts() {
				if strings.Contains(text, "ConversationText") && strings.Contains(text, "heard by") {
					said = append(said, text)
				}
			}
			c.say(`{"type":"UpdateListen","listen":{"provider":{"model":"second"}}}`)
		}
		expect(t, "utterances", said, []string{
			`{"type":"ConversationText","role":"user","content":"I am heard by the first"}`,
			`{"type":"ConversationText","role":"user","content":"I am heard by the second"}`,
		})
	})
}
