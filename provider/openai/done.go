package openai

import (
	"bytes"
	"io"
	"net/http"

	"github.com/openai/openai-go/v3/option"
)

// doneMark is the line that ends a stream. The text of a reply cannot look like it: a line feed is
// escaped within JSON.
const doneMark = "data:[DONE]"

// doneWatch notices the end of a stream that the SDK does not report: some servers end a reply with
// [DONE] and without a finish reason, and without either it broke off. It belongs to one call.
type doneWatch struct {
	body io.ReadCloser
	line []byte // the beginning of the current line without its spaces, no longer than the mark
	seen bool
}

func (w *doneWatch) watch(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
	resp, err := next(r)
	if err == nil && resp.StatusCode == http.StatusOK {
		w.body, resp.Body = resp.Body, w
	}
	return resp, err
}

func (w *doneWatch) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	w.scan(p[:n])
	return n, err
}

func (w *doneWatch) Close() error { return w.body.Close() }

// scan looks at the beginning of each line.
func (w *doneWatch) scan(p []byte) {
	for _, b := range p {
		switch {
		case b == '\n':
			w.line = w.line[:0]
		case b == ' ' || len(w.line) >= len(doneMark):
		default:
			w.line = append(w.line, b)
			w.seen = w.seen || bytes.Equal(w.line, []byte(doneMark))
		}
	}
}
