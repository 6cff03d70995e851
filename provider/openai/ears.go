package openai

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strings"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/utterance"
	"github.com/visavis/visavis/internal/vendor"
)

// EarsConfig says which recogniser listens, and where.
type EarsConfig struct {
	BaseURL  string       // up to and with "/v1"; empty: OpenAI
	APIKey   string       // empty: none is sent
	Model    string       // required: "gpt-4o-mini-transcribe", "Systran/faster-distil-whisper-small.en"
	Language string       // ISO 639-1, such as "en"; empty: the recogniser finds out
	Hint     string       // a text with names and words that may come; empty: none
	Client   *http.Client // nil: http.DefaultClient
}

// Ears are a recogniser behind the transcriptions protocol: OpenAI's, Speaches and the like. It takes
// whole utterances, so there are no partial transcripts: an interruption is known by its sound alone
// until it is over. Words have no times, and there is no confidence.
type Ears struct {
	cfg            EarsConfig
	service        vendor.Service
	transcriptions sdk.AudioTranscriptionService
	models         sdk.ModelService
	warmth         vendor.Warmth
}

var (
	_ visavis.Transcriber = (*Ears)(nil)
	_ visavis.Warmer      = (*Ears)(nil)
)

// NewEars returns ears; they contact nobody yet.
func NewEars(cfg EarsConfig) *Ears {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, OpenAI)
	opts := options(cfg.BaseURL, cfg.APIKey, cfg.Client)
	return &Ears{
		cfg:            cfg,
		service:        vendor.Service{Engine: "openai", Model: cfg.Model, Key: cfg.APIKey},
		transcriptions: sdk.NewAudioTranscriptionService(opts...),
		models:         sdk.NewModelService(opts...),
	}
}

// Transcribe implements visavis.Transcriber: one request for each utterance.
func (e *Ears) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return utterance.Transcribe(ctx, in, emit, e.Recognise)
}

// Recognise returns what is said in a recording at visavis.MicRate.
func (e *Ears) Recognise(ctx context.Context, audio []int16) (visavis.Transcript, error) {
	var wav bytes.Buffer
	if err := pcm.WriteWAV(&wav, audio, visavis.MicRate); err != nil {
		return visavis.Transcript{}, err
	}
	params := sdk.AudioTranscriptionNewParams{
		File:           sdk.File(&wav, "speech.wav", "audio/wav"),
		Model:          e.cfg.Model,
		ResponseFormat: sdk.AudioResponseFormatJSON,
	}
	if e.cfg.Language != "" {
		params.Language = sdk.String(e.cfg.Language)
	}
	if e.cfg.Hint != "" {
		params.Prompt = sdk.String(e.cfg.Hint)
	}
	said, err := e.transcriptions.New(ctx, params)
	if err != nil {
		return visavis.Transcript{}, ended(ctx, e.service.Error(operation("transcribe with "+e.cfg.Model, err)))
	}
	e.warmth.Used()
	return visavis.Transcript{Text: strings.TrimSpace(said.Text)}, nil
}

// Warm opens a connection, so that the first utterance does not wait for one.
func (e *Ears) Warm(ctx context.Context) { e.warmth.Warm(ctx, opener(e.models)) }

// options are what all requests have in common. The SDK's own client is not used: it would take a
// key from the environment, which may belong to another address than ours.
func options(baseURL, key string, client *http.Client) []option.RequestOption {
	opts := []option.RequestOption{
		option.WithBaseURL(baseURL),
		option.WithHTTPClient(cmp.Or(client, http.DefaultClient)),
		option.WithMaxRetries(0), // trying again is decided around the driver
	}
	if key != "" {
		opts = append(opts, option.WithAPIKey(key))
	}
	return opts
}

// opener returns a cheap call that leaves a connection behind.
func opener(models sdk.ModelService) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := models.List(ctx)
		return err
	}
}

// operation is a failure of something else than an answer of a model.
func operation(op string, err error) vendor.Failure {
	f := failure(err)
	f.Op = op
	return f
}
