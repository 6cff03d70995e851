package speak

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// post sends a body and returns the answer.
func (w *world) post(query, contentType string, body io.Reader) *http.Response {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "http://test/v1/speak?"+query, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := w.network.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { res.Body.Close() })
	return res
}

// TestText: the answer has the audio of the text in the format that was asked for (9.2), and headers that
// describe it.
func TestText(t *testing.T) {
	second := strings.Repeat("a", 100)
	for _, tt := range []struct {
		query, contentType, body string
		wantType                 string
		wantBytes                int
	}{
		{"encoding=linear16", "application/json", `{"text":"` + second + `"}`, "audio/wav", 44 + 48000},
		{"encoding=linear16&container=wav&sample_rate=8000", "application/json; charset=utf-8", `{"text":"` + second + `"}`, "audio/wav", 44 + 16000},
		{"encoding=linear16&container=none", "text/plain", second, "audio/l16;rate=24000", 48000},
		{"encoding=mulaw&container=none", "text/plain; charset=utf-8", second, "audio/mulaw;rate=8000", 8000},
		{"encoding=alaw&container=none&sample_rate=16000&speed=1.5", "text/plain", second, "audio/alaw;rate=16000", 16000},
	} {
		inWorld(t, speller{}, func(w *world) {
			res := w.post(tt.query, tt.contentType, strings.NewReader(tt.body))
			audio, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != tt.wantType || len(audio) != tt.wantBytes {
				t.Errorf("%s: %d, %v, %d bytes, %v; want %s and %d bytes", tt.query, res.StatusCode, res.Header, len(audio), err, tt.wantType, tt.wantBytes)
			}
			for name, want := range map[string]string{
				"dg-request-id": requestID, "dg-model-name": wire.DefaultSpeakModel,
				"dg-model-uuid": wire.ModelUUID("speller"), "dg-char-count": "100",
			} {
				if got := res.Header.Get(name); got != want {
					t.Errorf("%s: %s is %q, want %q", tt.query, name, got, want)
				}
			}
		})
	}
}

// TestWAV: what is streamed as WAV can be read although its header cannot know the length.
func TestWAV(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		res := w.post("encoding=linear16&sample_rate=8000", "text/plain", strings.NewReader("Read me, I am here."))
		samples, rate, err := pcm.ReadWAV(res.Body)
		if err != nil || rate != 8000 {
			t.Fatalf("%d Hz, %v", rate, err)
		}
		if got := read(pcm.Linear16.Append(nil, samples)); got != "Read me, I am here." {
			t.Errorf("it says %q", got)
		}
	})
}

// TestFLAC: what is streamed as FLAC has every sample.
func TestFLAC(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		res := w.post("encoding=flac&sample_rate=8000", "text/plain", strings.NewReader("Read me, I am here."))
		body, err := io.ReadAll(res.Body)
		if err != nil || res.Header.Get("Content-Type") != "audio/flac" {
			t.Fatalf("%v, %v", res.Header, err)
		}
		d, err := media.NewDecoder(media.Format{})
		if err != nil {
			t.Fatal(err)
		}
		samples, err := d.Append(nil, body)
		if err == nil {
			samples, err = d.Close(samples)
		}
		if err != nil || d.Rate() != 8000 {
			t.Fatalf("%d Hz, %v", d.Rate(), err)
		}
		if got := read(pcm.Linear16.Append(nil, samples)); got != "Read me, I am here." {
			t.Errorf("it says %q", got)
		}
	})
}

// TestTextStreams: the first audio is there before the last has been made.
func TestTextStreams(t *testing.T) {
	inWorld(t, speller{before: time.Second, between: time.Second}, func(w *world) {
		begun := time.Now()
		res := w.post("encoding=linear16&sample_rate=8000&container=none", "text/plain", strings.NewReader("abcdefghij"))
		if took := time.Since(begun); took != time.Second {
			t.Errorf("the headers came after %v, want 1s", took)
		}
		letter := make([]byte, 160)
		if _, err := io.ReadFull(res.Body, letter); err != nil || time.Since(begun) != time.Second || read(letter) != "a" {
			t.Errorf("%q was there after %v, %v", read(letter), time.Since(begun), err)
		}
		rest, err := io.ReadAll(res.Body)
		if took := time.Since(begun); err != nil || took != 10*time.Second || read(rest) != "bcdefghij" {
			t.Errorf("%q was there after %v, %v", read(rest), took, err)
		}
	})
}

