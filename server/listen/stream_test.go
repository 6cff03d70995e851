package listen

import (
	"context"
	"fmt"
	"math/rand/v2"
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

var hello = fake.Transcriber{Script: []string{"hello there", "how are you"}, Confidence: 0.9}

// TestStream: what a microphone sends is answered as section 4 has it.
func TestStream(t *testing.T) {
	ears := hello
	ears.PerWord = 700 * time.Millisecond
	inWorld(t, ears, func(w *world) {
		c := w.dial(raw + "&model=nova-3&interim_results=true&vad_events=true&utterance_end_ms=1000&punctuate=true&keyterm=Visavis")
		c.speak(speech("hello there my friend", 1500*time.Millisecond, 2*time.Second), 32000)
		got := c.finish()
		all, finals := results(got)
		if text := textOf(finals); text != "Hello there." {
			t.Errorf("understood %q", text)
		}
		var kinds []string
		for _, m := range got {
			if k := m.Type(); len(kinds) == 0 || kinds[len(kinds)-1] != k {
				kinds = append(kinds, k)
			}
		}
		want := []string{"Results", "SpeechStarted", "Results", "UtteranceEnd", "Results", "Metadata"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		if first := all[0]; first.IsFinal || first.Start != 0 || first.Duration != 1 || len(first.Channel.Alternatives[0].Words) != 0 {
			t.Errorf("the first result is %+v, want an empty one of a second", first)
		}
		tile(t, got)
		if asked := w.asked[0]; asked.Model != "nova-3" || !cmp.Equal(asked.Keyterms, []string{"Visavis"}) {
			t.Errorf("the ears were asked for %+v", asked)
		}
		m := got[len(got)-1].(wire.ListenMetadata)
		if m.RequestID != requestID || m.Channels != 1 || len(m.SHA256) != 64 || m.Duration != all[len(all)-1].Start+all[len(all)-1].Duration {
			t.Errorf("metadata %+v", m)
		}
	})
}

// tile checks that the final results of each channel follow each other without gap or overlap, that
// interim results begin where the open window does and grow, and that words are in their window.
func tile(t *testing.T, got []wire.Message) {
	t.Helper()
	start, reach := map[int]float64{}, map[int]float64{}
	const exact = 0.0005
	for _, m := range got {
		r, ok := m.(wire.ListenResults)
		if !ok {
			continue
		}
		n, end := r.ChannelIndex[0], r.Start+r.Duration
		if off := r.Start - start[n]; off > exact || off < -exact {
			t.Errorf("a window begins at %v, want %v", r.Start, start[n])
		}
		if !r.IsFinal && end <= reach[n] || end < r.Start {
			t.Errorf("an interim result ends at %v after one at %v", end, reach[n])
		}
		for _, word := range r.Channel.Alternatives[0].Words {
			if word.Start < r.Start-exact || word.End > end+exact || word.Start > word.End {
				t.Errorf("%q is at %v to %v in a window from %v to %v", word.Word, word.Start, word.End, r.Start, end)
			}
		}
		if r.SpeechFinal && !r.IsFinal {
			t.Error("speech_final without is_final")
		}
		if reach[n] = end; r.IsFinal {
			start[n] = end
		}
	}
}

// TestPlain: what is not asked for does not come.
func TestPlain(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		c := w.dial(raw)
		c.speak(speech("hello there my friend", 3*time.Second, 3*time.Second), 32000)
		got := c.finish()
		all, finals := results(got)
		if len(all) != len(got)-1 || len(all) != len(finals) {
			t.Errorf("%d messages, %d results, %d of them final", len(got), len(all), len(finals))
		}
		if len(finals) < 5 {
			t.Errorf("only %d results in more than 7 s", len(finals))
		}
		if word := finals[len(finals)-1].Channel.Alternatives[0]; word.Words == nil {
			t.Error("words of a quiet window are null, want an empty list")
		}
		if text := textOf(finals); text != "hello there" {
			t.Errorf("understood %q, want plain words", text)
		}
		tile(t, got)
	})
}

