package deepgram

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/visavis/visavis"
)

// DefaultURL is where Deepgram itself is.
const DefaultURL = "https://api.deepgram.com"

// engine is the name in errors.
const engine = "deepgram"

// Config says where the engines are and who is asking. All engines may share one.
type Config struct {
	// BaseURL is the server's address without the /v1 or /v2: http, https, ws or wss, with a path
	// in front where a proxy wants one. Empty: DefaultURL.
	BaseURL    string
	Credential Credential   // the zero value: none is sent, as self-hosted servers may allow
	HTTPClient *http.Client // for sockets too; nil: http.DefaultClient
	Log        *slog.Logger // at debug level every text message; nil: nowhere
}

func (c Config) client() *http.Client { return cmp.Or(c.HTTPClient, http.DefaultClient) }

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// endpoint returns the address of a path such as /v1/listen, as http or https, whose host has no
// default port: routing by Host would not know it (1).
func (c Config) endpoint(path string, query url.Values) (*url.URL, error) {
	u, err := url.Parse(cmp.Or(c.BaseURL, DefaultURL))
	if err == nil && (u.Host == "" || schemes[u.Scheme] == "") {
		err = errors.New("it has no host, or is neither http nor ws")
	}
	if err != nil {
		// The cause is not kept: it quotes the address, which may hold a password.
		return nil, &visavis.UnavailableError{Engine: engine, Reason: "the base URL cannot be used",
			Remedy: "give one like " + DefaultURL}
	}
	u = u.JoinPath(path)
	u.Scheme = schemes[u.Scheme]
	u.Host = strings.TrimSuffix(u.Host, ":"+defaultPorts[u.Scheme])
	u.RawQuery, u.Fragment = query.Encode(), ""
	return u, nil
}

var (
	schemes      = map[string]string{"http": "http", "ws": "http", "https": "https", "wss": "https"}
	defaultPorts = map[string]string{"http": "80", "https": "443"}
)

// enter returns the pass for a new connection or request.
func (c Config) enter(ctx context.Context, op string) (pass, error) {
	p, err := c.Credential.pass(ctx)
	if err != nil && ctx.Err() == nil {
		err = &visavis.VendorError{Engine: engine, Op: op, Message: "no access token: " + err.Error(), Err: err}
	}
	return p, err
}
