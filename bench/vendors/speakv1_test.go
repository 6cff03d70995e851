package vendors_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

const aura = "/v1/speak?model=aura-2-asteria-en&encoding=linear16&sample_rate=24000"

// TestSpeakStreams: Metadata first, audio soon and faster than real time, Flushed after the last of
// it, and the tail delivered by Close.
func TestSpeakStreams(t *testing.T) {
	d := &vendors.Deepgram{SpeakPace: vendors.Pace{First: vendors.Latency{Median: 200 * time.Millisecond}}}
	inWorld(t, d, func(w *world) {
		n := w.dial(aura)
		n.send(`{"type":"Speak","text":"Hello there. "}`)
		n.send(`{"type":"Speak","text":"How are you "}`)
		n.send(`{"type":"Speak","text":"today?"}`)
		n.send(`{"type":"Flush"}`)
		time.Sleep(3 * time.Second)
		n.send(`{"type":"Speak","text":"The tail"}`)
		n.send(`{"type":"Close"}`)
		n.wait()
		n.expectClose(websocket.StatusNormalClosure, "")
		if n.messages[0].typ() != "Metadata" || n.messages[0].json["model_name"] != "aura-2-asteria-en" {
			t.Errorf("the first message is %v", n.messages[0])
		}
		flushed := n.of("Flushed")
		if len(flushed) != 1 || decode24(n.audio[:flushed[0].after]) != "Hello there. How are you today?" {
			t.Errorf("Flushed %v behind %q", flushed, decode24(n.audio[:flushed[0].after]))
		}
		// 200 ms, then 32 letters and the quiet after both pieces at ten times real time.
		if at := flushed[0].at; at < 380*time.Millisecond || at > 450*time.Millisecond {
			t.Errorf("Flushed after %s", at)
		}
		if got := decode24(n.audio); got != "Hello there. How are you today? The tail" {
			t.Errorf("spoken: %q", got)
		}
	})
	expectViolations(t, d)
}

// TestSpeakBeginsWithoutFlush: a sentence that is followed by space at once, a last one soon.
func TestSpeakBeginsWithoutFlush(t *testing.T) {
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		for text, want := range map[string]string{"One. Two is": "One.", "One. Two.": "One. Two.", "One. Two": "One."} {
			n := w.dial(aura)
			n.send(`{"type":"Speak","text":"` + text + `"}`)
			time.Sleep(5 * time.Second)
			n.leave()
			if got := decode24(n.audio); got != want {
				t.Errorf("of %q was spoken: %q", text, got)
			}
		}
	})
}

func TestClearDropsWhatWasNotSent(t *testing.T) {
	d := &vendors.Deepgram{Factor: 1}
	inWorld(t, d, func(w *world) {
		n := w.dial(aura)
		n.send(`{"type":"Speak","text":"one two three four five six seven eight nine ten"}`)
		n.send(`{"type":"Flush"}`)
		time.Sleep(time.Second)
		n.send(`{"type":"Speak","text":"never"}`)
		n.send(`{"type":"Clear"}`)
		n.send(`{"type":"Speak","text":"new"}`)
		n.send(`{"type":"Close"}`)
		n.wait()
		cleared := n.of("Cleared")
		if len(cleared) != 1 || len(n.of("Flushed")) != 0 {
			t.Fatalf("messages %v, want Cleared and no Flushed", n.messages)
		}
		if at := cleared[0].at; at > time.Second+time.Millisecond {
			t.Errorf("Cleared after %s", at)
		}
		if got := decode24(n.audio[:cleared[0].after]); !strings.HasPrefix(got, "one two three") || strings.Contains(got, "five") {
			t.Errorf("before Cleared: %q", got)
		}
		if got := decode24(n.audio[cleared[0].after:]); got != "new" {
			t.Errorf("after Cleared: %q", got)
		}
	})
	expectViolations(t, d)
}

func TestTheTwentyFirstFlush(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		n := w.dial(aura)
		for i := range 21 {
			n.send(fmt.Sprintf(`{"type":"Speak","text":"n%d "}`, i))
			n.send(`{"type":"Flush"}`)
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		n.send(`{"type":"Flush"}`)
		n.send(`{"type":"Close"}`)
		n.wait()
		if w := n.of("Warning"); len(w) != 1 || w[0].json["code"] != "EXCESSIVE_FLUSH" {
			t.Errorf("warnings %v", w)
		}
		flushed := n.of("Flushed")
		if len(flushed) != 21 || flushed[20].json["sequence_id"] != 20.0 {
			t.Errorf("%d Flushed: the 21st was to be refused, the one a minute later not", len(flushed))
		}
	})
	expectViolations(t, d, "flush")
}

