package main

import (
	"testing"
	"time"

	"github.com/visavis/visavis/lipsync/corpus"
)

// TestProgram: what another program shows is scored by what it looks like and where lips are shut.
func TestProgram(t *testing.T) {
	u := corpus.Utterance{PCM: make([]int16, 8000), Rate: 16000, Phones: speech(0, "SIL", "B", "AA", "F", "UW")}
	printed := `[{
		"Rhubarb 1 (wasm), with text": {"shown": [{"start": 0, "end": 0.2, "value": "A"}, {"start": 0.2, "end": 0.5, "value": "D"},
			{"start": 0.3, "end": 0.4, "value": "G"}], "ms": 250},
		"HeadAudio 0.1 (audio only)": {"shown": [{"start": 0.2, "end": 0.5, "value": "PP"}], "ms": 1}
	}]`
	all, err := scoreOthers([]byte(printed), []corpus.Utterance{u})
	if err != nil || len(all) != 3 {
		t.Fatalf("%d programs, %v", len(all), err)
	}
	if p := all[0]; p.right != 40 || p.frames != 50 || p.met != 1 || p.closures != 1 || p.took != 250*time.Millisecond {
		t.Errorf("with cues: %+v", p)
	}
	if p := all[2]; p.right != 20 || p.met != 1 || p.claims != 1 || p.deserved != 1 {
		t.Errorf("with visemes: %+v", p)
	}
	if _, err := scoreOthers([]byte("[]"), []corpus.Utterance{u}); err == nil {
		t.Error("a recording is missing and nobody says so")
	}
}