// TestBurst: a whole file at once, in any chunks, is understood as the same file in real time.
func TestBurst(t *testing.T) {
	sound := append(speech("hello there my friend", time.Second, 2*time.Second), speech("how are you today", 0, 300*time.Millisecond)...)
	rng := rand.New(rand.NewPCG(1, 2))
	inWorld(t, hello, func(w *world) {
		for range 4 {
			c := w.dial(raw + "&interim_results=true")
			most, rest := 1+rng.IntN(40000), sound
			for len(rest) > 0 {
				n := min(len(rest), 1+rng.IntN(most))
				c.send(rest[:n])
				rest = rest[n:]
			}
			got := c.finish()
			_, finals := results(got)
			if text := textOf(finals); text != "hello there how are you" {
				t.Errorf("understood %q", text)
			}
			tile(t, got)
		}
	})
}

// TestContainer: a WAV file of 44.1 kHz with two channels is recognised, and heard as one or as two.
func TestContainer(t *testing.T) {
	samples, err := pcm.Resample(pcmOf(speech("hello there my friend", 500*time.Millisecond, 1500*time.Millisecond)), visavis.MicRate, 44100)
	if err != nil {
		t.Fatal(err)
	}
	file := stereo(samples)
	inWorld(t, hello, func(w *world) {
		for _, channels := range []int{1, 2} {
			c := w.dial(fmt.Sprintf("multichannel=%v", channels == 2))
			c.send(file)
			got := c.finish()
			m := got[len(got)-1].(wire.ListenMetadata)
			if d := float64(len(samples)) / 44100; m.Channels != channels || m.Duration < d-0.002 || m.Duration > d+0.002 {
				t.Errorf("%d channels of %v s, want %d of %v", m.Channels, m.Duration, channels, d)
			}
			_, finals := results(got)
			if text := textOf(finals); text != strings.TrimSpace(strings.Repeat(" hello there", channels)) {
				t.Errorf("understood %q in %d channels", text, channels)
			}
			tile(t, got)
		}
	})
}

func pcmOf(b []byte) []int16 { return (&pcm.Decoder{}).Append(nil, b) }

// stereo is a WAV file with the samples on both channels.
func stereo(samples []int16) []byte {
	b := pcm.Linear16.AppendWAVHeader(nil, 44100, int64(2*len(samples)))
	b[22], b[32] = 2, 4
	for _, s := range samples {
		b = pcm.Linear16.Append(b, []int16{s, s})
	}
	return b
}

// TestFinalize: what was heard is understood at once, and told to come from that.
func TestFinalize(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		c := w.dial(raw)
		c.text(`{"type":"Finalize"}`) // of nothing
		c.speak(speech("hello there my friend and all the others", 500*time.Millisecond, 0)[:64000], 32000)
		c.text(`{"type":"Finalize"}`)
		c.text(`{"type":"KeepAlive"}`)
		got := c.finish()
		_, finals := results(got)
		var from []wire.ListenResults
		for _, r := range finals {
			if r.FromFinalize {
				from = append(from, r)
			}
		}
		if len(from) != 1 || textOf(from) != "hello there" || from[0].SpeechFinal {
			t.Errorf("from Finalize: %+v", from)
		}
		tile(t, got)
	})
}

// TestEnds: how a stream ends, by whatever ends it.
func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		client func(c *client)
		status websocket.StatusCode
		reason string
		last   string
	}{
		{"CloseStream without audio", func(c *client) { c.text(`{"type":"CloseStream"}`) }, 1000, "", "Metadata"},
		{"an empty message", func(c *client) { c.send(speech("hello", 0, 0)); c.send(nil) }, 1000, "", "Metadata"},
		{"silence", func(c *client) {}, 1011, "NET-0001", "Metadata"},
		{"silence after audio", func(c *client) { c.send(make([]byte, 6400)) }, 1011, "NET-0001", "Metadata"},
		{"text that is not JSON", func(c *client) { c.text("[object Blob]") }, 1008, "DATA-0000", ""},
		{"a message of another protocol", func(c *client) { c.text(`{"type":"Settings"}`) }, 1008, "DATA-0000", ""},
		{"a megabyte of JSON", func(c *client) { c.text(`{"type":"` + strings.Repeat("x", 1<<20) + `"}`) }, 1009, "a message may have", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, hello, func(w *world) {
				c := w.dial(raw)
				tt.client(c)
				c.expectEnd(tt.status, tt.reason, tt.last)
			})
		})
	}
	t.Run("bytes that are no audio", func(t *testing.T) {
		inWorld(t, hello, func(w *world) {
			c := w.dial("")
			c.send([]byte("<!doctype html><html>"))
			c.expectEnd(1008, "DATA-0000", "")
		})
	})
	t.Run("ears that fail", func(t *testing.T) {
		inWorld(t, fake.Transcriber{Err: &visavis.VendorError{Engine: "fake", Message: "a secret"}}, func(w *world) {
			c := w.dial(raw)
			c.send(speech("hello there", time.Second, 0))
			c.expectEnd(1011, "NET-0000", "")
			if strings.Contains(c.reason, "secret") {
				t.Errorf("the client was told %q", c.reason)
			}
		})
	})
}

