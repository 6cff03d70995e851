package openai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	sdk "github.com/openai/openai-go/v3"
	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/vendor"
)

// VoiceConfig says who speaks, and where.
type VoiceConfig struct {
	BaseURL string       // up to and with "/v1"; empty: OpenAI
	APIKey  string       // empty: none is sent
	Model   string       // required: "gpt-4o-mini-tts", "kokoro"
	Voice   string       // required: "alloy", "af_heart"
	Style   string       // how to speak, for models that take instructions; empty: as they do
	Speed   float64      // 0.25 to 4; 0: as they do
	Client  *http.Client // nil: http.DefaultClient
}

// Voice is a voice behind the speech protocol: OpenAI's, Kokoro-FastAPI and the like. It asks once
// for each clause, for the next one while the present one is still coming. The audio's rate is the
// server's. It knows no times of sounds or words.
type Voice struct {
	cfg     VoiceConfig
	service vendor.Service
	speech  sdk.AudioSpeechService
	models  sdk.ModelService
	warmth  *vendor.Warmth
}

var (
	_ visavis.Prosodic = (*Voice)(nil)
	_ visavis.Warmer   = (*Voice)(nil)
)

// NewVoice returns a voice; it contacts nobody yet.
func NewVoice(cfg VoiceConfig) *Voice {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, OpenAI)
	opts := options(cfg.BaseURL, cfg.APIKey, cfg.Client)
	return &Voice{
		cfg:     cfg,
		service: vendor.Service{Engine: "openai", Model: cfg.Model, Key: cfg.APIKey},
		speech:  sdk.NewAudioSpeechService(opts...),
		models:  sdk.NewModelService(opts...),
		warmth:  new(vendor.Warmth),
	}
}

// With implements visavis.Prosodic. The protocol has a speed and nothing for the melody.
func (v *Voice) With(as visavis.Prosody) visavis.Speaker {
	if as.Expressivity != 0 || as.Speed != 0 && (as.Speed < 0.25 || as.Speed > 4) {
		return nil
	}
	other := *v
	other.cfg.Speed = as.Speed
	return &other
}

// spoken is a clause's audio on its way.
type spoken struct {
	clause int
	body   io.ReadCloser
}

// Speak implements visavis.Speaker.
func (v *Voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	g, work := errgroup.WithContext(ctx)
	answers := make(chan spoken)
	g.Go(func() error {
		defer close(answers)
		return panics.Catch(func() error { return v.askAll(work, clauses, answers) })
	})
	g.Go(func() error {
		p := player{voice: v, emit: emit}
		return panics.Catch(func() error { return p.playAll(work, answers) })
	})
	err := g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// askAll requests one clause after the other, and waits with each until the one before is being
// played.
func (v *Voice) askAll(ctx context.Context, clauses <-chan string, answers chan<- spoken) error {
	for i := 0; ; i++ {
		var text string
		select {
		case next, more := <-clauses:
			if !more {
				return nil
			}
			text = next
		case <-ctx.Done():
			return ctx.Err()
		}
		if !speakable(text) {
			continue
		}
		body, err := v.ask(ctx, text)
		if err != nil {
			return err
		}
		select {
		case answers <- spoken{i, body}:
		case <-ctx.Done():
			body.Close()
			return ctx.Err()
		}
	}
}

// speakable reports whether there is anything in a text to be read out. A vendor would refuse an
// empty one and read an emoji by its name.
func speakable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// ask requests a WAV stream and not bare samples: its header tells the rate, which differs between
// servers.
func (v *Voice) ask(ctx context.Context, text string) (io.ReadCloser, error) {
	params := sdk.AudioSpeechNewParams{
		Input:          text,
		Model:          v.cfg.Model,
		Voice:          sdk.AudioSpeechNewParamsVoiceUnion{OfString: sdk.String(v.cfg.Voice)},
		ResponseFormat: sdk.AudioSpeechNewParamsResponseFormatWAV,
	}
	if v.cfg.Style != "" {
		params.Instructions = sdk.String(v.cfg.Style)
	}
	if v.cfg.Speed != 0 {
		params.Speed = sdk.Float(v.cfg.Speed)
	}
	resp, err := v.speech.New(ctx, params)
	if err != nil {
		return nil, ended(ctx, v.service.Error(v.failure(err)))
	}
	v.warmth.Used()
	return resp.Body, nil
}

func (v *Voice) failure(err error) vendor.Failure { return operation("speak with "+v.cfg.Model, err) }

// Warm opens a connection, so that the first clause does not wait for one.
func (v *Voice) Warm(ctx context.Context) { v.warmth.Warm(ctx, opener(v.models)) }

// piecesPerSecond is how many pieces a second of audio is emitted in: each has 40 ms.
const piecesPerSecond = 25

// player emits the audio of one reply. It belongs to one goroutine.
type player struct {
	voice *Voice
	emit  func(visavis.Speech)
	rate  visavis.SampleRate
	piece []int16
}

func (p *player) playAll(ctx context.Context, answers <-chan spoken) error {
	for a := range answers {
		if err := p.play(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// play emits a clause as it comes. A clause without anything to speak may have no audio at all.
func (p *player) play(ctx context.Context, a spoken) error {
	defer a.body.Close()
	body := &watched{r: a.body}
	wav, err := pcm.NewWAVReader(body)
	if body.read == 0 && body.err == nil {
		return nil
	}
	if err != nil {
		return p.broken(ctx, body, err)
	}
	if err := p.tune(wav.Rate()); err != nil {
		return err
	}
	for {
		n, err := wav.Read(p.piece)
		if n > 0 && ctx.Err() == nil {
			p.emit(visavis.Speech{Clause: a.clause, PCM: p.piece[:n], Rate: p.rate})
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || body.err != nil:
			return p.broken(ctx, body, err)
		}
	}
}

// tune holds the reply to the rate of its first clause.
func (p *player) tune(rate visavis.SampleRate) error {
	if p.rate != 0 && p.rate != rate {
		f := vendor.Failure{Message: fmt.Sprintf("the rate of the audio changed from %d to %d Hz", p.rate, rate)}
		return p.voice.service.Error(f)
	}
	p.rate = rate
	if p.piece == nil {
		p.piece = make([]int16, rate/piecesPerSecond)
	}
	return nil
}

// broken tells the end of a stream from a fault.
func (p *player) broken(ctx context.Context, body *watched, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case body.err != nil:
		return p.voice.service.Error(p.voice.failure(body.err))
	case errors.Is(err, io.EOF):
		return nil
	}
	return p.voice.service.Error(vendor.Failure{Op: "speak with " + p.voice.cfg.Model, Message: err.Error()})
}

// watched remembers how a body ended: to who reads a file, one that broke off looks like a short one.
type watched struct {
	r    io.Reader
	read int64
	err  error // other than io.EOF
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	w.read += int64(n)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}
