package wire

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseFluxSpeakQuery(t *testing.T) {
	slow, lively := 0.85, 2.0
	for _, tt := range []struct {
		parse func(url.Values) (FluxSpeakQuery, error)
		query string
		want  FluxSpeakQuery
	}{
		{ParseFluxSpeakQuery, "model=flux-alexis-en", FluxSpeakQuery{Model: "flux-alexis-en", Encoding: "linear16", Container: "none"}},
		{ParseFluxSpeakQuery, "model=slt&encoding=mulaw&sample_rate=8000&speed=0.85&expressivity=2&tag=a&tag=b&mip_opt_out=true&token=x",
			FluxSpeakQuery{Model: "slt", Encoding: "mulaw", Container: "none", SampleRate: 8000, Speed: &slow, Expressivity: &lively}},
		{ParseFluxSynthesizeQuery, "model=flux-jack-en&encoding=mp3&bit_rate=48000&priority=low",
			FluxSpeakQuery{Model: "flux-jack-en", Encoding: "mp3", BitRate: 48000}},
	} {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tt.parse(values)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", tt.query, err, diff)
		}
	}
}

// TestFluxSpeakQueryErrors: each names its parameter, and those with a code of their own have it.
func TestFluxSpeakQueryErrors(t *testing.T) {
	for _, tt := range []struct {
		query, parameter string
		code             Code
	}{
		{"", "model", ""},
		{"model=", "model", ""},
		{"model=a&model=b", "model", ""},
		{"model=a&encoding=mp3", "encoding", ""},
		{"model=a&container=none", `"container"`, ""},
		{"model=a&punctuate=true", `"punctuate"`, ""},
		{"model=a&Speed=1", `"Speed"`, ""},
		{"model=a&sample_rate=44.1k", "sample_rate", ""},
		{"model=a&speed=fast", "speed", ""},
		{"model=a&speed=", "speed", ""},
		{"model=a&speed=1&speed=1", "speed", ""},
		{"model=a&speed=0.45", "speed", SpeedOutOfRange},
		{"model=a&speed=1.55", "speed", SpeedOutOfRange},
		{"model=a&speed=NaN", "speed", SpeedOutOfRange},
		{"model=a&speed=1.01", "speed", SpeedIncrementInvalid},
		{"model=a&expressivity=3", "expressivity", ExpressivityOutOfRange},
		{"model=a&expressivity=0.5", "expressivity", ExpressivityIncrementInvalid},
		{"model=a&mip_opt_out=yes", "mip_opt_out", ""},
		{"model=a&tag=", "tag", ""},
	} {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseFluxSpeakQuery(values)
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Parameter != tt.parameter || wrong.Code != tt.code {
			t.Errorf("%q: error %#v, want one of %s with code %q", tt.query, err, tt.parameter, tt.code)
		}
	}
}

// TestCheckSpeed: all steps are good, however they are written, and nothing between them.
func TestCheckSpeed(t *testing.T) {
	for i := 10; i <= 30; i++ {
		if x := float64(i) / 20; CheckSpeed(x) != "" || CheckSpeed(float64(i)*0.05) != "" {
			t.Errorf("%v is refused: %s", x, CheckSpeed(x))
		}
		if x := float64(i)/20 + 0.01; CheckSpeed(x) == "" {
			t.Errorf("%v is taken", x)
		}
	}
}

func TestInterruptOffset(t *testing.T) {
	for in, want := range map[string]string{
		`{"type":"Interrupt","playback_offset":null}`:                           "",
		`{"type":"Interrupt","playback_offset":{"type":"time_ms","value":-1}}`:  "",
		`{"type":"Interrupt","playback_offset":{"type":"time_ms","value":"1"}}`: "playback_offset.value: must be a number",
		`{"type":"Interrupt","playback_offset":{"type":"samples","value":1}}`:   "playback_offset.type: must be time_ms",
		`{"type":"Interrupt","playback_offset":{"value":1}}`:                    "playback_offset.type: is missing",
		`{"type":"Interrupt","playback_offset":{"type":"time_ms"}}`:             "playback_offset.value: is missing",
		`{"type":"Interrupt","playback_offset":1200}`:                           "playback_offset: must be an object",
	} {
		_, err := DecodeFluxSpeakClient([]byte(in))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
	}
}

// FuzzParseFluxSpeakQuery: any query is refused, or has values within their bounds.
func FuzzParseFluxSpeakQuery(f *testing.F) {
	f.Add("model=flux-alexis-en&speed=1.05&expressivity=-2&sample_rate=44100")
	f.Add("model=a&speed=1e309&expressivity=0x1p-1")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		for _, parse := range []func(url.Values) (FluxSpeakQuery, error){ParseFluxSpeakQuery, ParseFluxSynthesizeQuery} {
			q, err := parse(values)
			switch {
			case err != nil:
			case q.Model == "", q.Speed != nil && !(*q.Speed >= 0.5 && *q.Speed <= 1.5), q.Expressivity != nil && !(*q.Expressivity >= -2 && *q.Expressivity <= 2):
				t.Errorf("%q gives %+v", query, q)
			}
		}
	})
}
