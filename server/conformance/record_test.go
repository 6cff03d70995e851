package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// record is what a server says to one request, line by line. Each line begins with the seconds since
// the request:
//
//	0.000 101 NAME: VALUE; …         the answer's status and the headers that the protocol has
//	1.700 {"type":"Results", …}      a text message, or a body, in JSON as it came
//	1.700 audio 1.240s "hello"       what binary messages in a row, or a body, sound like
//	1.700 audio in 1240 bytes        a body that is compressed
//	9.000 close 1000 "why"           the connection was closed; "lost" without a closing handshake
//
// What differs from run to run stands in capitals: REQUEST for the id of the request, wherever it
// turns up, SPEECH1, SPEECH2 … for those of speeches, UUID for other random ids, HASH for the hash of audio and TOKEN for access tokens.
type record struct {
	path     string
	began    time.Time
	hear     format   // how audio that comes is encoded
	id       string   // of the request
	granted  string   // access token
	speeches []string // ids, in the order of their appearance

	mu      sync.Mutex // guards what follows
	entries []entry
}

type entry struct {
	at    time.Duration
	text  string
	audio []byte
}

func newRecord(r *http.Request) *record {
	rec := &record{path: r.URL.Path, began: time.Now(), hear: format{rate: 24000}}
	q := r.URL.Query()
	if e := q.Get("encoding"); (e == "mulaw" || e == "alaw") && strings.HasSuffix(rec.path, "/speak") {
		rec.hear.rate = 8000
	}
	rec.hear = formatOf(q, rec.hear)
	return rec
}

// expect looks into a client's message for what audio it asks for.
func (r *record) expect(message string) {
	var settings struct {
		Type  string
		Audio struct {
			Output struct {
				Encoding   string
				SampleRate visavis.SampleRate `json:"sample_rate"`
			}
		}
	}
	if json.Unmarshal([]byte(message), &settings) != nil || settings.Type != "Settings" {
		return
	}
	if out := settings.Audio.Output; out.SampleRate > 0 {
		encoding, _ := pcm.ParseEncoding(out.Encoding) // what cannot be heard is linear16
		r.hear = format{encoding, out.SampleRate}
	}
}

// shown are the headers that the protocol has. The id of the request is only told to be there.
var shown = []string{
	"Dg-Error", "Content-Type", "Dg-Model-Name", "Dg-Model-Uuid", "Dg-Char-Count", "Sec-Websocket-Protocol", "Allow", "Www-Authenticate",
}

// response notes an answer to a request by HTTP, or to a handshake.
func (r *record) response(resp *http.Response) {
	r.id = resp.Header.Get("Dg-Request-Id")
	line := fmt.Sprint(resp.StatusCode)
	for _, name := range shown {
		if v := resp.Header.Get(name); v != "" {
			line += fmt.Sprintf(" %s: %s;", strings.ToLower(name), v)
		}
	}
	if r.id == "" {
		line += " (without dg-request-id)"
	}
	r.add(entry{text: strings.TrimSuffix(line, ";")})
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	switch {
	case err != nil:
		r.add(entry{text: "body broke off: " + err.Error()})
	case compressed.MatchString(resp.Header.Get("Content-Type")):
		r.add(entry{text: fmt.Sprintf("audio in %d bytes", len(b))})
	case strings.HasPrefix(resp.Header.Get("Content-Type"), "audio/"):
		r.add(entry{audio: b})
	case len(b) > 0:
		r.add(entry{text: strings.TrimSpace(string(b))})
		if m := token.FindSubmatch(b); m != nil {
			r.granted = string(m[1])
		}
	}
}

// compressed are the types of audio whose bytes are no samples.
var compressed = regexp.MustCompile(`^audio/(ogg|mpeg|flac)`)

// read notes what comes on a websocket until it ends.
func (r *record) read(conn *websocket.Conn) {
	for {
		kind, b, err := conn.Read(context.Background())
		var ce websocket.CloseError
		switch {
		case errors.As(err, &ce):
			r.add(entry{text: strings.TrimSuffix(fmt.Sprintf("close %d %q", ce.Code, ce.Reason), ` ""`)})
			return
		case err != nil:
			r.add(entry{text: "lost"})
			return
		case kind == websocket.MessageBinary:
			r.add(entry{audio: b})
		default:
			r.add(entry{text: string(b)})
		}
	}
}

// add notes an entry; audio goes to the audio before it.
func (r *record) add(e entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.at = time.Since(r.began)
	if n := len(r.entries); e.audio != nil && n > 0 && r.entries[n-1].audio != nil {
		r.entries[n-1].audio = append(r.entries[n-1].audio, e.audio...)
		return
	}
	r.entries = append(r.entries, e)
}

// take returns what was noted since the last time.
func (r *record) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out strings.Builder
	for _, e := range r.entries {
		text := e.text
		if e.audio != nil {
			text = r.sound(e.audio)
		}
		fmt.Fprintf(&out, "%.3f %s\n", e.at.Seconds(), r.steady(text))
	}
	r.entries = nil
	return out.String()
}

// What differs from run to run.
var (
	speech = regexp.MustCompile(`dg_sp_[0-9a-f]{12}`)
	uuid   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	hash   = regexp.MustCompile(`"[0-9a-f]{64}"`)
	token  = regexp.MustCompile(`"access_token":"([^"]+)"`)
)

func (r *record) steady(text string) string {
	if r.id != "" {
		text = strings.ReplaceAll(text, r.id, "REQUEST")
	}
	text = speech.ReplaceAllStringFunc(text, r.speech)
	text = uuid.ReplaceAllString(text, "UUID")
	text = hash.ReplaceAllString(text, `"HASH"`)
	return token.ReplaceAllString(text, `"access_token":"TOKEN"`)
}

// speech numbers the id of a speech.
func (r *record) speech(id string) string {
	n := slices.Index(r.speeches, id)
	if n < 0 {
		n = len(r.speeches)
		r.speeches = append(r.speeches, id)
	}
	return fmt.Sprintf("SPEECH%d", n+1)
}

// sound says how long audio is and what is said in it.
func (r *record) sound(b []byte) string {
	header := ""
	if rest, ok := wavData(b); ok {
		header, b = "wav ", rest
	}
	var d pcm.Decoder
	d.Encoding = r.hear.encoding
	samples := d.Append(nil, b)
	text := fmt.Sprintf("audio %s%.3fs", header, r.hear.rate.D(int64(len(samples))).Seconds())
	if said := vendors.Text(samples, r.hear.rate); said != "" {
		return fmt.Sprintf("%s %q", text, said)
	}
	if slices.ContainsFunc(samples, func(s int16) bool { return s > 100 || s < -100 }) {
		return text + " of noise"
	}
	return text + " of silence"
}

// wavData returns what follows the header of a WAV file.
func wavData(b []byte) ([]byte, bool) {
	const canonical = 44
	if len(b) < canonical || string(b[:4]) != "RIFF" {
		return nil, false
	}
	return b[canonical:], true
}