// TestNothingToSpeak: a text of markup alone has an answer without sound.
func TestNothingToSpeak(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		res := w.post("encoding=linear16", "text/plain", strings.NewReader("🙂"))
		if b, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK || len(b) != 44 {
			t.Errorf("%d and %d bytes, %v", res.StatusCode, len(b), err)
		}
		res = w.post("encoding=mulaw&container=none", "text/plain", strings.NewReader("🙂"))
		if b, err := io.ReadAll(res.Body); err != nil || len(b) != 0 || res.Header.Get("Content-Type") != "audio/mulaw;rate=8000" {
			t.Errorf("%v and %d bytes, %v", res.Header, len(b), err)
		}
	})
}

// TestRefusedTexts: each fault of a request has its status and code (3).
func TestRefusedTexts(t *testing.T) {
	for _, tt := range []struct {
		what, query, contentType, body string
		status                         int
		code                           string
	}{
		{"query", "model=%zz", "text/plain", "Hi", 400, "Bad Request"},
		{"model", "model=aura-2-nobody-en&encoding=mulaw", "text/plain", "Hi", 400, "Bad Request"},
		{"model twice", "model=a&model=b", "text/plain", "Hi", 400, "INVALID_QUERY_PARAMETER"},
		{"encoding", "encoding=wav", "text/plain", "Hi", 400, "UNSUPPORTED_AUDIO_FORMAT"},
		{"rate", "encoding=linear16&sample_rate=11025", "text/plain", "Hi", 400, "UNSUPPORTED_AUDIO_FORMAT"},
		{"rate's type", "encoding=linear16&sample_rate=high", "text/plain", "Hi", 400, "INVALID_QUERY_PARAMETER"},
		{"container", "encoding=linear16&container=ogg", "text/plain", "Hi", 400, "UNSUPPORTED_AUDIO_FORMAT"},
		{"bit rate", "encoding=linear16&bit_rate=48000", "text/plain", "Hi", 400, "UNSUPPORTED_AUDIO_FORMAT"},
		{"speed", "speed=slow", "text/plain", "Hi", 400, "INVALID_QUERY_PARAMETER"},
		{"callback", "callback=https://example.org", "text/plain", "Hi", 400, "INVALID_QUERY_PARAMETER"},
		{"no type", "encoding=linear16", "", "Hi", 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"form", "encoding=linear16", "application/x-www-form-urlencoded", "text=Hi", 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"bad type", "encoding=linear16", "text/plain; =", "Hi", 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"no JSON", "encoding=linear16", "application/json", "Hi", 400, "INVALID_JSON"},
		{"a number", "encoding=linear16", "application/json", `{"text":7}`, 400, "INVALID_JSON"},
		{"an array", "encoding=linear16", "application/json", `["Hi"]`, 400, "INVALID_JSON"},
		{"no text", "encoding=linear16", "application/json", `{"url":"https://example.org"}`, 400, "PAYLOAD_ERROR"},
		{"empty", "encoding=linear16", "text/plain", "", 400, "PAYLOAD_ERROR"},
		{"blank", "encoding=linear16", "application/json", `{"text":" \n"}`, 400, "PAYLOAD_ERROR"},
		{"no UTF-8", "encoding=linear16", "text/plain", "caf\xe9", 400, "PAYLOAD_ERROR"},
		{"long", "encoding=linear16", "text/plain", strings.Repeat("ä", wire.MaxSpeakText+1), 413, "PAYLOAD_TOO_LARGE"},
		{"huge", "encoding=linear16", "application/json", strings.Repeat(" ", 1<<20), 413, "PAYLOAD_TOO_LARGE"},
	} {
		inWorld(t, speller{}, func(w *world) {
			res := w.post(tt.query, tt.contentType, strings.NewReader(tt.body))
			checkRefusal(t, tt.what, res, tt.status, tt.code)
		})
	}
}

// TestLongestText: 2000 characters are taken, however they are written.
func TestLongestText(t *testing.T) {
	escaped := `{"text":"` + strings.Repeat(`\ud83d\ude42`, wire.MaxSpeakText) + `"}`
	inWorld(t, speller{}, func(w *world) {
		res := w.post("encoding=mulaw", "application/json", strings.NewReader(escaped))
		if res.StatusCode != http.StatusOK || res.Header.Get("dg-char-count") != "2000" {
			t.Errorf("%d, %v", res.StatusCode, res.Header)
		}
	})
}

