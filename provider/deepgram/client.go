package deepgram

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/visavis/visavis/wire"
)

// Client makes single requests: files, lists.
type Client struct{ cfg Config }

// NewClient returns a client; it contacts nobody yet.
func NewClient(cfg Config) *Client { return &Client{cfg} }

// Models returns the recognisers and voices that the server has (9.3).
func (c *Client) Models(ctx context.Context) (wire.Models, error) {
	var m wire.Models
	err := c.call(ctx, request{op: "list models", method: http.MethodGet, path: "/v1/models"}, &m)
	return m, err
}

// Grant makes a temporary token (2.5) that is good for ttl, a second to an hour, whole seconds; 0:
// the server's choice, 30 s. It takes an API key.
func (c *Client) Grant(ctx context.Context, ttl time.Duration) (wire.Grant, error) {
	var ask wire.GrantRequest
	if ttl > 0 {
		seconds := ttl.Seconds()
		ask.TTLSeconds = &seconds
	}
	var g wire.Grant
	err := c.call(ctx, request{op: "grant a token", method: http.MethodPost, path: "/v1/auth/grant"}.asJSON(ask), &g)
	return g, err
}

// Check makes a request that costs nothing: the server is there and takes the key. It returns how
// long the answer took to begin.
func (c *Client) Check(ctx context.Context) (time.Duration, error) {
	asked := time.Now()
	resp, err := c.do(ctx, request{op: "list models", method: http.MethodGet, path: "/v1/models"})
	if err != nil {
		return 0, err
	}
	took := time.Since(asked)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body) // so that the connection can be used again
	if err != nil {
		return took, c.brokeOff(ctx, "list models", resp, err)
	}
	return took, nil
}

// request is a call by HTTP.
type request struct {
	op, method, path string
	query            url.Values
	contentType      string
	body             io.Reader
}

// asJSON gives a request a body.
func (r request) asJSON(v any) request {
	b, err := json.Marshal(v)
	if err != nil {
		panic("deepgram: encode request: " + err.Error()) // our own types hold strings
	}
	r.contentType, r.body = "application/json", bytes.NewReader(b)
	return r
}

// do makes a request. An answer that is not 200 is an error; else the caller closes the body.
func (c *Client) do(ctx context.Context, r request) (*http.Response, error) {
	u, err := c.cfg.endpoint(r.path, r.query)
	if err != nil {
		return nil, err
	}
	p, err := c.cfg.enter(ctx, r.op)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), r.body)
	if err != nil {
		return nil, unreachable(r.op, err, p)
	}
	req.Header = p.headers()
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	resp, err := c.cfg.client().Do(req)
	if err != nil {
		return nil, notOpened(ctx, r.op, nil, err, p)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, refusal(r.op, resp, p)
	}
	c.cfg.log().Debug("answered", "engine", engine, "op", r.op, "request", resp.Header.Get(wire.HeaderRequestID))
	return resp, nil
}

// call makes a request and decodes its answer.
func (c *Client) call(ctx context.Context, r request, answer any) error {
	resp, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body) // to the end, so that the connection can be used again
	if err == nil {
		err = json.Unmarshal(b, answer)
	}
	if err != nil {
		return c.brokeOff(ctx, r.op, resp, err)
	}
	return nil
}

// brokeOff is an answer that began well.
func (c *Client) brokeOff(ctx context.Context, op string, resp *http.Response, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	ve := vendorError(op, "the answer broke off: "+err.Error())
	ve.RequestID, ve.Err = resp.Header.Get(wire.HeaderRequestID), err
	return ve
}
