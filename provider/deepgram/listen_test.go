package deepgram

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// delay returns how long after an end of speech its answer came.
func delay(got []heard, n int, end time.Duration) time.Duration {
	for _, h := range got {
		if h.Flushed {
			if n--; n < 0 {
				return h.at - end
			}
		}
	}
	return -1
}

// Two sentences to each kind of ears: what they say, that they say it before the end, and how soon.
func TestEarsHear(t *testing.T) {
	for name, tt := range map[string]struct {
		ears func(Config) visavis.Transcriber
		wait time.Duration // longest, after our own end of speech
		turn visavis.Turn
	}{
		"nova": {func(c Config) visavis.Transcriber { return NewListen(c, ListenOptions{}) }, 0, visavis.TurnUnknown},
		"nova without endpointing": {func(c Config) visavis.Transcriber {
			return NewListen(c, ListenOptions{Model: "nova-2", Endpointing: 5 * time.Second})
		}, 125 * time.Millisecond, visavis.TurnUnknown},
		"flux": {func(c Config) visavis.Transcriber {
			return NewListen(c, ListenOptions{Model: "flux-general-en", EagerEOTThreshold: 0.5})
		}, 0, visavis.TurnOver},
	} {
		t.Run(name, func(t *testing.T) {
			dg := &vendors.Deepgram{ListenPace: swift(), Keys: []string{key}}
			simulate(t, dg, func(t *testing.T, cfg Config) {
				var ends []time.Duration
				got, err := listen(t, tt.ears(cfg), func(m *mic) {
					for _, text := range []string{"turn on the lights.", "and tell me a story."} {
						m.quiet(500 * time.Millisecond)
						m.say(text)
						ends = append(ends, m.now())
						m.quiet(3 * time.Second)
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if all := words(answers(got)...); all != "turn on the lights and tell me a story" {
					t.Errorf("heard %q", all)
				}
				if got[0].Flushed || got[0].at > ends[0]-time.Second {
					t.Errorf("the first word was told at %v, the sentence ended at %v", got[0].at, ends[0])
				}
				for i, end := range ends {
					if d := delay(got, i, end); d > tt.wait {
						t.Errorf("answer %d came %v after the end of speech, want at most %v", i, d, tt.wait)
					}
				}
				if !slices.ContainsFunc(got, func(h heard) bool { return h.Flushed && h.Turn == tt.turn }) {
					t.Errorf("no answer has turn %d", tt.turn)
				}
			})
		})
	}
}

// A microphone that is switched off for minutes costs neither the connection nor a word.
func TestEarsStayAliveInSilence(t *testing.T) {
	for _, model := range []string{"nova-3", "flux-general-en"} {
		dg := &vendors.Deepgram{ListenPace: swift()}
		simulate(t, dg, func(t *testing.T, cfg Config) {
			got, err := listen(t, NewListen(cfg, ListenOptions{Model: model}), func(m *mic) {
				m.say("hello there.")
				m.quiet(time.Second)
				time.Sleep(5 * time.Minute)
				m.say("still here.")
				m.quiet(time.Second)
			})
			if all := words(answers(got)...); err != nil || all != "hello there still here" || len(dg.Requests("")) != 1 {
				t.Errorf("%s: heard %q over %d connections, %v", model, all, len(dg.Requests("")), err)
			}
		})
	}
}

func TestAudioWaitsForTheHandshake(t *testing.T) {
	for _, model := range []string{"nova-3", "flux-general-en"} {
		dg := &vendors.Deepgram{ListenPace: vendors.Pace{Handshake: vendors.Latency{Median: 4 * time.Second}}}
		simulate(t, dg, func(t *testing.T, cfg Config) {
			got, err := listen(t, NewListen(cfg, ListenOptions{Model: model}), func(m *mic) {
				m.say("early bird.")
				m.quiet(6 * time.Second)
			})
			if all := words(answers(got)...); err != nil || model == "nova-3" && all != "early bird" || !strings.Contains(all, "early bird") {
				t.Errorf("%s: heard %q, %v", model, all, err)
			}
		})
	}
}

func TestNoAudioNoConnection(t *testing.T) {
	dg := &vendors.Deepgram{}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		got, err := listen(t, NewListen(cfg, ListenOptions{}), func(m *mic) {
			time.Sleep(time.Hour)
			m.mark(visavis.SpeechEnd)
		})
		if len(got) != 1 || !got[0].Flushed || err != nil || len(dg.Requests("")) > 0 {
			t.Errorf("heard %v over %d connections, %v", got, len(dg.Requests("")), err)
		}
	})
}

// What is owed when the microphone is closed is still answered, soon.
func TestClosingAnswersWhatIsOwed(t *testing.T) {
	for _, model := range []string{"nova-3", "flux-general-en"} {
		dg := &vendors.Deepgram{ListenPace: swift()}
		simulate(t, dg, func(t *testing.T, cfg Config) {
			var end time.Time
			got, err := listen(t, NewListen(cfg, ListenOptions{Model: model, Endpointing: 5 * time.Second}), func(m *mic) {
				m.say("and then")
				end = time.Now()
			})
			if all := words(answers(got)...); err != nil || all != "and then" {
				t.Errorf("%s: heard %q, %v", model, all, err)
			}
			if took := time.Since(end); took > 500*time.Millisecond {
				t.Errorf("%s: closing took %v", model, took)
			}
		})
	}
}
