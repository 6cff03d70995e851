package listen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/visavis/visavis/internal/outbound"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

const (
	maxFile    = 2 << 30  // bytes (10)
	maxAddress = 64 << 10 // bytes of a body that names a file
)

// body returns the file that a request sends or names.
func (c Config) body(ctx context.Context, w http.ResponseWriter, r *http.Request) (io.ReadCloser, error) {
	typ, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if typ != "application/json" {
		return http.MaxBytesReader(w, r.Body, maxFile), nil
	}
	var at wire.TranscribeURL
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAddress)).Decode(&at)
	if err != nil || at.URL == "" {
		return nil, &refusal.Error{Status: http.StatusBadRequest, Code: badJSON, Message: `Invalid JSON submitted: send {"url":"https://..."}, or the file itself with its own content type.`}
	}
	return c.fetch(ctx, at.URL)
}

// fetch gets a file from the address that a client names, as far as the operator allows that.
func (c Config) fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	if c.Fetch == nil {
		return nil, remote("files at an address are not fetched here: send the file itself")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil || req.URL.Host == "" {
		return nil, remote("this is not an address: send one that begins with https://")
	}
	resp, err := c.Fetch.Do(req)
	if err != nil {
		return nil, fetchFailed(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, remote(fmt.Sprintf("its server answered with status %d", resp.StatusCode))
	}
	return http.MaxBytesReader(nil, resp.Body, maxFile), nil
}

// fetchFailed says why there is no answer. An address may hold a key, and what happens in a network is
// nobody's business but the operator's.
func fetchFailed(ctx context.Context, err error) error {
	var forbidden *outbound.RefusedError
	var failed *url.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &forbidden):
		return remote(forbidden.Error())
	case errors.As(err, &failed) && failed.Timeout():
		return remote("its server did not answer in time")
	}
	return remote("its server could not be reached")
}

// remote is the refusal of a file that could not be fetched (3).
func remote(why string) error {
	return &refusal.Error{Status: http.StatusBadRequest, Code: badRemote, Message: "The file could not be fetched: " + why + "."}
}
