package gemini

import (
	"context"
	"io"
	"net/http"
)

// client returns an HTTP client that tells an answer's headers and faults to whom they concern. The
// SDK keeps the headers of refusals to itself and writes a body's faults to the standard logger, also
// the one that somebody was interrupted.
func client(cfg Config) *http.Client {
	c := *cfg.Client
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	c.Transport = transport{next: next, anonymous: cfg.APIKey == ""}
	return &c
}

type transport struct {
	next      http.RoundTripper
	anonymous bool // there is no key: what stands for one is not sent
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.anonymous {
		r = r.Clone(r.Context())
		r.Header.Del("X-Goog-Api-Key")
	}
	resp, err := t.next.RoundTrip(r)
	if a, ok := r.Context().Value(answerKey{}).(*answer); ok && err == nil {
		a.header = resp.Header
		resp.Body = &body{ReadCloser: resp.Body, answer: a}
	}
	return resp, err
}

// answer is what the SDK does not tell of the answer to one call. It belongs to the call's goroutine.
type answer struct {
	header http.Header // nil: there is none
	broken error       // why the body ended, unless orderly
}

type answerKey struct{}

// in returns a context whose call fills a.
func (a *answer) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, answerKey{}, a)
}

// body ends in an orderly manner, always.
type body struct {
	io.ReadCloser
	answer *answer
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		b.answer.broken = err
		err = io.EOF
	}
	return n, err
}
