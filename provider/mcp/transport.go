package mcp

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/visavis/visavis/internal/outbound"
)

// leaveWait is how long a program may take to end when its standard input has, and again when it was
// asked to by a signal.
const leaveWait = 2 * time.Second

// transport returns a new way to the server.
func (c Config) transport(log *slog.Logger) sdk.Transport {
	if c.Command == "" {
		return &sdk.StreamableClientTransport{
			Endpoint: c.URL, HTTPClient: c.client(),
			MaxRetries:           -1,   // a lost answer is an error; what is lost is connected anew by us
			DisableStandaloneSSE: true, // nothing that a server says unasked is of use here
		}
	}
	cmd := exec.Command(c.Command, c.Args...)
	cmd.Env = append(environment(os.Environ()), c.Env...)
	cmd.Stderr = &lineLog{log: log, secrets: c.secrets()}
	return &sdk.CommandTransport{Command: cmd, TerminateDuration: leaveWait}
}

// environment keeps of ours what a program needs to run. Our keys are not its own.
func environment(ours []string) []string {
	var kept []string
	for _, pair := range ours {
		name, _, _ := bytes.Cut([]byte(pair), []byte("="))
		switch string(name) {
		case "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "TERM",
			"SYSTEMROOT", "SYSTEMDRIVE", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "TEMP", "TMP", "PATHEXT":
			kept = append(kept, pair)
		}
	}
	return kept
}

// client returns the HTTP client with the headers of the configuration.
func (c Config) client() *http.Client {
	client := http.Client{}
	if c.Client != nil {
		client = *c.Client
	}
	next := client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	u, _ := url.Parse(c.URL) // check has looked at it
	client.Transport = headers{values: c.Headers, host: u.Host, next: next}
	return &client
}

// headers adds headers to requests for one host: a redirect must not carry a key elsewhere.
type headers struct {
	values map[string]string
	host   string
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (h headers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == h.host {
		r = r.Clone(r.Context())
		for name, value := range h.values {
			r.Header.Set(name, value)
		}
	}
	return h.next.RoundTrip(r)
}

// CloseIdleConnections is what http.Client's method of this name looks for.
func (h headers) CloseIdleConnections() {
	(&http.Client{Transport: h.next}).CloseIdleConnections()
}

// lineLog logs what a program says on its standard error, line by line. It belongs to the goroutine
// that copies.
type lineLog struct {
	log     *slog.Logger
	secrets outbound.Secrets
	rest    []byte
}

// maxLine is how much of a line is logged, in bytes.
const maxLine = 1 << 10

// Write implements io.Writer.
func (l *lineLog) Write(b []byte) (int, error) {
	l.rest = append(l.rest, b...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found && len(l.rest) < maxLine {
			return len(b), nil
		}
		if !found {
			line, rest = l.rest, nil
		}
		l.rest = append(l.rest[:0], rest...)
		if line = bytes.TrimSpace(line); len(line) > 0 {
			l.log.Debug("mcp server says", "line", l.secrets.Redact(string(line[:min(len(line), maxLine)])))
		}
	}
}
