package listen

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
)

// halfContainer is a compressed recording that breaks off in the middle: its decoder rests, and wants
// more.
func halfContainer(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../internal/media/testdata/stereo.opus")
	if err != nil {
		t.Fatal(err)
	}
	return b[:len(b)/2]
}

// TestContainerBrokenOff: of a client that goes in the middle of a container nothing is left: the bubble
// ends only when the decoder has.
func TestContainerBrokenOff(t *testing.T) {
	half := halfContainer(t)
	inWorld(t, hello, func(w *world) {
		c := w.dial("")
		c.send(half)
		time.Sleep(time.Second)
		c.conn.CloseNow()
		<-c.got
	})
	inFluxWorld(t, twoTurns, func(w *fluxWorld) {
		c := w.dial("model=flux-general-en")
		c.stream(half, len(half), time.Second)
		c.conn.CloseNow()
		<-c.done
	})
}

// TestFileBrokenOff: who hosts a file and how the network failed is not told.
func TestFileBrokenOff(t *testing.T) {
	half := halfContainer(t)
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		body := io.MultiReader(bytes.NewReader(half), broken10{})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body), Request: r}, nil
	})
	synctest.Test(t, func(t *testing.T) {
		withServer(t, Config{Fetch: &http.Client{Transport: transport}}, hello, func(w *world) {
			status, _, answer := w.post("", "application/json", strings.NewReader(`{"url":"https://example.org/a.opus"}`))
			if status != 400 || !strings.Contains(answer, "PAYLOAD_ERROR") || strings.Contains(answer, "10.1") {
				t.Errorf("answered %d %s, want a refusal without the network's words", status, answer)
			}
		})
	})
}

// broken10 is a connection to a private address that breaks.
type broken10 struct{}

func (broken10) Read([]byte) (int, error) {
	return 0, &net.OpError{Op: "read", Err: errors.New("10.1.2.3: connection reset by peer")}
}

// TestEarsPanicAtTheEnd: a client whose last words were lost is not told that all is well.
func TestEarsPanicAtTheEnd(t *testing.T) {
	for range 20 { // the end and the fault come at the same instant
		inWorld(t, fragile{}, func(w *world) {
			c := w.dial(raw)
			c.send(speech("hello there", 500*time.Millisecond, time.Second))
			c.text(`{"type":"CloseStream"}`)
			c.expectEnd(websocket.StatusInternalError, "NET-0000", "")
		})
	}
}

// fragile ears panic when there is no more to hear.
type fragile struct{}

func (fragile) Transcribe(_ context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	for range in {
	}
	panic("broken")
}

// TestTalkAfterTheEnd: what a client sends while the end of its stream is still being understood is
// ignored, however late it comes.
func TestTalkAfterTheEnd(t *testing.T) {
	inWorld(t, patient{hello}, func(w *world) {
		c := w.dial(raw)
		c.send(speech("hello there", 500*time.Millisecond, time.Second))
		c.text(`{"type":"CloseStream"}`)
		for range 3 {
			time.Sleep(streamIdle + 5*time.Second)
			c.text(`{"type":"KeepAlive"}`)
		}
		c.expectEnd(websocket.StatusNormalClosure, "", "Metadata")
	})
}
