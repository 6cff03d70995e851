package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/anthropic"
	"github.com/visavis/visavis/provider/endpoint"
	"github.com/visavis/visavis/provider/gemini"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/wire"
)

// endpoints makes engines of servers that clients name. The server sees to it that these are among
// the hosts that the operator allows; our own keys are never sent there.
func endpoints(hosts []string) server.Endpoints {
	return server.Endpoints{Hosts: hosts, Brain: clientBrain, Voice: clientVoice, Function: clientFunction}
}

// clientBrain makes a generator of agent.think.endpoint, whose url is that of a request: the drivers
// want what stands before the protocol's own path.
func clientBrain(t wire.Think, client *http.Client) (visavis.Generator, error) {
	at, model := t.Endpoint, t.Provider.Model
	client, key := withHeaders(client, at)
	switch t.Provider.Type {
	case "", "open_ai", "groq", "x_ai", "mistral":
		base := before(at.URL, "/chat/completions")
		return openai.New(openai.Config{BaseURL: base, APIKey: key, Model: model, Client: client}), nil
	case "anthropic":
		base := before(at.URL, "/v1/messages")
		return anthropic.New(anthropic.Config{BaseURL: base, APIKey: key, Model: model, Client: client}), nil
	case "google":
		base := before(at.URL, "/v1beta")
		return gemini.New(gemini.Config{BaseURL: base, APIKey: key, Model: model, Client: client}), nil
	}
	return nil, errors.New("provider.type must be open_ai, anthropic or google")
}

// clientVoice makes a speaker of agent.speak.endpoint.
func clientVoice(s wire.Speak, client *http.Client) (visavis.Speaker, error) {
	if s.Provider.Type != "open_ai" {
		return nil, errors.New("provider.type must be open_ai")
	}
	if s.Provider.Voice == nil || s.Provider.Voice.ID == "" {
		return nil, errors.New("provider.voice is missing")
	}
	client, key := withHeaders(client, s.Endpoint)
	return openai.NewVoice(openai.VoiceConfig{
		BaseURL: before(s.Endpoint.URL, "/audio/speech"), APIKey: key, Client: client,
		Model: s.Provider.Model, Voice: s.Provider.Voice.ID,
	}), nil
}

func clientFunction(f wire.Function, client *http.Client) (visavis.Caller, error) {
	at := f.Endpoint
	return endpoint.New(endpoint.Config{URL: at.URL, Method: at.Method, Headers: at.Headers, Client: client})
}

// before cuts an address in front of a path; one without it is left as it is.
func before(address, path string) string {
	base, _, _ := strings.Cut(address, path)
	return strings.TrimSuffix(base, "/")
}

// withHeaders has a client send an endpoint's headers with each request to its host. A key that is
// among them is returned instead, for the driver, which keeps it out of what it reports.
func withHeaders(client *http.Client, at *wire.Endpoint) (*http.Client, string) {
	key, rest := "", http.Header{}
	for name, value := range at.Headers {
		switch name = http.CanonicalHeaderKey(name); name {
		case "Authorization":
			key = strings.TrimPrefix(value, "Bearer ")
		case "X-Api-Key", "X-Goog-Api-Key":
			key = value
		default:
			rest.Set(name, value)
		}
	}
	u, err := url.Parse(at.URL)
	if err != nil || len(rest) == 0 {
		return client, key
	}
	with := *client
	with.Transport = addsHeaders{client.Transport, u.Host, rest}
	return &with, key
}

// addsHeaders is a transport that adds headers to requests that do not have them. Redirects to
// another host do not get them: they may be secret.
type addsHeaders struct {
	http.RoundTripper
	host   string
	header http.Header
}

// RoundTrip implements http.RoundTripper.
func (a addsHeaders) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != a.host {
		return a.RoundTripper.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	for name, values := range a.header {
		if r.Header.Get(name) == "" {
			r.Header[name] = values
		}
	}
	return a.RoundTripper.RoundTrip(r)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections reach what is underneath.
func (a addsHeaders) CloseIdleConnections() {
	if c, ok := a.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
