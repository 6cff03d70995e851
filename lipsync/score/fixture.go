package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync/corpus"
)

// fixture is what tests of package lipsync know of a recording of theirs.
type fixture struct {
	Voice, Text string
	Phones      []visavis.Phone
}

// writeFixtures writes recordings for tests: NAME.wav and NAME.json.
func writeFixtures(ctx context.Context, s *corpus.Speaker, dir string) error {
	spoken, err := s.Speak(ctx, "flite/rms", []string{
		"My brother plays the trumpet in a small village band.",
		"Watch the shadow move slowly, and then jump over the fence.",
	})
	if err != nil {
		return err
	}
	for i, u := range spoken {
		if err := writeFixture(filepath.Join(dir, fmt.Sprintf("rms%d", i+1)), u); err != nil {
			return err
		}
	}
	return nil
}

func writeFixture(name string, u corpus.Utterance) error {
	b, err := json.Marshal(fixture{u.Voice, u.Text, u.Phones})
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".json", append(b, '\n'), 0o644); err != nil {
		return err
	}
	f, err := os.Create(name + ".wav")
	if err != nil {
		return err
	}
	defer f.Close()
	return pcm.WriteWAV(f, u.PCM, u.Rate)
}
