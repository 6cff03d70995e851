package deepgram

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/visavis/visavis/wire"
)

// TranscribeOptions say what to make of a file. Utterances and paragraphs are always asked for.
type TranscribeOptions struct {
	Model    string   // empty: DefaultListenModel; Flux does not transcribe files
	Language string   // BCP-47, or multi; empty: the model's own
	Keyterms []string // as in ListenOptions
	Verbatim bool     // as in ListenOptions
	Speakers bool     // tell speakers apart
	// ContentType of what is sent; empty: the server finds out.
	ContentType string
}

// Transcribe transcribes a file of any usual format, up to 2 GB, as it is read.
func (c *Client) Transcribe(ctx context.Context, file io.Reader, o TranscribeOptions) (wire.Transcription, error) {
	r := o.request()
	r.contentType, r.body = cmp.Or(o.ContentType, "application/octet-stream"), file
	return c.transcription(ctx, r)
}

// TranscribeURL transcribes a file that the server fetches.
func (c *Client) TranscribeURL(ctx context.Context, address string, o TranscribeOptions) (wire.Transcription, error) {
	return c.transcription(ctx, o.request().asJSON(wire.TranscribeURL{URL: address}))
}

func (c *Client) transcription(ctx context.Context, r request) (wire.Transcription, error) {
	var t wire.Transcription
	err := c.call(ctx, r, &t)
	return t, err
}

func (o TranscribeOptions) request() request {
	l := NewListen(Config{}, ListenOptions{Model: o.Model, Language: o.Language, Keyterms: o.Keyterms, Verbatim: o.Verbatim})
	q := url.Values{"model": {l.opts.Model}, "utterances": {"true"}, "paragraphs": {"true"}}
	l.addNova(q)
	if o.Speakers {
		q.Set("diarize", "true")
	}
	return request{op: "transcribe with " + l.opts.Model, method: http.MethodPost, path: "/v1/listen", query: q}
}