// TestFaultsOfVoices: a voice that fails before its first sound is answered with a 5xx that keeps the
// reason to itself; later the connection is cut, so that nobody takes what came for the whole.
func TestFaultsOfVoices(t *testing.T) {
	secret := errors.New("refused: key sk-secret")
	for _, tt := range []struct {
		what   string
		voice  speller
		status int
		code   string
	}{
		{"broken", speller{err: secret}, 500, "INTERNAL_SERVER_ERROR"},
		{"panic", speller{err: secret, panics: true}, 500, "INTERNAL_SERVER_ERROR"},
		{"refused by a vendor", speller{err: &visavis.VendorError{Engine: "x", Status: 401}}, 500, "INTERNAL_SERVER_ERROR"},
		{"busy vendor", speller{err: &visavis.VendorError{Engine: "x", Status: 429}}, 503, "SERVICE_UNAVAILABLE"},
		{"not installed", speller{err: &visavis.UnavailableError{Engine: "x"}}, 503, "SERVICE_UNAVAILABLE"},
		{"later", speller{err: secret, failAt: 3}, 200, ""},
		{"panic later", speller{err: secret, failAt: 3, panics: true}, 200, ""},
	} {
		inWorld(t, tt.voice, func(w *world) {
			res := w.post("encoding=linear16&sample_rate=8000&container=none", "text/plain", strings.NewReader("Hello there."))
			if tt.status != 200 {
				checkRefusal(t, tt.what, res, tt.status, tt.code)
				if strings.Contains(res.Header.Get("dg-error"), "secret") {
					t.Errorf("%s: the client is told %q", tt.what, res.Header.Get("dg-error"))
				}
				if res.Header.Get("dg-model-name") != "" {
					t.Errorf("%s: a refusal describes audio: %v", tt.what, res.Header)
				}
				return
			}
			b, err := io.ReadAll(res.Body)
			if !errors.Is(err, io.ErrUnexpectedEOF) || read(b) != "Hel" {
				t.Errorf("%s: %q, and then %v, want an end that is none", tt.what, read(b), err)
			}
		})
	}
}

// TestClientThatLeaves: the voice stops when nobody listens any more.
func TestClientThatLeaves(t *testing.T) {
	inWorld(t, speller{between: 100 * time.Millisecond}, func(w *world) {
		res := w.post("encoding=linear16", "text/plain", strings.NewReader(strings.Repeat("hello there ", 50)))
		if _, err := io.ReadFull(res.Body, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		left := time.Now()
		res.Body.Close()
		synctest.Wait() // the bubble ends only when the voice has
		if time.Since(left) > time.Second {
			t.Error("it went on")
		}
	})
}

// TestSlowBody: a client that sends its text byte by byte does not keep its place for ever.
func TestSlowBody(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		r, body := io.Pipe()
		go func() {
			for {
				if _, err := body.Write([]byte("a")); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		begun := time.Now()
		res := w.post("encoding=linear16", "text/plain", r)
		checkRefusal(t, "slow", res, http.StatusBadRequest, "PAYLOAD_ERROR")
		if took := time.Since(begun); took != bodyTimeout {
			t.Errorf("it took %v", took)
		}
		time.Sleep(2 * time.Second) // until the body's writer has noticed
	})
}

// TestSlowListener: a client that does not read an answer is left in time.
func TestSlowListener(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		res := w.post("encoding=linear16", "text/plain", strings.NewReader(strings.Repeat("hello there ", 50)))
		time.Sleep(2 * writeTimeout)
		if _, err := io.ReadAll(res.Body); err == nil {
			t.Error("all was there after all")
		}
	})
}

// TestDefaultEncoding: without an encoding there is one that can be had, and its type is told.
func TestDefaultEncoding(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		res := w.post("", "application/json", strings.NewReader(`{"text":"Hello."}`))
		b, err := io.ReadAll(res.Body)
		kind := res.Header.Get("Content-Type")
		if err != nil || kind != "audio/mpeg" && kind != "audio/wav" || kind == "audio/wav" != bytes.HasPrefix(b, []byte("RIFF")) {
			t.Errorf("%s that begins with %.4q, %v", kind, b, err)
		}
	})
}
