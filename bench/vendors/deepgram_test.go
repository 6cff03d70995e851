package vendors_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// answer is what a REST call came to.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

func (a answer) json(t testing.TB) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal(a.body, &m); err != nil {
		t.Errorf("body %q: %v", a.body, err)
	}
	return m
}

// call makes a request; header are pairs of names and values.
func (w *world) call(method, target, body string, header ...string) answer {
	w.Helper()
	req, err := http.NewRequest(method, "http://vendor"+target, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("Authorization", "Token "+key)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.net.Client().Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, b, err}
}

// TestBadParameters: each is refused before the upgrade as documented, and recorded.
func TestBadParameters(t *testing.T) {
	for _, tt := range []struct {
		target string
		status int
		code   string
	}{
		{"/v1/listen?model=nova-9&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=flux-general-en&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=nova-3&encoding=linear16", 400, "Bad Request"},
		{"/v1/listen?model=nova-3&encoding=pcm&sample_rate=16000", 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/listen?model=nova-3&interim_results=True&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/listen?model=nova-3&utterance_end_ms=1000&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=nova-3&keywords=a&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=nova-2&keyterm=a&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=nova-3&diarize=true&diarize_model=v1&" + raw, 400, "Bad Request"},
		{"/v1/listen?model=nova-3&diarize_model=v2&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/listen?model=nova-3&summarize=v2&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/listen?model=nova-3&topics=true&" + raw, 403, "UNAUTHORIZED_FEATURES_REQUESTED"},
		{"/v1/listen?model=nova-3&encoding=opus&sample_rate=48000", 501, "simulator"},
		{"/v1/listen?model=%zz", 400, "Bad Request"},
		{"/v2/listen?" + raw, 400, "Bad Request"},
		{"/v2/listen?model=nova-3&" + raw, 400, "Bad Request"},
		{"/v2/listen?model=flux-general-en&encoding=linear16&sample_rate=22050", 400, "INVALID_QUERY_PARAMETER"},
		{"/v2/listen?model=flux-general-en&language_hint=en&" + raw, 400, "Bad Request"},
		{"/v2/listen?model=flux-general-en&eot_threshold=0.4&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v2/listen?model=flux-general-en&eot_threshold=0.6&eager_eot_threshold=0.8&" + raw, 400, "Bad Request"},
		{"/v2/listen?model=flux-general-en&eot_timeout_ms=100&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v2/listen?model=flux-general-en&redact=pci&" + raw, 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/speak?model=nova-3", 400, "Bad Request"},
		{"/v1/speak?encoding=mp3", 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/speak?encoding=mulaw&sample_rate=24000", 400, "INVALID_QUERY_PARAMETER"},
		{"/v1/speak?speed=2", 400, "INVALID_QUERY_PARAMETER"},
	} {
		d := &vendors.Deepgram{}
		inWorld(t, d, func(w *world) {
			_, resp, err := w.tryDial(tt.target, "Token "+key)
			if err == nil {
				t.Fatalf("%s was accepted", tt.target)
			}
			b, _ := io.ReadAll(resp.Body)
			var body map[string]string
			json.Unmarshal(b, &body)
			id := resp.Header.Get("dg-request-id")
			if resp.StatusCode != tt.status || body["err_code"] != tt.code || body["err_msg"] != resp.Header.Get("dg-error") || id == "" || body["request_id"] != id {
				t.Errorf("%s: %d %s, dg-error %q, want %d %s", tt.target, resp.StatusCode, b, resp.Header.Get("dg-error"), tt.status, tt.code)
			}
		})
		rule := "query"
		if tt.status == 501 {
			rule = "simulator"
		}
		expectViolations(t, d, rule)
	}
}

// TestUnknownParametersAreNoticed: the vendor may ignore them, a test does not.
func TestUnknownParametersAreNoticed(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) { w.dial(flux + "&punctuate=true").leave() })
	expectViolations(t, d, "query")
}

func TestCredentials(t *testing.T) {
	d := &vendors.Deepgram{Keys: []string{key}, Guests: []string{"guest"}}
	inWorld(t, d, func(w *world) {
		token := w.call("POST", "/v1/auth/grant", `{"ttl_seconds":60}`).json(t)["access_token"].(string)
		short := w.call("POST", "/v1/auth/grant", "").json(t)
		if short["expires_in"] != 30.0 {
			t.Errorf("the default grant is %v", short)
		}
		for authorization, want := range map[string]bool{
			"Token " + key: true, "token " + key: true, "Bearer " + key: false, "Token wrong": false, "": false, "Token": false,
			"Bearer " + token: true, "bearer " + token: true, "Token " + token: false, "Token guest": true, "Bearer x.y.z": false,
		} {
			n, resp, err := w.tryDial(nova, authorization)
			if (err == nil) != want || err != nil && (resp.StatusCode != 401 || resp.Header.Get("dg-error") != "Invalid credentials.") {
				t.Errorf("%.12s…: error %v", authorization, err)
			}
			if err == nil {
				n.leave()
			}
		}
		if a := w.call("POST", "/v1/auth/grant", "", "Authorization", "Token guest"); a.status != 403 || a.json(t)["err_code"] != "FORBIDDEN" {
			t.Errorf("a guest's grant: %d %s", a.status, a.body)
		}
		if a := w.call("GET", "/v1/projects", "", "Authorization", "Bearer "+token); a.status != 403 {
			t.Errorf("projects by token: %d", a.status)
		}
		n, _, err := w.tryDial(flux, "Bearer "+token)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Second)
		n.talk(quiet(15 * time.Second)) // an open socket outlives its token
		if _, resp, err := w.tryDial(nova, "Bearer "+token); err == nil || resp.StatusCode != 401 {
			t.Error("a token was good after its time")
		}
		n.leave()
	})
	for _, v := range d.Violations() {
		if v.Rule != "storm" { // so many refused calls are one
			t.Error(v)
		}
	}
	if shown := fmt.Sprintf("%+v %+v", d.Requests(""), d.Violations()); strings.Contains(shown, key) {
		t.Error("the record holds the key")
	}
}

