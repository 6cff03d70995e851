package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/visavis/visavis"
)

// errArguments goes back to the model, which wrote them.
var errArguments = errors.New("the arguments are not a JSON object")

func (f *Function) request(ctx context.Context, c visavis.Call) (*http.Request, error) {
	arguments := c.Arguments
	if strings.TrimSpace(arguments) == "" {
		arguments = "{}"
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(arguments), &members); err != nil || members == nil {
		return nil, errArguments
	}
	u, body := *f.url, []byte(nil)
	if f.inQuery() {
		u.RawQuery = withMembers(u.Query(), members).Encode()
	} else {
		body = []byte(arguments)
	}
	r, err := http.NewRequestWithContext(ctx, f.method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the function's address cannot be asked")
	}
	r.Header = f.header.Clone()
	if body != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

// inQuery reports whether requests of the method have no body.
func (f *Function) inQuery() bool { return f.method == http.MethodGet || f.method == http.MethodDelete }

// withMembers adds an object's members to a query: strings as they are, the rest as JSON. What the
// address brings along stays: the model does not replace a key.
func withMembers(q url.Values, members map[string]json.RawMessage) url.Values {
	for name, raw := range members {
		if q.Has(name) {
			continue
		}
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		q.Set(name, text)
	}
	return q
}
