package listen

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/outbound"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/wire"
)

func (w *world) transcribe(query, contentType string, body []byte) wire.Transcription {
	w.t.Helper()
	status, _, answer := w.post(query, contentType, bytes.NewReader(body))
	var t wire.Transcription
	if err := json.Unmarshal([]byte(answer), &t); err != nil || status != 200 {
		w.t.Fatalf("status %d, %v: %s", status, err, answer)
	}
	return t
}

// TestFile: the answer has all that was asked for, and the shape of 9.1.
func TestFile(t *testing.T) {
	sound := append(speech("hello there my friend", 500*time.Millisecond, 1500*time.Millisecond), speech("how are you today", 0, 500*time.Millisecond)...)
	inWorld(t, hello, func(w *world) {
		got := w.transcribe(raw+"&punctuate=true&utterances=true&paragraphs=true&tag=a&tag=b&replace=there:world", "audio/raw", sound)
		m := got.Metadata
		if m.RequestID != requestID || m.Channels != 1 || m.Duration != seconds(int64(len(sound)/2)) || len(m.SHA256) != 64 || !cmp.Equal(m.Tags, []string{"a", "b"}) {
			t.Errorf("metadata %+v", m)
		}
		a := got.Results.Channels[0].Alternatives[0]
		if want := "Hello world. How are you?"; a.Transcript != want || a.Confidence != 0.9 {
			t.Errorf("transcript %q with confidence %v, want %q", a.Transcript, a.Confidence, want)
		}
		var utterances []string
		for _, u := range got.Results.Utterances {
			utterances = append(utterances, u.Transcript)
		}
		if diff := cmp.Diff([]string{"Hello world.", "How are you?"}, utterances); diff != "" {
			t.Errorf("utterances (-want +got):\n%s", diff)
		}
		p := a.Paragraphs
		if p == nil || len(p.Paragraphs) != 1 || len(p.Paragraphs[0].Sentences) != 2 || p.Paragraphs[0].NumWords != 5 ||
			p.Transcript != "\nHello world. How are you?" {
			t.Errorf("paragraphs %+v", p)
		}
	})
}

// TestChannels: each channel is heard by itself, and the utterances of all are in order.
func TestChannels(t *testing.T) {
	left, right := pcmOf(speech("hello there my friend", 500*time.Millisecond, 3*time.Second)), pcmOf(speech("hello", 3*time.Second, 0))
	var both []int16
	for i := range right {
		both = append(both, left[i], right[i])
	}
	inWorld(t, hello, func(w *world) {
		got := w.transcribe(raw+"&channels=2&multichannel=true&utterances=true", "application/octet-stream", pcm.Linear16.Append(nil, both))
		if n := len(got.Results.Channels); n != 2 || got.Metadata.Channels != 2 {
			t.Fatalf("%d channels", n)
		}
		var order []int
		for _, u := range got.Results.Utterances {
			order = append(order, u.Channel)
		}
		if diff := cmp.Diff([]int{0, 1}, order); diff != "" {
			t.Errorf("channels of the utterances (-want +got):\n%s", diff)
		}
		mixed := w.transcribe(raw+"&channels=2", "application/octet-stream", pcm.Linear16.Append(nil, both))
		if text := mixed.Results.Channels[0].Alternatives[0].Transcript; len(mixed.Results.Channels) != 1 || text != "hello there how are you" {
			t.Errorf("mixed: %q", text)
		}
	})
}

func TestRefusedFiles(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		for _, tt := range []struct {
			query, typ, body string
			status           int
			code, mention    string
		}{
			{"", "audio/wav", "", 400, "PAYLOAD_ERROR", "no audio"},
			{"", "audio/wav", "this is no sound at all", 400, "PAYLOAD_ERROR", "WAV"},
			{raw + "&diarize=true", "audio/wav", "", 400, "INVALID_QUERY_PARAMETER", "diarize"},
			{raw + "&detect_language=true", "audio/wav", "", 400, "INVALID_QUERY_PARAMETER", "detect_language"},
			{raw + "&summarize=v2", "audio/wav", "", 403, "UNAUTHORIZED_FEATURES_REQUESTED", "summarize"},
			{"encoding=opus&sample_rate=48000", "audio/opus", "x", 400, "INVALID_QUERY_PARAMETER", "in a container"},
			{raw + "&utt_split=-1", "audio/wav", "", 400, "INVALID_QUERY_PARAMETER", "utt_split"},
			{"", "application/json", "{", 400, "INVALID_JSON", "url"},
			{"", "application/json; charset=utf-8", `{"url":""}`, 400, "INVALID_JSON", "url"},
			{"", "application/json", `{"url":"https://example.org/a.wav?key=s3cret"}`, 400, "REMOTE_CONTENT_ERROR", "send the file itself"},
			{"", "application/json", `{"url":"` + strings.Repeat("x", 1<<20) + `"}`, 400, "INVALID_JSON", "url"},
		} {
			status, header, answer := w.post(tt.query, tt.typ, strings.NewReader(tt.body))
			e := wire.DecodeHTTPError([]byte(answer))
			if status != tt.status || e.Code != tt.code || !strings.Contains(e.Message, tt.mention) || e.RequestID != requestID {
				t.Errorf("%.80s %.40s: answered %d %.300s, want %d %s and %q", tt.query, tt.body, status, answer, tt.status, tt.code, tt.mention)
			}
			if header.Get("dg-error") != e.Message || strings.Contains(answer, "s3cret") {
				t.Errorf("%.40s: header %q, body %.300s", tt.body, header.Get("dg-error"), answer)
			}
		}
	})
}

