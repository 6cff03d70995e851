package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"

	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/corpus"
	"github.com/visavis/visavis/provider/flite"
)

func main() {
	workers := corpus.Workers()
	workers[flite.Name] = flite.Worker
	worker.Main(workers)
	var o options
	flag.StringVar(&o.model, "model", "", "the `file` of the model; empty: the one built in")
	flag.StringVar(&o.voices, "voices", strings.Join(unseen, ","), "the `voices` to score, separated by commas")
	flag.StringVar(&o.only, "only", "", "score only the conditions whose names begin with this")
	flag.StringVar(&o.report, "report", "", "write the report to this `folder`")
	flag.StringVar(&o.fixtures, "fixtures", "", "only write recordings for tests to this `folder`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "score: "+err.Error())
		os.Exit(1)
	}
}

// options are those of the command line.
type options struct{ model, voices, only, report, fixtures string }

// unseen are voices that had no part in making the model.
var unseen = []string{"flite/slt", "flite/rms", "flite/kal16", "flite/kal", "festival/kal_diphone", "festival/cmu_us_slt_arctic_hts"}

func run(ctx context.Context, o options) error {
	unknown, err := unknownVoice(o.model)
	if err != nil {
		return err
	}
	return corpus.With(ctx, slog.Default(), func(ctx context.Context, s *corpus.Speaker) error {
		if o.fixtures != "" {
			return writeFixtures(ctx, s, o.fixtures)
		}
		reader, done, err := newReader(ctx)
		if err != nil {
			return err
		}
		defer done()
		m := &measurer{speaker: s, reader: reader, unknown: unknown}
		var r report
		if r.conditions, r.voices, err = m.all(ctx, o, conditions()); err != nil {
			return err
		}
		if r.aftermaths, _, err = m.all(ctx, o, aftermaths()); err != nil || o.report == "" {
			return err
		}
		if r.programs, r.note, err = m.beside(ctx); err != nil {
			return err
		}
		if r.picture, err = m.picture(ctx); err != nil {
			return err
		}
		return r.write(o.report)
	})
}

// all measures all voices under some conditions and prints what it finds.
func (m *measurer) all(ctx context.Context, o options, conditions []condition) (total, perVoice []line, err error) {
	for _, c := range conditions {
		if !strings.HasPrefix(c.name, o.only) {
			continue
		}
		sum := line{name: c.name}
		for _, v := range strings.Split(o.voices, ",") {
			one, err := m.measure(ctx, c, v)
			if err != nil {
				return nil, nil, err
			}
			sum.join(one)
			if c.detailed {
				perVoice = append(perVoice, line{v + ", " + c.name, one})
			}
		}
		fmt.Println(sum.row(c.name))
		total = append(total, sum)
	}
	return total, perVoice, nil
}

// picture draws a sentence of the first unseen voice, heard for the first time.
func (m *measurer) picture(ctx context.Context) (string, error) {
	const text = "We jumped over the fence and vanished into the fog."
	spoken, err := m.speaker.Speak(ctx, unseen[0], []string{text})
	if err != nil {
		return "", err
	}
	words := m.words(ctx, condition{}, text)
	found, _ := m.align(new(score), spoken[0], words, m.unknown)
	return draw(spoken[0], found), nil
}

func unknownVoice(file string) (*lipsync.Voice, error) {
	if file == "" {
		return lipsync.Unknown(), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := acoustic.Decode(f)
	if err != nil {
		return nil, err
	}
	return lipsync.NewVoice(m), nil
}
