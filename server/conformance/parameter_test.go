package conformance

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
)

// endpoint is a path with a query that is good, and what is wrong for each of its parameters.
type endpoint struct {
	method, path, good string
	header             http.Header
	body               string
	required           string   // the parameters that good has and must have
	wrong              []string // NAME=VALUE, each one alone a reason to refuse
}

const (
	noFlag   = "true1,TRUE,1,maybe,"
	noNumber = "abc,NaN,-1,1e9,99999999999999999999,"
)

// repeatable are the parameters that may come several times, wherever they are known.
const repeatable = "keyterm keywords redact replace search extra tag language_hint"

// endpoints are all that take a query.
func endpoints() []endpoint {
	const (
		raw   = "model=nova-3&encoding=linear16&sample_rate=16000"
		turns = "model=flux-general-en&encoding=linear16&sample_rate=16000"
		voice = "model=aura-2-thalia-en&encoding=linear16&sample_rate=24000"
		flux  = "model=flux-alexis-en&encoding=linear16&sample_rate=44100"
	)
	audio := http.Header{"Content-Type": {"application/octet-stream"}}
	text := http.Header{"Content-Type": {"application/json"}}
	return []endpoint{
		{method: "GET", path: "/v1/listen", good: raw, required: "sample_rate", wrong: wrongOfStreams()},
		{method: "POST", path: "/v1/listen", good: raw, header: audio, body: "xxxx", required: "sample_rate", wrong: wrongOfFiles()},
		{method: "GET", path: "/v2/listen", good: turns, required: "model sample_rate", wrong: wrongOfTurns()},
		{method: "GET", path: "/v1/speak", good: voice + "&container=none", wrong: append(wrongOfVoices(), "container=wav", "encoding=mp3", "encoding=opus")},
		{method: "POST", path: "/v1/speak", good: voice + "&container=wav", header: text, body: `{"text":"Hello."}`,
			wrong: append(wrongOfVoices(), append(wrongFor(noNumber, "bit_rate"), "bit_rate=48000")...)},
		{method: "GET", path: "/v2/speak", good: flux, required: "model",
			wrong: append(wrongOfFlux(), "container=none", "bit_rate=48000", "punctuate=true", "encoding=mp3")},
		{method: "POST", path: "/v2/speak", good: flux + "&container=wav", header: text, body: `{"text":"Hello."}`, required: "model",
			wrong: append(wrongOfFlux(), "container=ogg", "bit_rate=48000", "punctuate=true")},
		{method: "GET", path: "/v1/models", good: "include_outdated=true", wrong: wrongFor(noFlag, "include_outdated")},
	}
}

// wrongOfListening are those of streams and files (4.1, 9.1).
func wrongOfListening() []string {
	list := wrongFor(noFlag, "punctuate", "smart_format", "numerals", "dictation", "profanity_filter", "filler_words",
		"measurements", "multichannel", "diarize", "detect_entities", "mip_opt_out")
	list = append(list, wrongFor(noNumber+",7.5,0", "sample_rate", "channels")...)
	return append(list, "sample_rate=1", "channels=21", "encoding=wax", "encoding=", "encoding=LINEAR16",
		"model=", "model=aura-2-thalia-en", "model=flux-general-en", "keywords=lamp", "keyterm=", "redact=everything",
		"callback=http://example.org/", "callback_method=GET", "diarize_model=v9")
}

func wrongOfStreams() []string {
	list := append(wrongOfListening(), wrongFor(noFlag, "interim_results", "vad_events", "no_delay")...)
	list = append(list, wrongFor(noNumber+",false1", "endpointing", "utterance_end_ms")...)
	return append(list, "utterance_end_ms=1000", "summarize=true", "summarize=v2", "topics=true", "intents=true", "diarize_model=v2")
}

func wrongOfFiles() []string {
	list := append(wrongOfListening(), wrongFor(noFlag, "utterances", "paragraphs")...)
	return append(list, wrongFor("abc,NaN,-1,1e9,", "utt_split")...)
}

// wrongOfTurns are those of 5.1.
func wrongOfTurns() []string {
	list := append(wrongFor(noFlag, "mip_opt_out", "numerals"),
		wrongFor(noNumber, "sample_rate", "eot_threshold", "eager_eot_threshold", "eot_timeout_ms")...)
	return append(list, "eot_threshold=0.49", "eot_threshold=1.01", "eager_eot_threshold=0.29", "eager_eot_threshold=0.91",
		"eot_timeout_ms=499", "eot_timeout_ms=60001", "eot_timeout_ms=1000.5", "language_hint=es", "language_hint=", "keyterm=",
		"redact=ssn", "model=nova-3", "model=aura-2-thalia-en", "model=", "encoding=wax", "encoding=")
}

// wrongOfVoices are those of 6.1 and 9.2.
func wrongOfVoices() []string {
	list := append(wrongFor(noFlag, "mip_opt_out"), wrongFor(noNumber, "sample_rate", "speed")...)
	return append(list, "sample_rate=12345", "speed=0.69", "speed=1.51", "encoding=wax", "encoding=", "container=", "container=ogg",
		"model=", "model=aura-2-nobody-en", "model=nova-3")
}

