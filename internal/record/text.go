package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// kept are the headers that matter; credentials are kept as the fact that there was one.
func kept() []string {
	return []string{"Anthropic-Version", "Authorization", "Content-Type", "Dg-Char-Count", "Dg-Error", "Dg-Model-Name",
		"Dg-Request-Id", "Request-Id", "Retry-After", "Retry-After-Ms", "Upgrade", "X-Api-Key", "X-Goog-Api-Key", "X-Request-Id"}
}

// request writes a request as text: its JSON indented, its form part by part, its audio as a note.
func request(r *http.Request, body []byte) string {
	text := indent(body)
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "multipart/form-data":
		text = form(body, params["boundary"])
	case isAudio(r.Header, body):
		text = note(body)
	}
	head := fmt.Sprintf("%s %s\n%s", r.Method, path(r.URL), headers(r.Header))
	if len(text) == 0 {
		return head
	}
	return fmt.Sprintf("%s\n%s\n", head, text)
}

// version begins the paths of all vendors.
var version = regexp.MustCompile(`/v\d`)

// path returns what is asked for, without what a proxy wants in front: that is nobody's business.
func path(u *url.URL) string {
	uri := u.RequestURI()
	if at := version.FindStringIndex(uri); at != nil {
		return uri[at[0]:]
	}
	return uri
}

// response writes an answer as text, its body as it came unless it is audio.
func response(r *http.Response, body []byte) string {
	if isAudio(r.Header, body) {
		body = note(body)
	}
	return fmt.Sprintf("%d\n%s\n%s", r.StatusCode, headers(r.Header), body)
}

func headers(h http.Header) string {
	var out strings.Builder
	for _, name := range kept() {
		value := h.Get(name)
		if value == "" {
			continue
		}
		switch name {
		case "Authorization":
			scheme, _, _ := strings.Cut(value, " ")
			value = scheme + " [key]"
		case "X-Api-Key", "X-Goog-Api-Key":
			value = "[key]"
		case "Content-Type":
			value, _, _ = strings.Cut(value, "; boundary=") // made up each time
		}
		fmt.Fprintf(&out, "%s: %s\n", name, value)
	}
	return out.String()
}

// bodyOf reads a request's body and puts it back.
func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// indent makes JSON that means the same look the same; other text stays.
func indent(body []byte) []byte {
	var value any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&value) != nil {
		return body
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(value) != nil {
		return body
	}
	return bytes.TrimSpace(out.Bytes())
}

// made finds the identifiers that drivers make up, which are different each time.
var made = regexp.MustCompile(`call_[A-Z2-7]{26}`)

// scrub takes out what is secret and what is different each time.
func (t *Tape) scrub(text string) string {
	for _, s := range t.secrets {
		if s != "" {
			text = strings.NewReplacer(s, "[key]", url.QueryEscape(s), "[key]").Replace(text)
		}
	}
	known := make(map[string]string)
	return made.ReplaceAllStringFunc(text, func(id string) string {
		if known[id] == "" {
			known[id] = fmt.Sprintf("call_%d", len(known)+1)
		}
		return known[id]
	})
}
