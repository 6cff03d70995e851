package openai_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/providertest"
)

// sound serves OpenAI's audio API. No client may break its rules, unless wrongly is set.
func sound(t *testing.T, wrongly bool, faults ...vendors.Fault) (*vendors.OpenAI, *httptest.Server) {
	t.Helper()
	api := &vendors.OpenAI{Mind: vendors.Mind{Key: key}}
	api.Inject(faults...)
	srv := httptest.NewServer(api)
	t.Cleanup(func() {
		srv.Client().CloseIdleConnections()
		srv.Close()
		if v := api.Violations(); len(v) > 0 && !wrongly {
			t.Errorf("violations: %v", v)
		}
	})
	return api, srv
}

func ears(srv *httptest.Server) *openai.Ears {
	return openai.NewEars(openai.EarsConfig{BaseURL: srv.URL + "/v1", APIKey: key, Client: srv.Client(),
		Model: "gpt-4o-mini-transcribe", Language: "en", Hint: "Visavis"})
}

func voice(srv *httptest.Server) *openai.Voice {
	return openai.NewVoice(openai.VoiceConfig{BaseURL: srv.URL + "/v1", APIKey: key, Client: srv.Client(),
		Model: "gpt-4o-mini-tts", Voice: "alloy", Style: "Calmly."})
}

func TestEarsConform(t *testing.T) {
	_, srv := sound(t, false)
	providertest.Transcriber(t, ears(srv), vendors.Utterance("hello there"), vendors.Utterance("how are you"))
}

func TestVoiceConforms(t *testing.T) {
	_, srv := sound(t, false)
	providertest.Speaker(t, voice(srv))
}

func TestRecognise(t *testing.T) {
	_, srv := sound(t, false)
	got, err := ears(srv).Recognise(t.Context(), vendors.Utterance("the quick brown fox"))
	if diff := cmp.Diff(visavis.Transcript{Text: "the quick brown fox"}, got); diff != "" || err != nil {
		t.Errorf("Recognise: %v, transcript (-want +got):\n%s", err, diff)
	}
}

// speak returns what a voice says, clause by clause.
func speak(ctx context.Context, v visavis.Speaker, clauses ...string) (map[int]string, error) {
	in := make(chan string, len(clauses))
	for _, c := range clauses {
		in <- c
	}
	close(in)
	audio, rate := map[int][]int16{}, visavis.SampleRate(0)
	err := v.Speak(ctx, in, func(s visavis.Speech) {
		audio[s.Clause], rate = append(audio[s.Clause], s.PCM...), s.Rate
	})
	said := map[int]string{}
	for i, pcm := range audio {
		said[i] = vendors.Text(pcm, rate)
	}
	return said, err
}

func TestSpeak(t *testing.T) {
	_, srv := sound(t, false)
	got, err := speak(t.Context(), voice(srv), "first things first", "and then", "the rest")
	want := map[int]string{0: "first things first", 1: "and then", 2: "the rest"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Speak: %v, said (-want +got):\n%s", err, diff)
	}
}

// overheard keeps the bodies of requests.
type overheard struct {
	http.RoundTripper
	bodies []string
}

func (o *overheard) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	o.bodies = append(o.bodies, string(b))
	r.Body = io.NopCloser(bytes.NewReader(b))
	return o.RoundTripper.RoundTrip(r)
}

// TestSpeed: a voice that is asked for a speed asks for it, and the voice as it is does not.
func TestSpeed(t *testing.T) {
	_, srv := sound(t, false)
	o := &overheard{RoundTripper: srv.Client().Transport}
	v := openai.NewVoice(openai.VoiceConfig{BaseURL: srv.URL + "/v1", APIKey: key, Model: "tts-1", Voice: "alloy", Client: &http.Client{Transport: o}})
	for _, s := range []visavis.Speaker{v, v.With(visavis.Prosody{Speed: 0.7}), v} {
		if got, err := speak(t.Context(), s, "first"); got[0] != "first" || err != nil {
			t.Errorf("said %v, %v", got, err)
		}
	}
	for i, want := range []bool{false, true, false} {
		if got := strings.Contains(o.bodies[i], `"speed":0.7`); got != want {
			t.Errorf("request %d is %s", i, o.bodies[i])
		}
	}
	if v.With(visavis.Prosody{Expressivity: 1}) != nil || v.With(visavis.Prosody{Speed: 5}) != nil {
		t.Error("the voice promises what the protocol does not have")
	}
}

// TestSpeechBreaksOff: what came is emitted, and a body that ends early is no short clause.
func TestSpeechBreaksOff(t *testing.T) {
	_, srv := sound(t, false, vendors.Fault{Path: "/v1/audio/speech", After: vendors.Progress{Chunks: 10}, Do: vendors.Drop{}})
	got, err := speak(t.Context(), voice(srv), "a sentence of some length", "never said")
	var failed *visavis.VendorError
	if !errors.As(err, &failed) || !failed.Temporary() {
		t.Errorf("Speak returned %v, want an error worth another try", err)
	}
	if !strings.HasPrefix("a sentence of some length", got[0]) || got[0] == "" || got[1] != "" {
		t.Errorf("said %v", got)
	}
}

func TestOneByteAtATime(t *testing.T) {
	_, srv := sound(t, false, vendors.Fault{Path: "/v1/audio/speech", After: vendors.Progress{Chunks: 1}, Do: vendors.Dribble{}})
	got, err := speak(t.Context(), voice(srv), "hi")
	if got[0] != "hi" || err != nil {
		t.Errorf("said %v, %v", got, err)
	}
}

// TestAudioRefused: each refusal says whether another try helps, is made once, and does not show the
// key.
func TestAudioRefused(t *testing.T) {
	for status, unavailable := range map[int]bool{401: true, 403: true, 402: true, 404: true, 429: false, 500: false, 400: false} {
		refuse := vendors.Fault{Do: vendors.Refuse{Status: status, Body: `{"error":{"message":"not with ` + key + `"}}`}}
		api, srv := sound(t, false, refuse, refuse)
		_, heard := ears(srv).Recognise(t.Context(), vendors.Utterance("hello"))
		_, said := speak(t.Context(), voice(srv), "hello")
		for _, err := range []error{heard, said} {
			var gone *visavis.UnavailableError
			if errors.As(err, &gone) != unavailable || err == nil || strings.Contains(err.Error(), key) {
				t.Errorf("%d: %v", status, err)
			}
		}
		if n := len(slices.Concat(api.Requests(""))); n != 2 {
			t.Errorf("%d: %d requests, want one of each: drivers try once", status, n)
		}
	}
}
