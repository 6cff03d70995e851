package listen

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/wire"
)

// TestFluxConversation: two turns at the pace of speech, and an orderly end.
func TestFluxConversation(t *testing.T) {
	inFluxWorld(t, twoTurns, func(w *fluxWorld) {
		c := w.dial(rawFlux + "&eager_eot_threshold=0.4")
		c.stream(linear16(spoken(600, 1000, 900, 500, 900)), 2560, 80*time.Millisecond)
		c.say(`{"type":"CloseStream"}`)
		c.ended(websocket.StatusNormalClosure)
		want := []string{
			"StartOfTurn Turn", "EagerEndOfTurn Turn on the light.", "EndOfTurn Turn on the light.",
			"StartOfTurn Thank", "EagerEndOfTurn Thank you.", "EndOfTurn Thank you.",
		}
		if diff := cmp.Diff(want, c.events()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		for _, m := range c.told {
			if info, ok := m.(wire.TurnInfo); ok && info.Event == wire.TurnEnded {
				checkEnd(t, info)
			}
		}
	})
}

func checkEnd(t *testing.T, info wire.TurnInfo) {
	for _, word := range info.Words {
		if word.Confidence != 0.8 || word.Start == nil || *word.Start >= *word.End || *word.End > info.AudioWindowEnd {
			t.Errorf("turn %d has the word %+v", info.TurnIndex, word)
		}
	}
	if info.Trigger != wire.TriggerModel || info.EndOfTurnConfidence < 0.7 || len(info.Words) != len(strings.Fields(info.Transcript)) {
		t.Errorf("turn %d ends with %+v", info.TurnIndex, info)
	}
}

// TestFluxAnyPace: however the audio is cut, encoded and hurried, the turns end alike.
func TestFluxAnyPace(t *testing.T) {
	audio := spoken(600, 1000, 900, 500, 900)
	faster, err := pcm.Resample(audio, visavis.MicRate, 44100)
	if err != nil {
		t.Fatal(err)
	}
	var wav bytes.Buffer
	if err := pcm.WriteWAV(&wav, faster, 44100); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		query string
		audio []byte
		size  int
		pace  time.Duration
	}{
		"real time":   {rawFlux, linear16(audio), 2560, 80 * time.Millisecond},
		"at once":     {rawFlux, linear16(audio), 1 << 20, 0},
		"odd pieces":  {rawFlux, linear16(audio), 777, 0},
		"wav, bursts": {"model=flux-general-en", wav.Bytes(), 4096, 10 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			ears := twoTurns
			ears.Delay = 300 * time.Millisecond // longer than the next turn, when audio comes at once
			inFluxWorld(t, ears, func(w *fluxWorld) {
				c := w.dial(tt.query)
				c.stream(tt.audio, tt.size, tt.pace)
				c.say(`{ "type": "CloseStream" }`)
				c.ended(websocket.StatusNormalClosure)
				ends := slices.DeleteFunc(c.events(), func(s string) bool { return !strings.HasPrefix(s, "End") })
				if diff := cmp.Diff([]string{"EndOfTurn Turn on the light.", "EndOfTurn Thank you."}, ends); diff != "" {
					t.Errorf("ends of turns (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestFluxOpenTurn: CloseStream leaves an open turn without an end, but nothing that was said untold.
func TestFluxOpenTurn(t *testing.T) {
	inFluxWorld(t, twoTurns, func(w *fluxWorld) {
		c := w.dial(rawFlux)
		c.stream(linear16(spoken(600, 650)), 640, 20*time.Millisecond)
		c.say(`{"type":"CloseStream"}`)
		// Saying it twice changes nothing; the stream may have ended already.
		c.conn.Write(context.Background(), websocket.MessageText, []byte(`{"type":"CloseStream"}`))
		c.ended(websocket.StatusNormalClosure)
		last, ok := c.told[len(c.told)-1].(wire.TurnInfo)
		if !ok || last.Event != wire.TurnUpdate || last.Transcript != "Turn on the light" {
			t.Errorf("the last message is %+v, want an Update with all words", c.told[len(c.told)-1])
		}
	})
}

// TestFluxMessages: what a client may say, and the answers.
func TestFluxMessages(t *testing.T) {
	inFluxWorld(t, twoTurns, func(w *fluxWorld) {
		c := w.dial(rawFlux)
		for _, m := range []string{
			`{"type":"KeepAlive"}`,
			`{"type":"Configure","thresholds":{"eot_threshold":0.8}}`,
			`{"type":"Configure","thresholds":{"eot_threshold":0.9,"eot_timeout_ms":1}}`,
			`{"type":"Configure","thresholds":{"eot_threshold":"high"}}`,
			`{"type":"Configure","keyterms":["a"],"language_hints":null}`,
			`{"type":"ForceEndTurn"}`,
		} {
			c.say(m)
		}
		c.say("[object Blob]")
		c.ended(websocket.StatusPolicyViolation)
		var got []string
		for _, m := range c.told {
			got = append(got, string(wire.Encode(m)))
		}
		want := []string{
			`{"type":"Connected","request_id":"an-id","sequence_id":0}`,
			`{"type":"ConfigureSuccess","request_id":"an-id","sequence_id":1,"thresholds":{"eot_threshold":0.8,"eot_timeout_ms":5000},"keyterms":[],"language_hints":[],"numerals":false}`,
			`{"type":"ConfigureFailure","request_id":"an-id","sequence_id":2,"code":"INVALID_THRESHOLD","description":"thresholds.eot_timeout_ms must be between 500 and 60000"}`,
			`{"type":"ConfigureFailure","request_id":"an-id","sequence_id":3,"code":"UNPARSABLE_CLIENT_MESSAGE","description":"Configure: thresholds.eot_threshold: must be a number, not string"}`,
			`{"type":"ConfigureSuccess","request_id":"an-id","sequence_id":4,"thresholds":{"eot_threshold":0.8,"eot_timeout_ms":5000},"keyterms":["a"],"language_hints":[],"numerals":false}`,
			`{"type":"Warning","request_id":"an-id","sequence_id":5,"code":"FORCE_END_TURN_NO_ACTIVE_TURN","description":"there is no turn to end: nothing was understood since the last one"}`,
			`{"type":"Error","request_id":"an-id","sequence_id":6,"code":"UNPARSABLE_CLIENT_MESSAGE","description":"not JSON at byte 2"}`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

// TestFluxLongTerms: what a stream is to keep and to echo is bounded.
func TestFluxLongTerms(t *testing.T) {
	for m, want := range map[string]wire.Code{
		`{"type":"Configure","keyterms":["` + strings.Repeat("x", 100_000) + `"]}`:             invalidKeyterm,
		`{"type":"Configure","keyterms":["a"` + strings.Repeat(`,"a"`, 100) + `]}`:             invalidKeyterm,
		`{"type":"Configure","keyterms":[""]}`:                                                 invalidKeyterm,
		`{"type":"Configure","language_hints":["` + strings.Repeat("x", 100_000) + `"]}`:       invalidLanguageHint,
		`{"type":"Configure","language_hints":["en"` + strings.Repeat(`,"en"`, 100_000) + `]}`: invalidLanguageHint,
	} {
		inFluxWorld(t, twoTurns, func(w *fluxWorld) {
			c := w.dial("model=flux-general-multi&encoding=linear16&sample_rate=16000")
			c.say(m)
			c.say(`{"type":"CloseStream"}`)
			c.ended(websocket.StatusNormalClosure)
			if got, _ := c.told[1].(wire.ConfigureFailure); got.Code != want || len(got.Description) > 100 {
				t.Errorf("%.50s: answered %.200s, want %s", m, wire.Encode(c.told[1]), want)
			}
		})
	}
}

// TestFluxKeyterms: a Configure with other terms has a new recogniser listen from the next pause on, and
// the places of its words count on; terms that cannot be had change nothing.
func TestFluxKeyterms(t *testing.T) {
	ears := fake.Transcriber{Script: []string{"call"}, PerWord: 100 * time.Millisecond} // understands once
	inFluxWorld(t, ears, func(w *fluxWorld) {
		c := w.dial(rawFlux + "&keyterm=Ada")
		audio := spoken(600, 400, 1000, 400, 1000)
		c.stream(linear16(audio[:800*16]), 640, 20*time.Millisecond) // in the middle of a word
		c.say(`{"type":"Configure","keyterms":["Grace"]}`)
		c.say(`{"type":"Configure","keyterms":["unheard"]}`)
		c.stream(linear16(audio[800*16:]), 640, 20*time.Millisecond)
		c.say(`{"type":"CloseStream"}`)
		c.ended(websocket.StatusNormalClosure)
		if n := len(w.asked); n != 3 || w.asked[0].Keyterms[0] != "Ada" || w.asked[1].Keyterms[0] != "Grace" {
			t.Errorf("the ears were asked for %+v", w.asked)
		}
		var answers []string
		at := -1.0
		for _, m := range c.told {
			switch m := m.(type) {
			case wire.TurnInfo:
				if m.Event == wire.TurnEnded {
					at = *m.Words[0].Start
				}
			case wire.ConfigureSuccess:
				answers = append(answers, "success "+m.Keyterms[0])
			case wire.ConfigureFailure:
				answers = append(answers, "failure "+string(m.Code)+" "+m.Description)
			}
		}
		if diff := cmp.Diff([]string{"success Grace", "failure INVALID_SETTINGS unheard cannot be heard"}, answers); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"StartOfTurn Call", "EndOfTurn Call.", "StartOfTurn Call", "EndOfTurn Call."}, c.events()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if at < 1.95 || at > 2.1 {
			t.Errorf("the second turn begins at %v s, want 2", at)
		}
	})
}
