package speak

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/internal/codec"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
)

// compressing is a server that can make MP3.
func compressing(voice speller, mp3 *codec.Fake) Config {
	c := config(voice, nil)
	c.Encoders = media.Encoders{MP3: mp3}
	return c
}

func ask(ctx context.Context, query string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/speak?"+query, strings.NewReader("Hello."))
	r.Header.Set("Content-Type", "text/plain")
	return r
}

// TestMP3: all of the sound is in the answer, which is MP3 when nothing else is asked for.
func TestMP3(t *testing.T) {
	for _, query := range []string{"", "encoding=mp3&bit_rate=32000"} {
		mp3, w := new(codec.Fake), httptest.NewRecorder()
		compressing(speller{}, mp3).ServeText(w, ask(t.Context(), query))
		packets := w.Body.Bytes()[156:] // behind the tag
		if query != "" {
			packets = w.Body.Bytes()[104:]
		}
		decoder := pcm.Decoder{Encoding: pcm.MuLaw}
		sound, frame := decoder.Append(nil, packets), 441
		want := (len("Hello.")*22050/100 + frame - 1) / frame * frame
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "audio/mpeg" || len(sound) != want {
			t.Errorf("%q: %d, %v with %d samples, want %d", query, w.Code, w.Header(), len(sound), want)
		}
		if !bytes.Contains(w.Body.Bytes()[:30], []byte("Info")) || mp3.Streams() != 0 {
			t.Errorf("%q: begins with %q; %d streams are open", query, w.Body.Bytes()[:30], mp3.Streams())
		}
	}
}

// TestCodecGoesAway: an answer that a codec cannot finish is broken off, and one that a client leaves is
// not gone on with; neither leaves a stream of the codec behind.
func TestCodecGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mp3, w := &codec.Fake{Err: errors.New("broken")}, httptest.NewRecorder()
		func() {
			defer func() {
				if p := recover(); p != http.ErrAbortHandler {
					t.Errorf("ended with %v", p)
				}
			}()
			compressing(speller{}, mp3).ServeText(w, ask(t.Context(), "encoding=mp3"))
		}()
		ctx, leave := context.WithTimeout(t.Context(), 25*time.Millisecond)
		defer leave()
		left := new(codec.Fake)
		compressing(speller{between: 10 * time.Millisecond}, left).ServeText(httptest.NewRecorder(), ask(ctx, "encoding=mp3"))
		if mp3.Streams() != 0 || left.Streams() != 0 {
			t.Errorf("%d and %d streams are open", mp3.Streams(), left.Streams())
		}
	})
}

// TestNoLibrary: what cannot be made here is refused by its name, with what would bring it.
func TestNoLibrary(t *testing.T) {
	w := httptest.NewRecorder()
	config(speller{}, nil).ServeText(w, ask(t.Context(), "encoding=opus"))
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "libopus0") || !strings.Contains(w.Body.String(), "use linear16") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
