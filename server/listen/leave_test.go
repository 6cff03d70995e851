package listen

import (
	"bytes"
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

// TestTalkAfterTheEnd: what a client sends while the end of its stream is still being understood is
// ignored, however late it comes.
func TestTalkAfterTheEnd(t *testing.T) {
	slow := hello
	slow.Delay = 2 * time.Minute
	inWorld(t, slow, func(w *world) {
		c := w.dial(raw)
		c.send(speech("hello there", 500*time.Millisecond, time.Second))
		c.text(`{"type":"CloseStream"}`)
		for range 4 {
			time.Sleep(streamIdle + 5*time.Second)
			c.text(`{"type":"KeepAlive"}`)
		}
		c.expectEnd(websocket.StatusNormalClosure, "", "Metadata")
	})
}
