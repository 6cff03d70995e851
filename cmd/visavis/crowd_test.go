package main

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/internal/pipenet"
)

// inCrowd runs f with a server that keeps so many connections, in a bubble. Whatever is asked for is
// answered at once, but for /work, which takes an hour.
func inCrowd(t *testing.T, most int, f func(t *testing.T, c *crowd, network *pipenet.Listener)) {
	synctest.Test(t, func(t *testing.T) {
		c, network := newCrowd(most), pipenet.Listen()
		srv := &http.Server{ConnState: c.changed, IdleTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		srv.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/work" {
				time.Sleep(time.Hour)
			}
		})
		served := make(chan error)
		go func() { served <- srv.Serve(network) }()
		f(t, c, network)
		srv.Close()
		<-served
		time.Sleep(2 * time.Hour) // of fake time: for who is at work
		if n := c.count(); n > 0 {
			t.Errorf("%d connections are forgotten", n)
		}
	})
}

// count returns how many connections there are.
func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all)
}

// connect opens a connection that sends nothing.
func connect(t *testing.T, network *pipenet.Listener) net.Conn {
	conn, err := network.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	synctest.Wait()
	return conn
}

// answers sends a request on a connection and reports whether it is answered. A pipe has no buffer, so that
// an error says that the other end is closed.
func answers(conn net.Conn, path string) bool {
	conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: test\r\n\r\n"); err != nil {
		return false
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return false
	}
	resp.Body.Close()
	synctest.Wait()
	return true
}

// TestWhoWaitsLongestLeaves: connections that send nothing keep nobody out, however many there are.
func TestWhoWaitsLongestLeaves(t *testing.T) {
	inCrowd(t, 10, func(t *testing.T, c *crowd, network *pipenet.Listener) {
		first := connect(t, network)
		for range 500 {
			connect(t, network)
		}
		if n := c.count(); n != 10 {
			t.Errorf("%d connections are kept", n)
		}
		if answers(first, "/") {
			t.Error("who has waited longest is still there")
		}
		if late := connect(t, network); !answers(late, "/") {
			t.Error("who asks is kept out by those who do not")
		}
	})
}

// TestWhoHasAskedWaitsAnew: a connection that is kept for another request stands behind the others again.
func TestWhoHasAskedWaitsAnew(t *testing.T) {
	inCrowd(t, 2, func(t *testing.T, _ *crowd, network *pipenet.Listener) {
		first, second := connect(t, network), connect(t, network)
		if !answers(first, "/") {
			t.Fatal("no answer")
		}
		connect(t, network)
		if answers(second, "/") || !answers(first, "/") {
			t.Error("not the one that waited longest has left")
		}
	})
}

// TestWhoIsAtWorkStays: where nobody waits it is the newest that leaves.
func TestWhoIsAtWorkStays(t *testing.T) {
	inCrowd(t, 2, func(t *testing.T, c *crowd, network *pipenet.Listener) {
		for range 2 {
			conn := connect(t, network)
			go answers(conn, "/work")
			synctest.Wait()
		}
		if answers(connect(t, network), "/") {
			t.Error("there are more than two")
		}
		if n := c.count(); n != 2 {
			t.Errorf("%d are at work", n)
		}
	})
}
