package conformance

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// guest is a client that reads all the time and notes how its connection ended.
type guest struct {
	*websocket.Conn
	done  chan struct{}
	bytes int // received; read after done
	end   websocket.CloseError
	at    time.Duration // after the beginning
}

func (w *world) dial(target string) *guest {
	w.t.Helper()
	conn, _, err := websocket.Dial(context.Background(), "ws://server"+target, &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatalf("%s: %v", target, err)
	}
	conn.SetReadLimit(-1)
	g := &guest{Conn: conn, done: make(chan struct{})}
	began := time.Now()
	go func() {
		defer close(g.done)
		for {
			_, b, err := conn.Read(context.Background())
			if err != nil {
				errors.As(err, &g.end)
				g.at = time.Since(began)
				return
			}
			g.bytes += len(b)
		}
	}()
	return g
}

// leave drops the connection.
func (g *guest) leave() {
	g.CloseNow()
	<-g.done
}

// expectEnd waits until the server closes and fails if it does so too early or too late.
func (g *guest) expectEnd(t *testing.T, target string, limit time.Duration) {
	t.Helper()
	<-g.done
	if g.end.Code != websocket.StatusInternalError || g.at < limit || g.at > limit+5*time.Second {
		t.Fatalf("%s: closed with %d %q after %v, want 1011 after %v", target, g.end.Code, g.end.Reason, g.at, limit)
	}
}

// heap returns the bytes in use, of heap and stacks.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
