package vendors_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

const (
	raw   = "encoding=linear16&sample_rate=16000"
	nova  = "/v1/listen?model=nova-3&" + raw + "&interim_results=true&endpointing=300&punctuate=true"
	story = "Hello there, I would like to know whether the train to Lyon is late today because of the snow."
)

// TestListenHearsWhatIsSaid: finals joined are what was said, finals tile the time, interims of a
// window share its start, and the end is orderly.
func TestListenHearsWhatIsSaid(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		n := w.dial(nova + "&vad_events=true&utterance_end_ms=1000")
		n.talk(quiet(time.Second))
		n.talk(vendors.Utterance(story))
		n.talk(quiet(2 * time.Second))
		n.send(`{ "type": "CloseStream" }`)
		n.wait()
		n.expectClose(websocket.StatusNormalClosure, "")
		if got := n.finals(); got != story {
			t.Errorf("finals %q", got)
		}
		checkWindows(t, n)
		if finals := speechFinals(n); len(finals) != 1 || finals[0].at < 7500*time.Millisecond || finals[0].at > 7700*time.Millisecond {
			t.Errorf("speech finals %v, want one 300 ms after the end at 7.27 s", finals)
		}
		if len(n.of("SpeechStarted")) != 1 || len(n.of("UtteranceEnd")) != 1 {
			t.Errorf("want one SpeechStarted and one UtteranceEnd: %v", n.messages)
		}
		if last := n.messages[len(n.messages)-1]; last.typ() != "Metadata" || last.json["duration"].(float64) < 9.2 {
			t.Errorf("the last message is %v, want Metadata with the duration", last)
		}
	})
	expectViolations(t, d)
}

func speechFinals(n *naive) []received {
	return slices.DeleteFunc(n.of("Results"), func(r received) bool { return r.json["speech_final"] != true })
}

func checkWindows(t *testing.T, n *naive) {
	t.Helper()
	open := 0.0
	finals := 0
	for _, m := range n.of("Results") {
		start, duration := m.json["start"].(float64), m.json["duration"].(float64)
		if start != open {
			t.Errorf("a result starts at %v, the open window at %v", start, open)
		}
		if m.json["is_final"] == true {
			open = float64(int(1000*(start+duration)+0.5)) / 1000
			finals++
		}
	}
	if finals < 3 {
		t.Errorf("%d finals: a long sentence should have several", finals)
	}
}

// TestListenWithoutOptions: no interims, no events, bare words unless asked for.
func TestListenWithoutOptions(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		n := w.dial("/v1/listen?model=nova-2&" + raw)
		n.talk(vendors.Utterance("Hello, World!"))
		n.talk(quiet(time.Second))
		n.send(`{"type":"CloseStream"}`)
		n.wait()
		for _, m := range n.messages {
			if m.typ() == "Results" && m.json["is_final"] == true || m.typ() == "Metadata" {
				continue
			}
			t.Errorf("not asked for: %v", m.json)
		}
		if got := n.finals(); got != "hello world" {
			t.Errorf("finals %q", got)
		}
	})
	expectViolations(t, d)
}

func TestFinalizeAnswersWhenThereIsSomething(t *testing.T) {
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		n := w.dial(nova)
		n.talk(quiet(200 * time.Millisecond))
		n.send(`{"type":"Finalize"}`)
		n.talk(vendors.Utterance("Good morning."))
		n.send(`{"type":"Finalize"}`)
		n.send(`{"type":"Finalize"}`)
		n.talk(quiet(time.Second))
		n.leave()
		var flushed []string
		for _, m := range n.of("Results") {
			if m.json["from_finalize"] == true {
				flushed = append(flushed, transcript(m))
			}
		}
		if !slices.Equal(flushed, []string{"Good morning."}) {
			t.Errorf("finalized %q, want one answer: nothing was there the other times", flushed)
		}
		if finals := speechFinals(n); len(finals) != 1 || transcript(finals[0]) != "" {
			t.Errorf("speech finals %v, want an empty one: the text was closed before", finals)
		}
	})
}

