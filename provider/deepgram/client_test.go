package deepgram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// wav returns a file in which text is said.
func wav(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pcm.WriteWAV(&b, vendors.Utterance(text), visavis.MicRate); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTranscribe(t *testing.T) {
	file := wav(t, "hello there. how are you?")
	const address = "https://example.com/a.wav?sig=1"
	dg := &vendors.Deepgram{Keys: []string{key}, Files: map[string][]byte{address: file}}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		c := NewClient(cfg)
		o := TranscribeOptions{Keyterms: []string{"hello"}}
		sent, err := c.Transcribe(t.Context(), io.LimitReader(bytes.NewReader(file), 1<<30), o)
		if err != nil {
			t.Fatal(err)
		}
		fetched, err := c.TranscribeURL(t.Context(), address, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{sent.Results.Channels[0].Alternatives[0].Transcript, fetched.Results.Channels[0].Alternatives[0].Transcript} {
			if words(got) != "hello there how are you" {
				t.Errorf("transcript is %q", got)
			}
		}
		best := sent.Results.Channels[0].Alternatives[0]
		if len(best.Words) != 5 || best.Paragraphs == nil || len(sent.Results.Utterances) == 0 || sent.Metadata.RequestID == "" {
			t.Errorf("words, paragraphs or utterances are missing: %+v", sent)
		}
		_, err = c.TranscribeURL(t.Context(), "https://example.com/none.wav", o)
		checkVendorError(t, err, false, "status 400", "REMOTE_CONTENT_ERROR", "request ")
	})
}

func TestSynthesize(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("This is said. ", 200)) // more than one request takes
	dg := &vendors.Deepgram{Keys: []string{key}, Factor: 1000}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		var b bytes.Buffer
		if err := NewClient(cfg).Synthesize(t.Context(), text, VoiceOptions{Rate: 16000}, &b); err != nil {
			t.Fatal(err)
		}
		var d pcm.Decoder
		if got := words(vendors.Text(d.Append(nil, b.Bytes()), 16000)); got != words(text) {
			t.Errorf("said %.80q…, %d bytes", got, b.Len())
		}
		if n := len(dg.Requests("")); n != 2 {
			t.Errorf("%d requests for %d characters", n, len(text))
		}
		if err := NewClient(cfg).Synthesize(t.Context(), "🎉 ...", VoiceOptions{}, &b); err != nil || len(dg.Requests("")) != 2 {
			t.Errorf("nothing to say: %v, %d requests", err, len(dg.Requests("")))
		}
	})
}

// full is a disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestSynthesizeTellsWhoFailed(t *testing.T) {
	dg := &vendors.Deepgram{}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		c := NewClient(cfg)
		err := c.Synthesize(t.Context(), "Hello there.", VoiceOptions{}, full{})
		if ve := new(visavis.VendorError); errors.As(err, &ve) || err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("error is %v: the disk is not the vendor's", err)
		}
		dg.Inject(vendors.Fault{After: vendors.Progress{Chunks: 3}, Do: vendors.Drop{}})
		checkVendorError(t, c.Synthesize(t.Context(), "Hello there.", VoiceOptions{}, io.Discard), true, "broke off")
		ctx, cancel := context.WithCancel(t.Context())
		err = c.Synthesize(ctx, strings.Repeat("Hello there. ", 50), VoiceOptions{}, writer(func([]byte) { cancel() }))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error after a cancel is %v", err)
		}
	})
}

type writer func([]byte)

func (f writer) Write(b []byte) (int, error) { f(b); return len(b), nil }

func TestModelsAndChecks(t *testing.T) {
	dg := &vendors.Deepgram{Keys: []string{key}, RESTPace: vendors.Pace{Handshake: vendors.Latency{Median: 70 * time.Millisecond}}}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		m, err := NewClient(cfg).Models(t.Context())
		if err != nil || len(m.STT) == 0 || len(m.TTS) == 0 {
			t.Errorf("models %+v, %v", m, err)
		}
		if took, err := NewClient(cfg).Check(t.Context()); err != nil || took < 70*time.Millisecond {
			t.Errorf("Check: %v, %v", took, err)
		}
		cfg.Credential = Key("wrong-" + key)
		_, err = NewClient(cfg).Check(t.Context())
		checkUnavailable(t, err, "the key was refused", "Invalid credentials.", "request ")
	})
}