func TestBrowsersComeBySubprotocol(t *testing.T) {
	inWorld(t, &vendors.Deepgram{Keys: []string{key}}, func(w *world) {
		a := w.call("GET", nova, "", "Authorization", "", "Connection", "Upgrade", "Upgrade", "websocket",
			"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol", "token, wrong")
		if a.status != 401 {
			t.Errorf("a wrong key: %d", a.status)
		}
	})
}

func TestStreamsAreCounted(t *testing.T) {
	inWorld(t, &vendors.Deepgram{Streams: 1}, func(w *world) {
		n := w.dial(nova)
		if _, resp, err := w.tryDial(flux, "Token "+key); err == nil || resp.StatusCode != 429 {
			t.Errorf("a second stream: %v", err)
		}
		n.leave()
		time.Sleep(time.Second)
		w.dial(nova).leave()
	})
}

func TestPrerecorded(t *testing.T) {
	var file bytes.Buffer
	x := append(vendors.Utterance("Good morning. It is seven."), quiet(2*time.Second)...)
	pcm.WriteWAV(&file, append(x, vendors.Utterance("Good night!")...), 16000)
	d := &vendors.Deepgram{Files: map[string][]byte{"https://files.example/a.wav": file.Bytes()}}
	inWorld(t, d, func(w *world) {
		const target = "/v1/listen?model=nova-3&smart_format=true&utterances=true&paragraphs=true"
		sent := w.call("POST", target, file.String(), "Content-Type", "audio/wav").json(t)
		named := w.call("POST", target, `{"url":"https://files.example/a.wav"}`, "Content-Type", "application/json").json(t)
		for _, got := range []map[string]any{sent, named} {
			results := got["results"].(map[string]any)
			alternative := results["channels"].([]any)[0].(map[string]any)["alternatives"].([]any)[0].(map[string]any)
			if alternative["transcript"] != "Good morning. It is seven. Good night!" {
				t.Errorf("transcript %q", alternative["transcript"])
			}
			if n := len(results["utterances"].([]any)); n != 2 {
				t.Errorf("%d utterances", n)
			}
			p := alternative["paragraphs"].(map[string]any)["paragraphs"].([]any)[0].(map[string]any)
			if n := len(p["sentences"].([]any)); n != 3 {
				t.Errorf("%d sentences", n)
			}
		}
		if a := w.call("POST", target, `{"url":"https://files.example/b.wav"}`, "Content-Type", "application/json"); a.status != 400 || a.json(t)["category"] != "REMOTE_CONTENT_ERROR" {
			t.Errorf("an unknown file: %d %s", a.status, a.body)
		}
		if a := w.call("POST", target, "noise", "Content-Type", "audio/wav"); a.status != 400 {
			t.Errorf("no audio: %d", a.status)
		}
	})
	expectViolations(t, d)
}

func TestSynthesis(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		for _, tt := range []struct {
			query, body, typ string
			status           int
			want             string // content type
		}{
			{"encoding=linear16&container=none&sample_rate=16000", `{"text":"Hello you."}`, "application/json", 200, "audio/l16;rate=16000"},
			{"encoding=linear16&sample_rate=16000", "Hello you.", "text/plain", 200, "audio/wav"},
			{"container=none", `{"text":"a"}`, "application/json", 400, ""},
			{"encoding=mp3&sample_rate=16000", `{"text":"b"}`, "application/json", 400, ""},
			{"encoding=linear16", `{"text":"c"}`, "", 415, ""},
			{"encoding=linear16", `{"text":`, "application/json", 400, ""},
			{"encoding=linear16", strings.Repeat("a", 2001), "text/plain", 413, ""},
		} {
			a := w.call("POST", "/v1/speak?"+tt.query, tt.body, "Content-Type", tt.typ)
			if a.status != tt.status || a.header.Get("dg-request-id") == "" {
				t.Errorf("%s: %d %s", tt.query, a.status, a.body)
			}
			if a.status != 200 {
				continue
			}
			b := bytes.TrimPrefix(a.body, pcm.Linear16.AppendWAVHeader(nil, 16000, pcm.UnknownLength))
			got := vendors.Text(new(pcm.Decoder).Append(nil, b), 16000)
			if got != "Hello you." || a.header.Get("Content-Type") != tt.want || a.header.Get("dg-char-count") != "10" {
				t.Errorf("%s: spoken %q, header %v", tt.query, got, a.header)
			}
		}
	})
	expectViolations(t, d, "query", "query", "body", "body", "text length")
}

func TestModelsAndPaths(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) {
		if a := w.call("GET", "/v1/models?include_outdated=true", ""); len(a.json(t)["tts"].([]any)) == 0 {
			t.Errorf("models: %s", a.body)
		}
		if a := w.call("GET", "/v1/models/aura-2-thalia-en", ""); a.json(t)["name"] != "thalia" {
			t.Errorf("model: %s", a.body)
		}
		if a := w.call("GET", "/v1/projects", ""); a.status != 200 {
			t.Errorf("projects: %d", a.status)
		}
		if a := w.call("GET", "/v1/agent/converse", ""); a.status != 404 {
			t.Errorf("an unknown path: %d", a.status)
		}
	})
	expectViolations(t, d, "path")
}
