package socket

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// TestAudioDoesNotAllocate takes 20 ms of audio to the handler and back over loopback; both ends are
// counted.
func TestAudioDoesNotAllocate(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := Open(w, r, Config{Log: slog.New(slog.DiscardHandler), Idle: time.Minute})
		if err != nil {
			t.Error(err)
			return
		}
		s.Serve(r.Context(), funcs{audio: func(_ context.Context, b []byte) { s.SendAudio(append(s.Buffer(), b...), 1) }})
	}))
	defer server.Close()
	c, _, err := websocket.Dial(context.Background(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	sent, got := make([]byte, 640), make([]byte, 4096)
	echo := func() {
		if err := c.Write(context.Background(), websocket.MessageBinary, sent); err != nil {
			t.Fatal(err)
		}
		_, r, err := c.Reader(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = r.Read(got)
		}
	}
	echo()
	if n := testing.AllocsPerRun(500, echo); n > 0 {
		t.Errorf("a frame there and back costs %v allocations", n)
	}
}
