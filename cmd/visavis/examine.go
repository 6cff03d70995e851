package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/openai"
)

// doctor examines engines. What a voice said is what the ears are tested with.
type doctor struct {
	*workshop

	mu     sync.Mutex // guards the making of engines and what follows
	spoken []int16    // at visavis.MicRate; nil: no voice works
}

// checker is an engine that can find out, without working, whether it would be let in.
type checker interface {
	// Check returns how long the first byte of the answer took.
	Check(context.Context) (time.Duration, error)
}

// examineAll examines engines: voices first, because the ears need what they say, and vendors all at
// once, because some take long not to answer. Embedded engines have the machine to themselves but for
// that.
func (d *doctor) examineAll(ctx context.Context, patients []pick, used selection) []checkup {
	checks := make([]checkup, len(patients))
	var vendors sync.WaitGroup
	for _, voices := range []bool{true, false} {
		for i, p := range patients {
			examine := func() { checks[i] = d.examine(ctx, p, used.has(p)) }
			switch {
			case voices != (p.engine.stage == toSpeak):
			case p.engine.embedded():
				examine()
			default:
				vendors.Go(examine)
			}
		}
		vendors.Wait()
	}
	return checks
}

func (d *doctor) examine(ctx context.Context, p pick, picked bool) checkup {
	ctx, stop := context.WithTimeout(ctx, examLimit)
	defer stop()
	c := checkup{stage: p.engine.stage, name: p.id, version: "-", picked: picked, remote: !p.engine.embedded()}
	if !c.remote {
		v, err := d.local.version(ctx, p.engine.vendor)
		if err != nil {
			c.err = err
			return c
		}
		if v != "" {
			c.version = v
		}
	}
	switch p.engine.stage {
	case toListen:
		c.result, c.err = d.examineEars(ctx, p)
	case toThink:
		c.result, c.err = d.examineBrain(ctx, p)
	case toSpeak:
		c.result, c.err = d.examineVoice(ctx, p)
	}
	if errors.Is(c.err, context.DeadlineExceeded) {
		c.err = fmt.Errorf("no answer within %v", examLimit)
	}
	return c
}

// knock asks an engine that can tell how long it takes to let us in. Whether it works is for its work
// to show: keys may be good for that alone.
func knock(ctx context.Context, engine any) (string, error) {
	c, ok := engine.(checker)
	if !ok {
		return "", nil
	}
	took, err := c.Check(ctx)
	var said *visavis.VendorError
	switch {
	case errors.As(err, &said) && said.Status == http.StatusUnauthorized:
		return "", err // to ask again with the same key would be a second refusal
	case err != nil:
		return "", nil
	}
	return fmt.Sprintf("key accepted, first byte after %d ms; ", took.Milliseconds()), nil
}

// examText is a sentence of the persona's own.
const examText = "What can you do?"

func (d *doctor) examineVoice(ctx context.Context, p pick) (string, error) {
	d.mu.Lock()
	voice, err := d.voice(p)
	d.mu.Unlock()
	if err != nil {
		return "", err
	}
	let, err := knock(ctx, vendorsOwn(voice))
	if err != nil {
		return "", err
	}
	in := make(chan string, 1)
	in <- examText
	close(in)
	rec := recording{clauses: []string{examText}}
	start, first := time.Now(), time.Duration(0)
	err = voice.Speak(ctx, in, func(s visavis.Speech) {
		if first == 0 {
			first = time.Since(start)
		}
		rec.add(s)
	})
	if err == nil && rec.rate == 0 {
		err = errors.New("it spoke nothing")
	}
	if err != nil {
		return "", err
	}
	took, audio := time.Since(start), rec.rate.D(int64(len(rec.pcm)))
	if err := d.keep(rec); err != nil {
		return "", err
	}
	return let + fmt.Sprintf("spoke %.1f s in %d ms (%.0f× real time), first sound after %.1f ms",
		audio.Seconds(), took.Milliseconds(), audio.Seconds()/took.Seconds(), first.Seconds()*1000), nil
}

// keep keeps what the first voice said.
func (d *doctor) keep(rec recording) (err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.spoken == nil {
		d.spoken, err = pcm.Resample(rec.pcm, rec.rate, visavis.MicRate)
	}
	return err
}

func (d *doctor) examineEars(ctx context.Context, p pick) (string, error) {
	d.mu.Lock()
	ears := p.engine.ears(d.workshop, p)
	d.mu.Unlock()
	let, err := knock(ctx, ears)
	if err != nil {
		return "", err
	}
	if d.spoken == nil {
		return let + "opened; not tested, because there is no voice to test it with", nil
	}
	feed := atOnce(d.spoken)
	if !p.engine.embedded() {
		feed = paced(ctx, d.spoken) // vendors promise nothing for speech that comes faster
	}
	start, ended := time.Now(), time.Time{}
	said, err := hearing.Recording(ctx, hearing.Config{Ears: ears}, func(hear func([]int16) error) error {
		defer func() { ended = time.Now() }()
		return feed(hear)
	})
	if err != nil {
		return "", err
	}
	if len(said) == 0 {
		return "", errors.New("it heard nothing in speech that a voice made")
	}
	now, audio := time.Now(), visavis.MicRate.D(int64(len(d.spoken)))
	heard := let + fmt.Sprintf("heard %q, ", said[0].Text)
	if sure := said[0].Confidence; sure > 0 {
		heard += fmt.Sprintf("%.0f %% sure, ", sure*100)
	}
	if !p.engine.embedded() {
		return heard + fmt.Sprintf("%d ms after it was told of the end", now.Sub(ended).Milliseconds()), nil
	}
	return heard + fmt.Sprintf("in %d ms (%.1f× real time)", now.Sub(start).Milliseconds(), audio.Seconds()/now.Sub(start).Seconds()), nil
}

// paced feeds a recording as a microphone does.
func paced(ctx context.Context, audio []int16) func(hear func([]int16) error) error {
	return func(hear func([]int16) error) error {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for piece := range slices.Chunk(audio, int(visavis.MicRate/50)) {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := hear(piece); err != nil {
				return err
			}
		}
		return nil
	}
}

func (d *doctor) examineBrain(ctx context.Context, p pick) (string, error) {
	d.mu.Lock()
	brain := p.engine.brain(d.workshop, p)
	d.mu.Unlock()
	let, err := knock(ctx, brain)
	if err != nil {
		return "", err
	}
	start, first := time.Now(), time.Duration(0)
	prompt := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: examText}}}
	err = brain.Generate(ctx, prompt, func(visavis.Delta) {
		if first == 0 {
			first = time.Since(start)
		}
	})
	if err == nil && first == 0 {
		err = errors.New("it answered nothing")
	}
	took := time.Since(start)
	return let + fmt.Sprintf("first word after %.1f ms, answered in %.1f ms", first.Seconds()*1000, took.Seconds()*1000), err
}

// examineOllama looks for an Ollama of this machine, which nobody needs to configure.
func (d *doctor) examineOllama(ctx context.Context) checkup {
	c := checkup{stage: toThink, name: ollamaVendor, version: "-"}
	models, err := openai.OllamaModels(ctx, "")
	if err != nil {
		c.err = &visavis.UnavailableError{Engine: ollamaVendor, Reason: "none answers at its usual address", Err: err}
	}
	c.result = fmt.Sprintf("%d models", len(models))
	return c
}
