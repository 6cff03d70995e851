package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"

	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/corpus"
)

func main() {
	worker.Main(corpus.Workers())
	out := flag.String("o", "lipsync/acoustic/model.bin", "the `file` to write")
	rules := flag.String("letters", "", "write the rules for letters to this `file` instead")
	cache := flag.String("cache", "bin/lips", "the `folder` that keeps synthetic speech")
	without := flag.String("without", "", "a voice or `engine` to leave out, to be scored on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *rules != "" {
		if err := writeLetters(*rules); err != nil {
			fmt.Fprintln(os.Stderr, "train: "+err.Error())
			os.Exit(1)
		}
		return
	}
	if err := run(ctx, *out, *cache, *without); err != nil {
		fmt.Fprintln(os.Stderr, "train: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, out, cache, without string) error {
	var data []sample
	err := corpus.With(ctx, slog.Default(), func(ctx context.Context, s *corpus.Speaker) (err error) {
		data, err = gather(ctx, s, cache, without)
		return err
	})
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	return fit(data).Encode(f)
}

// fit makes a model of data.
func fit(data []sample) *acoustic.Model {
	m := new(acoustic.Model)
	m.Mean = meanOf(data)
	for i := range data {
		data[i].divide()
	}
	m.Projection = discriminate(data)
	for round := range rounds {
		fitStates(m, data)
		for i := range data {
			data[i].realign(m)
		}
		fmt.Printf("round %d: %d frames, log likelihood %.3f\n", round+1, countFrames(data), likelihood(m, data))
	}
	fitDurations(m, data)
	fitBigram(m, data)
	return m
}

// rounds is how often states are estimated and frames given to states in turn.
const rounds = 4

func writeLetters(file string) error {
	all, err := readLexicon(lexicon)
	if err != nil {
		return err
	}
	return os.WriteFile(file, learnLetters(all), 0o644)
}
