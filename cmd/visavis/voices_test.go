package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// TestVoicesCanBeAsked: what every engine's voices heed is offered, with the lips around it.
func TestVoicesCanBeAsked(t *testing.T) {
	speed, lively := visavis.Prosody{Speed: 0.8}, visavis.Prosody{Expressivity: 1}
	for id, heeds := range map[string][2]bool{
		"slt": {true, true}, "rms": {true, true}, "de": {true, true},
		"deepgram/aura-2-thalia-en": {true, false}, "openai/tts-1:alloy": {true, false},
	} {
		w := workshopOf(t, "speak: ['"+id+"']\nlips: {voices: "+t.TempDir()+"}", "DEEPGRAM_API_KEY=1", "OPENAI_API_KEY=1")
		chosen, err := selectEngines(w.config, w.env)
		if err != nil {
			t.Fatal(err)
		}
		voices, err := w.voicesOf(chosen.speak.picks[0])
		if err != nil || len(voices) == 0 || voices[0].With == nil {
			t.Fatalf("%s: %d voices, %v", id, len(voices), err)
		}
		if got := [2]bool{voices[0].With(speed) != nil, voices[0].With(lively) != nil}; got != heeds {
			t.Errorf("%s heeds speed and expressivity: %v, want %v", id, got, heeds)
		}
	}
}

// TestSpeakAtASpeed: the command asks for it, and says so when it cannot be had.
func TestSpeakAtASpeed(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	wav := filepath.Join(w.dir, "x.wav")
	w.mustRun("speak", "Hello there.", "-voice", "deepgram/aura-2-thalia-en", "-speed", "1.25", "-o", wav)
	if asked := w.deepgram.Requests("/v1/speak"); len(asked) != 1 || !strings.Contains(asked[0].Query, "speed=1.25") {
		t.Errorf("Deepgram was asked %+v", asked)
	}
	for speed, want := range map[string]string{"3": "cannot speak 3 times as fast", "0": "must be a positive number", "fast": "invalid value"} {
		if _, errs, code := w.run("speak", "Hello.", "-voice", "deepgram/aura-2-thalia-en", "-speed", speed, "-o", wav); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("-speed %s: status %d, %s", speed, code, errs)
		}
	}
	w.polite()
}