// A file that cannot be decoded is the file's fault: not the operator's, and not to be tried again.
func TestRESTRefusals(t *testing.T) {
	for status, unavailable := range map[int]bool{400: false, 401: true, 402: true, 403: true, 404: true, 413: false, 429: false, 500: false, 504: false} {
		dg := &vendors.Deepgram{}
		dg.Inject(vendors.Fault{Do: vendors.Refuse{Status: status, Body: `{"category":"X","message":"Because of ` + key + `.","details":"so"}`}})
		synctest.Test(t, func(t *testing.T) {
			_, err := NewClient(serve(t, dg)).Transcribe(t.Context(), strings.NewReader("x"), TranscribeOptions{})
			if unavailable {
				checkUnavailable(t, err, "Because of [credential].", "so", "status")
				return
			}
			checkVendorError(t, err, status == 429 || status >= 500, "X: Because of [credential].")
		})
	}
}

// Streaming against prerecorded, with the same vendor: how long after the end of speech the answer
// is there.
func TestStreamingIsEarlier(t *testing.T) {
	dg := &vendors.Deepgram{
		ListenPace: swift(),
		RESTPace:   vendors.Pace{Handshake: vendors.Latency{Median: 80 * time.Millisecond}, First: vendors.Latency{Median: 300 * time.Millisecond}},
	}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		for _, tr := range []visavis.Transcriber{NewListen(cfg, ListenOptions{}), NewPrerecorded(cfg, TranscribeOptions{})} {
			var end time.Duration
			got, err := listen(t, tr, func(m *mic) {
				m.quiet(time.Second)
				m.say("what time is it")
				end = m.now()
				m.quiet(2 * time.Second)
			})
			if err != nil || words(answers(got)...) != "what time is it" {
				t.Fatalf("heard %v, %v", answers(got), err)
			}
			last := got[len(got)-1]
			if w := last.Words[0]; w.Start < 15000 || w.Start > 17000 {
				t.Errorf("the first word is at %d, want it after a second", w.Start)
			}
			t.Logf("%T: %v after the end of speech", tr, last.at-end)
		}
	})
}

func TestPrerecordedReportsFaults(t *testing.T) {
	dg := &vendors.Deepgram{}
	dg.Inject(vendors.Fault{Do: vendors.Refuse{Status: 503}})
	simulate(t, dg, func(t *testing.T, cfg Config) {
		_, err := listen(t, NewPrerecorded(cfg, TranscribeOptions{}), func(m *mic) {
			m.say("hello")
			m.quiet(time.Minute)
		})
		checkVendorError(t, err, true, "503")
	})
}

// All that is said is logged at debug level, and no secret, even one that the server repeats.
func TestLog(t *testing.T) {
	dg := &vendors.Deepgram{Keys: []string{key}, ListenPace: swift(), SpeakPace: swift()}
	dg.Inject(vendors.Fault{Path: "/v1/speak", After: vendors.Progress{Chunks: 1}, Do: vendors.Garbage{Data: `{"type":"Warning","description":"` + key + `"}`}})
	simulate(t, dg, func(t *testing.T, cfg Config) {
		var b bytes.Buffer
		cfg.Log = slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug}))
		cfg.Log.Info("made", "config", cfg)
		if _, err := listen(t, NewListen(cfg, ListenOptions{}), func(m *mic) { m.say("hello there."); m.quiet(time.Second) }); err != nil {
			t.Error(err)
		}
		v := NewVoice(cfg, VoiceOptions{})
		checkStory(t, speak(t.Context(), v, 0, nil, "Good day."), "Good day.")
		v.Close()
		if _, err := NewClient(cfg).Models(t.Context()); err != nil {
			t.Error(err)
		}
		for _, want := range []string{`\"type\":\"CloseStream\"`, `hello`, `\"type\":\"Speak\"`, "Good day.", `\"type\":\"Flushed\"`, "[credential]"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the log lacks %s", want)
			}
		}
		if strings.Contains(b.String(), key) {
			t.Errorf("the log has the key:\n%s", b.String())
		}
	})
}
