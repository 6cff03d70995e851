package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// calibrated gets to know a voice from a folder of WAV files, with what is said in them in text
// files of the same names. From those without, only the sound of the voice is learnt.
func calibrated(ctx context.Context, t terminal, r *reading, folder string) (*lipsync.Voice, error) {
	known, unread, err := recordings(ctx, t, r, folder)
	if err != nil {
		return nil, fmt.Errorf("calibrate: %w", err)
	}
	if len(known) == 0 {
		fmt.Fprintln(t.err, "visavis: calibrate: no recording has its words in a text file of the same name (x.wav, x.txt); they teach little")
	}
	voice := lipsync.Unknown()
	if len(known) > 0 {
		voice = lipsync.Calibrate(voice, known)
	}
	for _, rec := range unread {
		a := lipsync.New(rec.Rate, voice)
		a.Hear(rec.PCM)
		a.End()
		voice = a.Voice()
	}
	return voice, ctx.Err()
}

// recordings reads a folder: those with words, and those without.
func recordings(ctx context.Context, t terminal, r *reading, folder string) (known, unread []lipsync.Recording, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(filepath.Ext(e.Name()), ".wav") {
			continue
		}
		rec, err := readRecording(ctx, t, r, filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, nil, err
		}
		if len(rec.Words) > 0 {
			known = append(known, rec)
		} else {
			unread = append(unread, rec)
		}
	}
	if len(known)+len(unread) == 0 {
		return nil, nil, fmt.Errorf("there are no WAV files in %s", folder)
	}
	return known, unread, nil
}

func readRecording(ctx context.Context, t terminal, r *reading, file string) (rec lipsync.Recording, err error) {
	f, err := os.Open(file)
	if err != nil {
		return rec, err
	}
	defer f.Close()
	if rec.PCM, rec.Rate, err = pcm.ReadWAV(f); err != nil {
		return rec, fmt.Errorf("%s: %w", file, err)
	}
	if by := amplification(rec.PCM, rec.Rate); by != 1 {
		amplified{&replay{head: slices.Clone(rec.PCM)}, by}.Read(rec.PCM)
	}
	rec.Words, err = r.recordedWords(ctx, t, strings.TrimSuffix(file, filepath.Ext(file))+".txt")
	return rec, err
}

// recordedWords returns the words of a text file; none if there is no such file.
func (r *reading) recordedWords(ctx context.Context, t terminal, file string) ([]pronounce.Word, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	clauses, err := r.clauses(ctx, t, strings.ToValidUTF8(string(b), " "))
	var words []pronounce.Word
	for _, c := range clauses {
		words = append(words, c.words...)
	}
	return words, err
}