func TestListenV1Rules(t *testing.T) {
	speech := pcm.Linear16.Append(nil, quiet(100*time.Millisecond))
	for _, tt := range []struct {
		name   string
		do     func(n *naive)
		status websocket.StatusCode
		reason string
		at     time.Duration // 0: any
		rules  []string
	}{
		{"nothing for 10 s", func(n *naive) { n.sendBytes(speech); n.wait() },
			1011, "NET-0001", 10 * time.Second, []string{"keep-alive"}},
		{"KeepAlive holds", func(n *naive) {
			n.sendBytes(speech)
			for range 4 {
				time.Sleep(5 * time.Second)
				n.send(`{"type": "KeepAlive"}`)
			}
			n.send(`{"type":"CloseStream"}`)
		}, 1000, "", 20 * time.Second, nil},
		{"KeepAlive alone at the start does not", func(n *naive) { time.Sleep(5 * time.Second); n.send(`{"type":"KeepAlive"}`); n.wait() },
			1011, "NET-0001", 10 * time.Second, []string{"keep-alive"}},
		{"KeepAlive as binary", func(n *naive) { n.sendBytes([]byte(`{"type":"KeepAlive"}`)) },
			1008, "DATA-0000", 0, []string{"binary command"}},
		{"empty binary", func(n *naive) { n.sendBytes(nil) }, 1000, "", 0, []string{"empty frame"}},
		{"unknown message", func(n *naive) { n.send(`{"type":"Flush"}`) }, 1008, "DATA-0000", 0, []string{"message"}},
		{"not JSON", func(n *naive) { n.send(`CloseStream`) }, 1008, "DATA-0000", 0, []string{"message"}},
		{"a minute at once", func(n *naive) {
			n.sendBytes(pcm.Linear16.Append(nil, quiet(time.Minute)))
			n.send(`{"type":"CloseStream"}`)
		}, 1000, "", 0, []string{"pace"}},
		{"ten seconds again after a fault", func(n *naive) {
			n.sendBytes(pcm.Linear16.Append(nil, quiet(10*time.Second)))
			n.send(`{"type":"CloseStream"}`)
		}, 1000, "", 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &vendors.Deepgram{}
			inWorld(t, d, func(w *world) {
				n := w.dial(nova)
				tt.do(n)
				n.wait()
				n.expectClose(tt.status, tt.reason)
				if tt.status != 1008 && len(n.of("Metadata")) != 1 {
					t.Errorf("no Metadata before the close: %v", n.messages)
				}
				if tt.at != 0 && n.ended.Round(time.Second) != tt.at {
					t.Errorf("ended after %s, want %s", n.ended, tt.at)
				}
			})
			expectViolations(t, d, tt.rules...)
		})
	}
}

// TestListenSniffsWAV: a file with no encoding, all at once, as the vendor's examples do.
func TestListenSniffsWAV(t *testing.T) {
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		n := w.dial("/v1/listen?model=nova-3&punctuate=true")
		var file strings.Builder
		pcm.WriteWAV(&file, vendors.Speak("It is a file.", 44100), 44100)
		n.sendBytes([]byte(file.String()[:30]))
		n.sendBytes([]byte(file.String()[30:]))
		n.send(`{"type":"CloseStream"}`)
		n.wait()
		if got := n.finals(); got != "It is a file." {
			t.Errorf("finals %q", got)
		}
	})
	inWorld(t, &vendors.Deepgram{}, func(w *world) {
		n := w.dial("/v1/listen?model=nova-3")
		n.sendBytes(make([]byte, 100))
		n.wait()
		n.expectClose(1008, "DATA-0000")
	})
}

// TestScript: audio that holds no code is understood by the script, also where it went on after a
// connection was lost.
func TestScript(t *testing.T) {
	d := &vendors.Deepgram{Script: []string{"What time is it?", "Thank you."}}
	hum := vendors.Utterance("zzzzzzzzzzzzzzzzzzzzz")
	inWorld(t, d, func(w *world) {
		for _, want := range []string{"What time is it?", "Thank you.", ""} {
			n := w.dial(nova)
			n.talk(quiet(time.Second))
			n.talk(hum)
			n.talk(quiet(time.Second))
			n.send(`{"type":"CloseStream"}`)
			n.wait()
			if got := n.finals(); got != want {
				t.Errorf("finals %q, want %q", got, want)
			}
		}
	})
	expectViolations(t, d)
}

func TestNoReconnectLosesWords(t *testing.T) {
	d := &vendors.Deepgram{}
	d.Inject(vendors.Fault{Path: "/v1/listen", After: vendors.Progress{Words: 3}, Do: vendors.Drop{}})
	inWorld(t, d, func(w *world) {
		n := w.dial(nova)
		n.talk(vendors.Utterance("one two three four five"))
		n.wait()
		if n.ended < 930*time.Millisecond || n.ended > 1050*time.Millisecond {
			t.Errorf("dropped after %s, want in the fourth word: 0.93 to 1.2 s", n.ended)
		}
		again := w.dial(nova)
		again.talk(vendors.Utterance("one two three four five"))
		again.send(`{"type":"CloseStream"}`)
		again.wait()
		if got := again.finals(); got != "one two three four five" {
			t.Errorf("what was sent again was heard as %q", got)
		}
	})
	expectViolations(t, d)
	if got := d.Requests("/v1/listen"); len(got) != 2 || !got[0].Broken || d.Open() != 0 {
		t.Errorf("requests %v, %d open", got, d.Open())
	}
}