func (c *client) expectEnd(status websocket.StatusCode, reason, last string) {
	c.t.Helper()
	got := c.wait()
	if c.status != status || !strings.Contains(c.reason, reason) {
		c.t.Errorf("closed with status %d %q, want %d %q", c.status, c.reason, status, reason)
	}
	if last != "" && (len(got) == 0 || got[len(got)-1].Type() != last) {
		c.t.Errorf("%v came, want %s last", got, last)
	}
}

// TestKeepAlive: text keeps a stream alive in which nobody speaks.
func TestKeepAlive(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		c := w.dial(raw)
		for range 10 {
			c.text(`{"type": "KeepAlive"}`)
			time.Sleep(5 * time.Second)
		}
		if m := c.finish()[0].(wire.ListenMetadata); m.Duration != 0 || m.Channels != 0 || m.Models != nil {
			t.Errorf("metadata of a stream without audio: %+v", m)
		}
	})
}

// TestSlowEars: the end of a stream waits for what is still being understood, however long that takes.
func TestSlowEars(t *testing.T) {
	inWorld(t, patient{fake.Transcriber{Script: []string{"hello"}}}, func(w *world) {
		c := w.dial(raw)
		c.send(speech("hello there", 500*time.Millisecond, time.Second))
		_, finals := results(c.finish())
		if text := textOf(finals); text != "hello" {
			t.Errorf("understood %q", text)
		}
	})
}

// TestClientLeaves: a client that just goes leaves nothing behind; the leak check looks.
func TestClientLeaves(t *testing.T) {
	inWorld(t, fake.Transcriber{Script: []string{"hello"}, Delay: time.Hour}, func(w *world) {
		c := w.dial(raw)
		c.send(speech("hello there", 500*time.Millisecond, time.Second))
		time.Sleep(time.Second)
		c.conn.CloseNow()
		<-c.got
		c = w.dial(raw)
		c.send(speech("hello there", 500*time.Millisecond, time.Second))
		c.text(`{"type":"CloseStream"}`)
		c.conn.Close(websocket.StatusNormalClosure, "")
		<-c.got
	})
}

func TestRefusedStreams(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		for query, want := range map[string]struct {
			status  int
			mention string
		}{
			"model=%zz":                            {400, "query string"},
			"encoding=linear16":                    {400, "sample_rate"},
			"encoding=mp5&sample_rate=16000":       {400, "encoding"},
			"encoding=g729&sample_rate=8000":       {400, "encoding"},
			raw + "&channels=99":                   {400, "channels"},
			raw + "&interim_results=yes":           {400, "interim_results"},
			raw + "&punctuate=true&punctuate=true": {400, "punctuate"},
			raw + "&endpointing=soon":              {400, "endpointing"},
			raw + "&utterance_end_ms=1000":         {400, "interim_results=true"},
			raw + "&diarize=true":                  {400, "diarize"},
			raw + "&redact=pci":                    {400, "redact"},
			raw + "&callback=https://x/?key=k3y":   {400, "callback"},
			raw + "&summarize=v2":                  {400, "summarize"},
			raw + "&topics=true":                   {403, "topics"},
			raw + "&model=flux-general-en":         {400, "/v2/listen"},
			raw + "&model=nova-3&keywords=a:2":     {400, "keyterm"},
			raw + "&language=tlh":                  {400, "language tlh"},
		} {
			_, resp, err := websocket.Dial(context.Background(), "ws://visavis/v1/listen?"+query, &websocket.DialOptions{HTTPClient: w.network.Client()})
			if err == nil || resp == nil {
				t.Fatalf("%s: %v", query, err)
			}
			said := resp.Header.Get("dg-error")
			if resp.StatusCode != want.status || !strings.Contains(said, want.mention) {
				t.Errorf("%s: refused with %d %q, want %d and %q", query, resp.StatusCode, said, want.status, want.mention)
			}
			if strings.Contains(said, "k3y") {
				t.Errorf("%s: the refusal shows a key: %q", query, said)
			}
		}
	})
}
