package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/aligned"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// lipsConfig is how voices that tell nothing but their audio get a mouth.
type lipsConfig struct {
	// Voices is the folder that keeps how voices sound; empty: visavis/voices in the user's cache.
	Voices string `yaml:"voices"`
	// Calibrate has each vendor's voice say a dozen sentences once, at the operator's cost.
	Calibrate bool `yaml:"calibrate"`
	// Lexicon tells how words are spoken, in ARPAbet.
	Lexicon map[string]string `yaml:"lexicon"`
}

func (l lipsConfig) check() error {
	if _, err := pronounce.NewLexicon(l.Lexicon); err != nil {
		return fmt.Errorf("lips.%w", err)
	}
	return nil
}

// folder returns where voices are kept; empty: nowhere.
func (l lipsConfig) folder() string {
	if l.Voices != "" {
		return l.Voices
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "" // a home that is nowhere
	}
	return filepath.Join(cache, "visavis", "voices")
}

// withLips gives a vendor's voice a mouth. It is exact if it knows which clause its audio belongs to.
func (w *workshop) withLips(p pick, s visavis.Speaker, exact bool) (visavis.Speaker, error) {
	lexicon, err := w.lexicon()
	if err != nil {
		return nil, err
	}
	cfg := aligned.Config{Speaker: s, Language: w.languageOf(p), Exact: exact, Lexicon: lexicon}
	cfg.Spell = isEnglish(cfg.Language)
	if folder := w.config.Lips.folder(); folder != "" {
		cfg.Memory = aligned.NewMemory(folder, p.id, w.log)
	}
	v := aligned.New(cfg)
	w.closers = append(w.closers, v.Close)
	w.mouths = append(w.mouths, v)
	return v, nil
}

// lexicon tells how words are spoken, for all voices alike: as flite has read them, once it has.
func (w *workshop) lexicon() (*pronounce.Lexicon, error) {
	if w.reading == nil {
		own, err := pronounce.NewLexicon(w.config.Lips.Lexicon)
		if err != nil {
			return nil, err
		}
		w.reading = newReading(own, 1)
	}
	return w.reading.Lexicon(), nil
}

// read has the words read that the voices' lexicon lacks, in the background.
func (w *workshop) read(ctx context.Context) {
	if w.reading == nil {
		return // all voices tell their times
	}
	w.local.running.Go(func() { w.reading.engine.Run(ctx) }) // not installed: rules will do
	w.local.running.Go(func() { w.reading.Run(ctx) })
}

// languageOf returns the language that a voice speaks: its own, or where it speaks any the user's.
// Empty: nobody has said.
func (w *workshop) languageOf(p pick) string {
	if own := p.language(); own != "" {
		return own
	}
	if l := w.config.Language; l != "multi" {
		return l
	}
	return ""
}

// isEnglish reports whether somebody has said that a voice speaks English.
func isEnglish(language string) bool {
	return language == "en" || strings.HasPrefix(language, "en-")
}

// calibrate has the voices say a dozen sentences each, if that is wanted, in the background. Those
// that are known already say nothing.
func (w *workshop) calibrate(ctx context.Context) {
	if !w.config.Lips.Calibrate || w.reading == nil {
		return
	}
	w.local.running.Go(func() { // ends when all have spoken, or with ctx
		for _, text := range lipsync.CalibrationSentences() {
			w.reading.Read(ctx, text)
		}
		for _, v := range w.mouths {
			if err := v.Calibrate(ctx); err != nil && ctx.Err() == nil {
				w.log.Warn("a voice was not calibrated; it is learnt as it talks", "error", err)
			}
		}
	})
}

// vendorsOwn returns a voice without the mouth that it was given.
func vendorsOwn(s visavis.Speaker) visavis.Speaker {
	if v, ok := s.(*aligned.Voice); ok {
		return v.Unwrap()
	}
	return s
}