// TestEarsFailOnFile: whose fault it was is not told.
func TestEarsFailOnFile(t *testing.T) {
	for name, ears := range map[string]visavis.Transcriber{
		"an error": fake.Transcriber{Err: errors.New("a secret")},
		"a panic":  earsThat(func() { panic("a secret") }),
		"a stop":   earsThat(func() {}),
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, ears, func(w *world) {
				status, _, answer := w.post(raw, "audio/raw", bytes.NewReader(speech("hello there", time.Second, time.Second)))
				if status != 503 || strings.Contains(answer, "secret") {
					t.Errorf("answered %d %s", status, answer)
				}
			})
		})
	}
}

// TestFetch: what a client names is fetched where the operator allows it, and never from here.
func TestFetch(t *testing.T) {
	sound := append(pcm.Linear16.AppendWAVHeader(nil, visavis.MicRate, pcm.UnknownLength), speech("hello there", time.Second, time.Second)...)
	files := map[string]int{"/a.wav": 200, "/gone.wav": 404}
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		status, known := files[r.URL.Path]
		if !known {
			return nil, &net.OpError{Op: "dial", Err: errors.New("10.1.2.3 refused the key s3cret")}
		}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(sound)), Request: r}, nil
	})
	synctest.Test(t, func(t *testing.T) {
		withServer(t, Config{Fetch: &http.Client{Transport: transport}}, hello, func(w *world) {
			got := w.transcribe("", "application/json", []byte(`{"url":"https://example.org/a.wav?key=s3cret"}`))
			if text := got.Results.Channels[0].Alternatives[0].Transcript; text != "hello there" {
				t.Errorf("understood %q", text)
			}
			for _, path := range []string{"gone.wav", "broken"} {
				status, _, answer := w.post("", "application/json", strings.NewReader(`{"url":"https://example.org/`+path+`?key=s3cret"}`))
				if status != 400 || !strings.Contains(answer, "REMOTE_CONTENT_ERROR") || strings.Contains(answer, "s3cret") || strings.Contains(answer, "10.1") {
					t.Errorf("%s: answered %d %s", path, status, answer)
				}
			}
		})
	})
	t.Run("private", func(t *testing.T) {
		withServer(t, Config{Fetch: outbound.Client(outbound.Policy{Hosts: []string{"*"}})}, hello, func(w *world) {
			for _, address := range []string{"http://example.org/a.wav", "https://127.0.0.1/a.wav", "https://[::1]/a.wav", "https://169.254.169.254/a", "file:///etc/passwd", "https://"} {
				status, _, answer := w.post("", "application/json", strings.NewReader(`{"url":"`+address+`"}`))
				if status != 400 || !strings.Contains(answer, "REMOTE_CONTENT_ERROR") {
					t.Errorf("%s: answered %d %s", address, status, answer)
				}
			}
		})
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestStall: a file that does not come is given up.
func TestStall(t *testing.T) {
	inWorld(t, hello, func(w *world) {
		body, stop := context.WithCancel(context.Background())
		defer stop()
		began := time.Now()
		status, _, answer := w.post(raw, "audio/raw", stalled{body})
		if took := time.Since(began); status != 504 || took > fileTime+time.Minute {
			t.Errorf("answered %d after %v: %s", status, took, answer)
		}
	})
}

// stalled is a body that never ends.
type stalled struct{ ctx context.Context }

func (s stalled) Read(b []byte) (int, error) {
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case <-time.After(59 * time.Second): // never at the instant at which it is given up
		return copy(b, make([]byte, 320)), nil
	}
}
