package vendors_test

import (
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/bench/vendors"
)

const flux = "/v2/listen?model=flux-general-en&" + raw

func TestFluxTurns(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		say         func(n *naive)
		want        []string
	}{
		{"one turn", "", func(n *naive) {
			n.talk(vendors.Utterance("Hello there."))
		}, []string{"StartOfTurn: Hello", "EndOfTurn: Hello there."}},
		{"eager, confirmed with the same words", "&eager_eot_threshold=0.4", func(n *naive) {
			n.talk(vendors.Utterance("Hello there."))
		}, []string{"StartOfTurn: Hello", "EagerEndOfTurn: Hello there.", "EndOfTurn: Hello there."}},
		{"eager, taken back", "&eager_eot_threshold=0.4", func(n *naive) {
			n.talk(vendors.Utterance("Hello there."))
			n.talk(quiet(160 * time.Millisecond))
			n.talk(vendors.Utterance("It is me."))
		}, []string{"StartOfTurn: Hello", "EagerEndOfTurn: Hello there.", "TurnResumed: Hello there.", "EagerEndOfTurn: Hello there. It is me.", "EndOfTurn: Hello there. It is me."}},
		{"an unfinished sentence is waited for", "", func(n *naive) {
			n.talk(vendors.Utterance("I would like"))
			n.talk(quiet(1500 * time.Millisecond))
			n.talk(vendors.Utterance("some tea."))
		}, []string{"StartOfTurn: I", "EndOfTurn: I would like some tea."}},
		{"timeout", "&eot_threshold=1.0&eot_timeout_ms=1000", func(n *naive) {
			n.talk(vendors.Utterance("Hello."))
			n.talk(quiet(900 * time.Millisecond))
		}, []string{"StartOfTurn: Hello.", "EndOfTurn: Hello."}},
		{"forced", "&eot_threshold=1.0", func(n *naive) {
			n.send(`{"type":"ForceEndTurn"}`) // no turn: a warning
			n.talk(vendors.Utterance("Hello."))
			n.talk(quiet(300 * time.Millisecond))
			n.send(`{"type":"ForceEndTurn"}`)
		}, []string{"StartOfTurn: Hello.", "EndOfTurn: Hello."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &vendors.Deepgram{}
			inWorld(t, d, func(w *world) {
				n := w.dial(flux + tt.query)
				n.talk(quiet(500 * time.Millisecond))
				tt.say(n)
				n.talk(quiet(500 * time.Millisecond))
				n.send(`{"type":"CloseStream"}`)
				n.wait()
				n.expectClose(websocket.StatusNoStatusRcvd, "")
				if got := n.turns(); !slices.Equal(got, tt.want) {
					t.Errorf("turns\n%q, want\n%q", got, tt.want)
				}
				checkSequence(t, n)
			})
			expectViolations(t, d)
		})
	}
}

// checkSequence: Connected first, ids without a gap, audio windows that grow, updates every 0.25 s.
func checkSequence(t *testing.T, n *naive) {
	t.Helper()
	if n.messages[0].typ() != "Connected" {
		t.Errorf("the first message is %v", n.messages[0])
	}
	window := 0.0
	for i, m := range n.messages {
		if m.json["sequence_id"] != float64(i) {
			t.Errorf("message %d has sequence id %v", i, m.json["sequence_id"])
		}
		if m.typ() == "TurnInfo" {
			end := m.json["audio_window_end"].(float64)
			if end < window || end > window+0.28 {
				t.Errorf("from %v to %v s nothing was told", window, end)
			}
			window = end
		}
	}
}

func TestForceEndTurnTriggers(t *testing.T) {
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		n := w.dial(flux + "&eot_threshold=1.0")
		n.send(`{"type":"ForceEndTurn"}`)
		n.talk(vendors.Utterance("Hello."))
		n.talk(quiet(300 * time.Millisecond))
		n.send(`{"type":"ForceEndTurn"}`)
		n.send(`{"type":"CloseStream"}`)
		n.wait()
		if got := n.of("Warning"); len(got) != 1 || got[0].json["code"] != "FORCE_END_TURN_NO_ACTIVE_TURN" {
			t.Errorf("warnings %v", got)
		}
		last := n.messages[len(n.messages)-1].json
		if last["event"] != "EndOfTurn" || last["trigger"] != "manual" || last["turn_index"] != 0.0 {
			t.Errorf("the last message is %v, want a manual EndOfTurn", last)
		}
	})
}

func TestConfigure(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		n := w.dial(flux)
		n.send(`{"type":"Configure","thresholds":{"eot_threshold":0.8,"eager_eot_threshold":0.5},"keyterms":["Visavis"]}`)
		n.send(`{"type":"Configure","thresholds":{"eot_threshold":0.9,"eager_eot_threshold":0.95}}`)
		n.send(`{"type":"Configure","language_hints":["en"]}`)
		n.send(`{"type":"Configure","keyterms":[]}`)
		n.send(`{"type":"CloseStream"}`)
		n.wait()
		ok, bad := n.of("ConfigureSuccess"), n.of("ConfigureFailure")
		if len(ok) != 2 || len(bad) != 2 || bad[0].json["code"] != "INVALID_THRESHOLD" {
			t.Fatalf("messages %v", n.messages)
		}
		thresholds := ok[1].json["thresholds"].(map[string]any)
		if thresholds["eot_threshold"] != 0.8 || thresholds["eager_eot_threshold"] != 0.5 || thresholds["eot_timeout_ms"] != 5000.0 {
			t.Errorf("thresholds %v: a refused Configure must change nothing", thresholds)
		}
		if terms := ok[1].json["keyterms"].([]any); len(terms) != 0 {
			t.Errorf("keyterms %v were not cleared", terms)
		}
	})
	expectViolations(t, d, "message", "message")
}

func TestFluxRules(t *testing.T) {
	for _, tt := range []struct {
		name   string
		do     func(n *naive)
		status websocket.StatusCode
		code   string
		rules  []string
	}{
		{"KeepAlive", func(n *naive) { n.send(`{"type":"KeepAlive"}`) }, 1008, "UNPARSABLE_CLIENT_MESSAGE", []string{"message"}},
		{"KeepAlive as binary", func(n *naive) { n.sendBytes([]byte(`{"type":"KeepAlive"}`)) }, 1008, "UNPARSABLE_CLIENT_MESSAGE", []string{"binary command"}},
		{"nothing for 60 s", func(n *naive) { n.wait() }, 1011, "INACTIVE_CLIENT", []string{"keep-alive"}},
		{"pings hold", func(n *naive) {
			for range 4 {
				time.Sleep(50 * time.Second)
				n.conn.Ping(n.Context())
			}
			n.send(`{"type":"CloseStream"}`)
		}, websocket.StatusNoStatusRcvd, "", nil},
		{"empty binary", func(n *naive) { n.sendBytes(nil); n.send(`{"type":"CloseStream"}`) }, websocket.StatusNoStatusRcvd, "", []string{"empty frame"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &vendors.Deepgram{}
			inWorld(t, d, func(w *world) {
				n := w.dial(flux)
				tt.do(n)
				n.wait()
				n.expectClose(tt.status, "")
				if e := n.of("Error"); tt.code != "" && (len(e) != 1 || e[0].json["code"] != tt.code) {
					t.Errorf("errors %v, want %s", e, tt.code)
				}
			})
			expectViolations(t, d, tt.rules...)
		})
	}
}
