package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/openai"
)

func doctorCommand() command {
	return command{
		name: "doctor", args: "", summary: "check every engine and tell what is missing",
		help: `
Opens each engine, has it work for a moment and tells its version and speed, or what would mend it.
The exit status is 1 when the default set (recogniser, a voice, the persona) cannot converse.`,
		run: runDoctor,
	}
}

// checkup is what doctor found out about an engine.
type checkup struct {
	stage, name, version, result string
	err                          error
}

// examLimit is how long one engine's check may take.
const examLimit = 20 * time.Second

func runDoctor(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	if _, err := parse(fs, args); err != nil {
		return err
	}
	e, err := newEngines(quiet())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	wait := e.start(ctx)
	defer wait()
	defer stop()

	d := &doctor{engines: e}
	checks := []checkup{
		d.examine(ctx, "voice", "flite", e.flite.Version, func(ctx context.Context) (string, error) { return d.examineVoice(ctx, "slt") }),
		d.examine(ctx, "voice", "espeak", e.espeak.Version, func(ctx context.Context) (string, error) { return d.examineVoice(ctx, "en-us") }),
		d.examine(ctx, "ears", "sphinx", e.sphinx.Version, d.examineEars),
		d.examine(ctx, "brain", "script", nil, d.examineBrain),
		d.examine(ctx, "brain", "ollama", nil, d.examineOllama),
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "STAGE\tENGINE\tVERSION\tRESULT")
	for _, c := range checks {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.stage, c.name, c.version, c.describe())
	}
	w.Flush()
	return verdict(t, checks)
}

func (c checkup) describe() string {
	var ue *visavis.UnavailableError
	switch {
	case errors.As(c.err, &ue):
		return "absent: " + ue.Error()
	case c.err != nil:
		return "FAILED: " + c.err.Error()
	}
	return "ok: " + c.result
}

// verdict says whether the default set can converse.
func verdict(t terminal, checks []checkup) error {
	works := map[string]bool{}
	for _, c := range checks {
		works[c.stage] = works[c.stage] || c.err == nil
	}
	for _, stage := range []string{"ears", "brain", "voice"} {
		if !works[stage] {
			return fmt.Errorf("the default set cannot converse: it has no %s", stage)
		}
	}
	fmt.Fprintln(t.out, "\nThe default set can converse.")
	return nil
}

// doctor examines engines. What the voice said is what the ears are tested with.
type doctor struct {
	engines *engines
	spoken  []int16 // at visavis.MicRate
}

func (d *doctor) examine(ctx context.Context, stage, name string, version func(context.Context) (string, error),
	test func(context.Context) (string, error)) checkup {
	ctx, stop := context.WithTimeout(ctx, examLimit)
	defer stop()
	c := checkup{stage: stage, name: name, version: "-"}
	if version != nil {
		v, err := version(ctx)
		if err != nil {
			c.err = err
			return c
		}
		c.version = v
	}
	c.result, c.err = test(ctx)
	return c
}

// examText is a sentence of the persona's own.
const examText = "What can you do?"

func (d *doctor) examineVoice(ctx context.Context, name string) (string, error) {
	voice, err := d.engines.voice(name)
	if err != nil {
		return "", err
	}
	in := make(chan string, 1)
	in <- examText
	close(in)
	var rec recording
	rec.clauses = []string{examText}
	start, first := time.Now(), time.Duration(0)
	err = voice.Speak(ctx, in, func(s visavis.Speech) {
		if first == 0 {
			first = time.Since(start)
		}
		rec.add(s)
	})
	if err != nil {
		return "", err
	}
	took, audio := time.Since(start), rec.rate.D(int64(len(rec.pcm)))
	if d.spoken == nil {
		if d.spoken, err = pcm.Resample(rec.pcm, rec.rate, visavis.MicRate); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("spoke %.1f s in %d ms (%.0f× real time), first sound after %.1f ms",
		audio.Seconds(), took.Milliseconds(), audio.Seconds()/took.Seconds(), first.Seconds()*1000), nil
}

func (d *doctor) examineEars(ctx context.Context) (string, error) {
	if d.spoken == nil {
		return "opened; not tested, because there is no voice to test it with", nil
	}
	start := time.Now()
	finals, err := transcribe(ctx, d.engines.sphinx, d.spoken)
	if err != nil {
		return "", err
	}
	if len(finals) == 0 || finals[0].Text == "" {
		return "", errors.New("it heard nothing in speech that the voice made")
	}
	took, audio := time.Since(start), visavis.MicRate.D(int64(len(d.spoken)))
	return fmt.Sprintf("heard %q, %.0f %% sure, in %d ms (%.1f× real time)", finals[0].Text,
		finals[0].Confidence*100, took.Milliseconds(), audio.Seconds()/took.Seconds()), nil
}

func (d *doctor) examineBrain(ctx context.Context) (string, error) {
	start := time.Now()
	n := 0
	err := d.engines.persona.Generate(ctx, visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: examText}}},
		func(d visavis.Delta) { n += len(d.Text) })
	if err == nil && n == 0 {
		err = errors.New("it answered nothing")
	}
	return fmt.Sprintf("answered in %.1f ms", time.Since(start).Seconds()*1000), err
}

func (d *doctor) examineOllama(ctx context.Context) (string, error) {
	models, err := openai.OllamaModels(ctx, "")
	if err != nil {
		return "", &visavis.UnavailableError{Engine: "ollama", Reason: "none answers at its usual address", Err: err}
	}
	return fmt.Sprintf("%d models", len(models)), nil
}
