package deepgram

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// Each connection gets a token of its own.
func TestTokensAreFetchedAnew(t *testing.T) {
	dg := &vendors.Deepgram{Keys: []string{key}}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		var asked atomic.Int32
		grants := NewClient(cfg)
		cfg.Credential = AccessToken(func(ctx context.Context) (string, error) {
			asked.Add(1)
			g, err := grants.Grant(ctx, 2*time.Second)
			return g.AccessToken, err
		})
		l := NewListen(cfg, ListenOptions{})
		for range 2 {
			if _, err := l.Check(t.Context()); err != nil {
				t.Error(err)
			}
			time.Sleep(5 * time.Second)
		}
		if asked.Load() != 2 {
			t.Errorf("%d tokens for 2 connections", asked.Load())
		}
	})
}

// The address is the configured one, whatever its form, with a bare host.
func TestEndpoint(t *testing.T) {
	for base, want := range map[string]string{
		"":                              "https://api.deepgram.com/v1/listen",
		"https://api.eu.deepgram.com":   "https://api.eu.deepgram.com/v1/listen",
		"wss://api.deepgram.com:443/":   "https://api.deepgram.com/v1/listen",
		"ws://127.0.0.1:8080/dg":        "http://127.0.0.1:8080/dg/v1/listen",
		"http://[::1]:80/a/b/":          "http://[::1]/a/b/v1/listen",
		"https://host:80?drop=me#andme": "https://host:80/v1/listen",
	} {
		u, err := Config{BaseURL: base}.endpoint("/v1/listen", nil)
		if err != nil {
			t.Errorf("%s: %v", base, err)
		} else if u.String() != want {
			t.Errorf("%s: %s, want %s", base, u, want)
		}
	}
}

func TestQueries(t *testing.T) {
	for name, tt := range map[string]struct{ got, want string }{
		"nova-3": {NewListen(Config{}, ListenOptions{Language: "en-US", Keyterms: []string{"Vis à vis", "b"}}).novaQuery(16000).Encode(),
			"channels=1&encoding=linear16&endpointing=150&interim_results=true&keyterm=Vis+%C3%A0+vis&keyterm=b&language=en-US&model=nova-3&no_delay=true&sample_rate=16000&smart_format=true&utterance_end_ms=1000"},
		"nova-2": {NewListen(Config{}, ListenOptions{Model: "nova-2", Verbatim: true, FillerWords: true, Keyterms: []string{"a"}, Endpointing: 300 * time.Millisecond}).novaQuery(8000).Encode(),
			"channels=1&encoding=linear16&endpointing=300&filler_words=true&interim_results=true&keywords=a&model=nova-2&sample_rate=8000&utterance_end_ms=1000"},
		"flux": {NewListen(Config{}, ListenOptions{Model: "flux-general-en", Language: "en", EOTThreshold: 0.8, EagerEOTThreshold: 0.45, EOTTimeout: time.Second}).fluxQuery(16000).Encode(),
			"eager_eot_threshold=0.45&encoding=linear16&eot_threshold=0.8&eot_timeout_ms=1000&model=flux-general-en&numerals=true&sample_rate=16000"},
		"flux multi": {NewListen(Config{}, ListenOptions{Model: "flux-general-multi", Language: "es", Verbatim: true}).fluxQuery(16000).Encode(),
			"encoding=linear16&eot_timeout_ms=5000&language_hint=es&model=flux-general-multi&sample_rate=16000"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", name, tt.got, tt.want)
		}
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	c := Config{Credential: Key(key)}
	text, _ := c.Credential.MarshalText()
	all := fmt.Sprintf("%v %+v %#v %s %q %x %s %v", c, c, c, c.Credential, c.Credential, c.Credential, text, c.Credential.LogValue())
	if strings.Contains(all, key) || strings.Contains(all, fmt.Sprintf("%x", key)) {
		t.Error(all)
	}
}
