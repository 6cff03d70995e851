package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/outbound"
)

const (
	maxResult = 64 << 10 // bytes of an answer that the model is shown
	maxFault  = 1 << 10  // bytes of an answer that says what went wrong
)

// Config says where a function is.
type Config struct {
	URL     string            // absolute; may hold a key in its query
	Method  string            // empty: POST. GET and DELETE carry the arguments in the query
	Headers map[string]string // may hold keys
	Client  *http.Client      // nil: http.DefaultClient; says which hosts may be reached
}

// Function is a function that a server carries out.
type Function struct {
	url     *url.URL
	method  string
	header  http.Header
	client  *http.Client
	secrets outbound.Secrets
}

// New checks where a function is; it connects to nothing. Its errors hold no secret.
func New(cfg Config) (*Function, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("url: write an absolute http or https address")
	}
	f := &Function{url: u, method: strings.ToUpper(cfg.Method), header: http.Header{}, client: cfg.Client}
	if f.method == "" {
		f.method = http.MethodPost
	}
	if f.client == nil {
		f.client = http.DefaultClient
	}
	switch f.method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return nil, errors.New("method: use GET, POST, PUT, PATCH or DELETE")
	}
	for name, value := range cfg.Headers {
		f.header.Set(name, value)
	}
	f.secrets = outbound.SecretsOf(u, f.header)
	return f, nil
}

// Format prints a placeholder whatever the verb: address and headers may hold keys.
func (*Function) Format(s fmt.State, _ rune) { io.WriteString(s, "[endpoint]") }

// Call implements visavis.Caller. It waits as long as ctx lets it.
func (f *Function) Call(ctx context.Context, c visavis.Call) (string, error) {
	r, err := f.request(ctx, c)
	if err != nil {
		return "", err
	}
	resp, err := f.client.Do(r)
	if err != nil {
		return "", f.fault(ctx, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return "", f.refusal(resp)
	}
	text, whole, err := outbound.Text(resp, maxResult)
	if err != nil {
		return "", f.fault(ctx, err)
	}
	if !whole {
		text += fmt.Sprintf("\n[cut after %d bytes]", maxResult)
	}
	return f.secrets.Redact(text), nil
}

// refusal is what an answer with a status other than 2xx means to the model.
func (f *Function) refusal(resp *http.Response) error {
	text, _, err := outbound.Text(resp, maxFault)
	if text = strings.TrimSpace(f.secrets.Redact(text)); err != nil || text == "" {
		return fmt.Errorf("the function's server answered with status %d", resp.StatusCode)
	}
	return fmt.Errorf("the function's server answered with status %d: %s", resp.StatusCode, text)
}

// fault says what went wrong without the address: url.Error has it, with its query.
func (f *Function) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	if refused, ok := errors.AsType[*outbound.RefusedError](err); ok {
		return refused
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return errors.New("the function's server cannot be reached") // the text names resolvers and addresses
	}
	return fmt.Errorf("the function's server gave no answer: %s", f.secrets.Redact(err.Error()))
}
