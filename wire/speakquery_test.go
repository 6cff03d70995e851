package wire

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseSpeakQuery(t *testing.T) {
	socket := SpeakQuery{Model: "aura-asteria-en", Encoding: "linear16", Container: "none", Speed: 1}
	telephone := SpeakQuery{Model: "aura-2-thalia-en", Encoding: "mulaw", Container: "none", SampleRate: 8000, Speed: 0.7}
	post := SpeakQuery{Model: "aura-asteria-en", Speed: 1}
	opus := SpeakQuery{Model: "aura-2-orion-en", Encoding: "opus", Container: "ogg", BitRate: 64000, Speed: 1}
	for _, tt := range []struct {
		parse func(url.Values) (SpeakQuery, error)
		query string
		want  SpeakQuery
	}{
		{ParseSpeakQuery, "", socket},
		{ParseSpeakQuery, "model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000&container=none&speed=0.7&mip_opt_out=true", telephone},
		{ParseSpeakQuery, "unknown=1&unknown=2", socket},
		{ParseSynthesizeQuery, "", post},
		{ParseSynthesizeQuery, "tag=a&tag=b&callback_method=PUT", post},
		{ParseSynthesizeQuery, "model=aura-2-orion-en&encoding=opus&container=ogg&bit_rate=64000", opus},
	} {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tt.parse(values)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.query, diff)
		}
	}
}

// TestSpeakQueryErrors: each names its parameter and says what would be right.
func TestSpeakQueryErrors(t *testing.T) {
	for _, tt := range []struct {
		parse            func(url.Values) (SpeakQuery, error)
		query, parameter string
	}{
		{ParseSpeakQuery, "model=", "model"},
		{ParseSpeakQuery, "model=a&model=b", "model"},
		{ParseSpeakQuery, "encoding=mp3", "encoding"},
		{ParseSpeakQuery, "encoding=", "encoding"},
		{ParseSpeakQuery, "container=wav", "container"},
		{ParseSpeakQuery, "sample_rate=24k", "sample_rate"},
		{ParseSpeakQuery, "sample_rate=-1", "sample_rate"},
		{ParseSpeakQuery, "sample_rate=96000", "sample_rate"},
		{ParseSpeakQuery, "sample_rate=8000&sample_rate=8000", "sample_rate"},
		{ParseSpeakQuery, "speed=0.69", "speed"},
		{ParseSpeakQuery, "speed=NaN", "speed"},
		{ParseSpeakQuery, "mip_opt_out=yes", "mip_opt_out"},
		{ParseSynthesizeQuery, "encoding=", "encoding"},
		{ParseSynthesizeQuery, "container=", "container"},
		{ParseSynthesizeQuery, "bit_rate=high", "bit_rate"},
		{ParseSynthesizeQuery, "bit_rate=0", "bit_rate"},
		{ParseSynthesizeQuery, "callback=https://example.org/?key=secret", "callback"},
	} {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tt.parse(values)
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Parameter != tt.parameter {
			t.Errorf("%q: error %v, want one of %s", tt.query, err, tt.parameter)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows a callback: %v", tt.query, err)
		}
	}
}
