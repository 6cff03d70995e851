package wire

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func parsed(t testing.TB, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestParseListenQuery(t *testing.T) {
	const raw = "encoding=linear16&sample_rate=16000"
	got, err := ParseListenQuery(parsed(t, raw+"&channels=2&multichannel=true&model=nova-3&language=en&punctuate=true"+
		"&interim_results=true&utterance_end_ms=1000&vad_events=true&endpointing=25&keyterm=a+b&keyterm=c&tag=x&unknown=1&unknown=2"))
	want := ListenQuery{
		Model: "nova-3", Version: "latest", Language: "en", Tags: []string{"x"}, Encoding: "linear16", SampleRate: 16000, Channels: 2,
		Multichannel: true, Punctuate: true, Keyterms: []string{"a b", "c"}, InterimResults: true, VADEvents: true,
		Endpointing: Endpointing{Given: true, Quiet: 25 * time.Millisecond}, UtteranceEnd: time.Second,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	for query, want := range map[string]Endpointing{
		"": {}, "endpointing=true": {}, "endpointing=false": {Off: true}, "endpointing=0": {Given: true},
	} {
		if got, err := ParseListenQuery(parsed(t, query)); err != nil || got.Endpointing != want {
			t.Errorf("%s: %+v, %v; want %+v", query, got.Endpointing, err, want)
		}
	}
}

func TestParseTranscribeQuery(t *testing.T) {
	got, err := ParseTranscribeQuery(parsed(t, "utterances=true&utt_split=1.5&paragraphs=true&keywords=a:2&model=nova-2&redact=false"))
	want := ListenQuery{
		Model: "nova-2", Version: "latest", Keywords: []string{"a:2"}, Utterances: true, UtteranceSplit: 1500 * time.Millisecond, Paragraphs: true,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

// TestQueryErrors: a wrong value is refused with its name and what would be right; a secret is not shown.
func TestQueryErrors(t *testing.T) {
	for _, tt := range []struct {
		query, parameter, text string
		feature                bool
	}{
		{"punctuate=yes", "punctuate", `punctuate must be one of true, false, not "yes"`, false},
		{"punctuate=", "punctuate", "punctuate must be one of true, false, not empty", false},
		{"punctuate=true&punctuate=true", "punctuate", "punctuate must come once, not 2 times", false},
		{"sample_rate=16k", "sample_rate", `sample_rate must be a whole number between 4000 and 384000, not "16k"`, false},
		{"sample_rate=1e4", "sample_rate", `sample_rate must be a whole number between 4000 and 384000, not "1e4"`, false},
		{"channels=21", "channels", `channels must be a whole number between 1 and 20, not "21"`, false},
		{"channels=-1", "channels", `channels must be a whole number between 1 and 20, not "-1"`, false},
		{"encoding=linear16", "sample_rate", "sample_rate is missing: encoding=linear16 needs it", false},
		{"encoding=%00%ff", "encoding", `not "\x00\xff"`, false},
		{"model=", "model", "model must not be empty", false},
		{"model=" + strings.Repeat("aura-", 5000), "model", "…", false},
		{"keyterm=", "keyterm", "keyterm must not be empty", false},
		{"redact=names", "redact", `not "names"`, false},
		{strings.Repeat("tag=x&", 501), "tag", "tag must come at most 500 times", false},
		{"model=nova-2&keywords=visavis:x", "keywords", "words with a boost", false},
		{"dictation=true", "dictation", "dictation needs punctuate=true", false},
		{"diarize=true&diarize_model=v1", "diarize_model", "diarize_model must not come together with diarize", false},
		{"paragraphs=true", "paragraphs", "paragraphs is for files, not for a stream: leave it out", false},
		{"topics=true", "topics", "topics is not available on a stream", true},
	} {
		_, err := ParseListenQuery(parsed(t, tt.query))
		var qe *QueryError
		if !errors.As(err, &qe) {
			t.Errorf("%.60s: error %v, want a QueryError", tt.query, err)
			continue
		}
		if qe.Parameter != tt.parameter || qe.Feature != tt.feature || !strings.Contains(qe.Error(), tt.text) || len(qe.Error()) > 300 {
			t.Errorf("%.60s: %+v %q, want %s and %q", tt.query, qe, qe.Error(), tt.parameter, tt.text)
		}
	}
}

// FuzzQueries: any query is read or refused, by all readers of queries.
func FuzzQueries(f *testing.F) {
	f.Add("encoding=linear16&sample_rate=16000&endpointing=false&utt_split=0.5&keyterm=a&keyterm=b")
	f.Add("model=flux-general-en&eot_threshold=0.7&eot_timeout_ms=5000&language_hint=en")
	f.Add("model=aura-2-asteria-en&encoding=linear16&sample_rate=24000&speed=1.5&bit_rate=48000")
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		listen, err := ParseListenQuery(values)
		checkQuery(t, err)
		if err == nil && (listen.UtteranceEnd < 0 || listen.Endpointing.Quiet < 0 || listen.Channels > maxChannels) {
			t.Errorf("%q is read as %+v", query, listen)
		}
		file, err := ParseTranscribeQuery(values)
		checkQuery(t, err)
		if err == nil && file.UtteranceSplit < 0 {
			t.Errorf("%q is read as %+v", query, file)
		}
		_, err = ParseFluxQuery(values)
		checkQuery(t, err)
		_, err = ParseSpeakQuery(values)
		checkQuery(t, err)
		_, err = ParseSynthesizeQuery(values)
		checkQuery(t, err)
	})
}

func checkQuery(t *testing.T, err error) {
	var qe *QueryError
	if err == nil {
		return
	}
	if !errors.As(err, &qe) || qe.Parameter == "" || qe.Reason == "" || len(qe.Error()) > 400 {
		t.Errorf("error %T %v", err, err)
	}
}
