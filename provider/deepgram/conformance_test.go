package deepgram

import (
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/providertest"
)

// conform runs a suite against a simulated vendor in real time, since suites have subtests, which
// bubbles have not.
func conform(t *testing.T, dg *vendors.Deepgram, suite func(*testing.T, Config)) {
	t.Parallel()
	dg.Keys = []string{key}
	suite(t, serve(t, dg))
	for _, v := range dg.Violations() {
		t.Errorf("the vendor complains: %v", v)
	}
}

func TestNovaConforms(t *testing.T) {
	conform(t, &vendors.Deepgram{}, func(t *testing.T, cfg Config) {
		providertest.Transcriber(t, NewListen(cfg, ListenOptions{}), vendors.Utterance("hello there"), vendors.Utterance("how are you"))
	})
}

func TestFluxConforms(t *testing.T) {
	conform(t, &vendors.Deepgram{}, func(t *testing.T, cfg Config) {
		providertest.Transcriber(t, NewListen(cfg, ListenOptions{Model: "flux-general-en", EagerEOTThreshold: 0.5}),
			vendors.Utterance("hello there"), vendors.Utterance("how are you"))
	})
}

func TestVoiceConforms(t *testing.T) {
	dg := &vendors.Deepgram{Factor: 20, SpeakPace: vendors.Pace{First: vendors.Latency{Median: 5 * time.Millisecond}}}
	conform(t, dg, func(t *testing.T, cfg Config) {
		v := NewVoice(cfg, VoiceOptions{})
		t.Cleanup(v.Close)
		providertest.Speaker(t, v)
	})
}

func TestPrerecordedConforms(t *testing.T) {
	conform(t, &vendors.Deepgram{}, func(t *testing.T, cfg Config) {
		providertest.Transcriber(t, NewPrerecorded(cfg, TranscribeOptions{}), vendors.Utterance("hello there"), vendors.Utterance("how are you"))
	})
}