func TestSpeakRules(t *testing.T) {
	for _, tt := range []struct {
		name   string
		do     func(n *naive)
		status websocket.StatusCode
		reason string
		rules  []string
	}{
		{"binary", func(n *naive) { n.sendBytes([]byte{1}) }, 1003, "MESSAGE-0000", []string{"binary"}},
		{"Reset", func(n *naive) { n.send(`{"type":"Reset"}`) }, 1008, "DATA-0000", []string{"message"}},
		{"KeepAlive", func(n *naive) { n.send(`{"type":"KeepAlive"}`) }, 1008, "DATA-0000", []string{"message"}},
		{"Speak without text", func(n *naive) { n.send(`{"type":"Speak"}`) }, 1008, "DATA-0000", []string{"message"}},
		{"2000 characters", func(n *naive) {
			n.send(`{"type":"Speak","text":"` + strings.Repeat(" ", 1999) + `é"}`)
			n.send(`{"type":"Close"}`)
		}, 1000, "", nil},
		{"2001 characters", func(n *naive) { n.send(`{"type":"Speak","text":"` + strings.Repeat("a", 2001) + `"}`) },
			1009, "BIG-0001", []string{"text length"}},
		{"an hour", func(n *naive) { time.Sleep(time.Hour) }, 1011, "NET-0003", nil},
		{"less than an hour", func(n *naive) { time.Sleep(time.Hour - time.Second); n.send(`{"type":"Close"}`) }, 1000, "", nil},
		{"after Close, while the tail is spoken", func(n *naive) {
			n.send(`{"type":"Speak","text":"The tail."}`)
			n.send(`{"type":"Close"}`)
			n.sendBytes([]byte{1})
		}, 1000, "", nil},
		{"empty text and nothing to say", func(n *naive) {
			n.send(`{"type":"Speak","text":""}`)
			n.send(`{"type":"Speak","text":" 🙂 "}`)
			n.send(`{"type":"Flush"}`)
			n.send(`{"type":"Close"}`)
		}, 1000, "", nil},
		{"3000 characters in a minute", func(n *naive) {
			n.send(`{"type":"Speak","text":"` + strings.Repeat(" ", 1500) + `"}`)
			n.send(`{"type":"Speak","text":"` + strings.Repeat(" ", 1500) + `"}`)
		}, 1008, "DATA-0001", []string{"text rate"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &vendors.Deepgram{CharactersPerMinute: 2400}
			inWorld(t, d, func(w *world) {
				n := w.dial(aura)
				tt.do(n)
				n.wait()
				n.expectClose(tt.status, tt.reason)
				if n.ended > time.Hour {
					t.Errorf("open for %s", n.ended)
				}
			})
			expectViolations(t, d, tt.rules...)
		})
	}
}

// TestFramesOfOneByte: what is heard does not depend on how it is cut.
func TestFramesOfOneByte(t *testing.T) {
	var last []byte
	for _, frame := range []int{0, 1, 999} {
		inWorld(t, &vendors.Deepgram{Frame: frame}, func(w *world) {
			n := w.dial(aura)
			n.send(`{"type":"Speak","text":"Hi."}`)
			n.send(`{"type":"Close"}`)
			n.wait()
			if got := decode24(n.audio); got != "Hi." || last != nil && !slices.Equal(last, n.audio) {
				t.Errorf("in frames of %d bytes: %q", frame, got)
			}
			last = n.audio
		})
	}
}

func TestOtherEncodings(t *testing.T) {
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		n := w.dial("/v1/speak?encoding=mulaw")
		n.send(`{"type":"Speak","text":"By telephone."}`)
		n.send(`{"type":"Close"}`)
		n.wait()
		d := pcm.Decoder{Encoding: pcm.MuLaw}
		if got := vendors.Text(d.Append(nil, n.audio), 8000); got != "By telephone." {
			t.Errorf("spoken: %q", got)
		}
	})
}