// wrongOfFlux are those of 7.
func wrongOfFlux() []string {
	list := append(wrongFor(noFlag, "mip_opt_out"), wrongFor(noNumber, "sample_rate", "speed")...)
	return append(list, "sample_rate=12345", "speed=0.49", "speed=1.55", "speed=1.01", "speed=1.25", "expressivity=1", "expressivity=3",
		"expressivity=0.5", "expressivity=", "encoding=wax", "encoding=", "model=", "model=aura-2-thalia-en", "model=flux-general-en", "model=nova-3",
		"tag=")
}

// wrongFor returns NAME=VALUE of each name and each of the values, a comma between two.
func wrongFor(values string, names ...string) (list []string) {
	for _, name := range names {
		for v := range strings.SplitSeq(values, ",") {
			list = append(list, name+"="+v)
		}
	}
	return list
}

// TestGoodQueries: what the tables below start from is right.
func TestGoodQueries(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, e := range endpoints() {
			if got := w.ask(e, e.query("", "")); got.status != http.StatusOK && got.status != http.StatusSwitchingProtocols {
				t.Errorf("%s %s?%s: %d %s", e.method, e.path, e.good, got.status, got.dgError)
			}
		}
	})
}

// TestBadParameters: a parameter that is missing, comes twice, is out of range or of another type is
// refused before the upgrade, in the documented shape, by its name.
func TestBadParameters(t *testing.T) {
	for _, e := range endpoints() {
		t.Run(e.method+strings.ReplaceAll(e.path, "/", " "), func(t *testing.T) {
			inWorld(t, func(w *world) { tryAll(t, w, e) })
		})
	}
}

func tryAll(t *testing.T, w *world, e endpoint) {
	for _, pair := range e.wrong {
		name, value, _ := strings.Cut(pair, "=")
		expectRefusal(t, w, e, e.query(name, value), name)
	}
	for name := range strings.FieldsSeq(e.required) {
		q, _ := url.ParseQuery(e.good)
		q.Del(name)
		expectRefusal(t, w, e, q.Encode(), name)
	}
	for _, name := range e.single() {
		q, _ := url.ParseQuery(e.good)
		value := cmp.Or(q.Get(name), "true")
		expectRefusal(t, w, e, e.query(name, value)+"&"+name+"="+url.QueryEscape(value), name)
	}
}

// single returns the parameters that may come but once; not those that are refused whatever they are.
func (e endpoint) single() (names []string) {
	not := strings.Fields(repeatable + " callback summarize topics intents")
	for _, pair := range append(e.wrong, strings.Split(e.good, "&")...) {
		name, _, _ := strings.Cut(pair, "=")
		if !slices.Contains(not, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// query returns the good query with one parameter changed.
func (e endpoint) query(name, value string) string {
	q, err := url.ParseQuery(e.good)
	if err != nil {
		panic(err) // the tables are ours
	}
	if name != "" {
		q.Set(name, value)
	}
	return q.Encode()
}

func expectRefusal(t *testing.T, w *world, e endpoint, query, name string) {
	t.Helper()
	got := w.ask(e, query)
	what := e.method + " " + e.path + "?" + query
	switch {
	case got.status < 400 || got.status >= 500:
		t.Errorf("%s: status %d, want it refused for its %s", what, got.status, name)
		return
	case !strings.Contains(got.dgError, name):
		t.Errorf("%s: refused, but dg-error %q does not name %s", what, got.dgError, name)
	case got.body.Code == "" || got.body.Message == "" || got.body.RequestID == "" || got.body.RequestID != got.id:
		t.Errorf("%s: the body %+v lacks something, or its request id is not %s", what, got.body, got.id)
	}
}

// answer is what an endpoint says to a query.
type answer struct {
	status      int
	id, dgError string
	body        struct {
		Code      string `json:"err_code"`
		Message   string `json:"err_msg"`
		RequestID string `json:"request_id"`
	}
}

// ask makes a request; a websocket that is let in is closed again.
func (w *world) ask(e endpoint, query string) (a answer) {
	w.t.Helper()
	resp, err := w.request(e, query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	a = answer{status: resp.StatusCode, id: resp.Header.Get("Dg-Request-Id"), dgError: resp.Header.Get("Dg-Error")}
	if a.status >= 400 {
		if err := json.NewDecoder(resp.Body).Decode(&a.body); err != nil {
			w.t.Errorf("%s %s?%s: %d with a body that is no JSON: %v", e.method, e.path, query, a.status, err)
		}
	}
	return a
}

func (w *world) request(e endpoint, query string) (*http.Response, error) {
	target := "http://server" + e.path + "?" + query
	if e.method == "GET" && e.path != "/v1/models" {
		return w.handshake(target)
	}
	r, err := http.NewRequest(e.method, target, strings.NewReader(e.body))
	if err != nil {
		return nil, err
	}
	if e.header != nil {
		r.Header = e.header
	}
	return w.network.Client().Do(r)
}

// handshake returns the answer to a websocket's; one that is let in is closed.
func (w *world) handshake(target string) (*http.Response, error) {
	conn, resp, err := websocket.Dial(w.t.Context(), target, &websocket.DialOptions{HTTPClient: w.network.Client()})
	switch {
	case err == nil:
		conn.CloseNow()
		resp.Body = http.NoBody
	case resp == nil:
		return nil, err
	}
	return resp, nil
}

// inWorld runs f in a bubble with a server.
func inWorld(t *testing.T, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "")
		defer w.close()
		f(w)
	})
}
