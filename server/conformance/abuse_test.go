package conformance

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// sockets are the websockets that are served, with queries that are good.
func sockets() []string {
	return []string{
		"/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000",
		"/v1/listen?model=nova-3", // a container
		"/v2/listen?model=flux-general-en&encoding=linear16&sample_rate=16000",
		"/v1/speak",
		"/v1/agent/converse",
		"/v2/speak?model=flux-alexis-en",
	}
}

// TestNothingIsSent: clients that connect and say nothing are shown the door when their protocol says
// so, and until then cost little.
func TestNothingIsSent(t *testing.T) {
	const crowd = 100 // for each path: 600 in all
	inWorld(t, func(w *world) {
		before := heap()
		guests := map[string][]*guest{}
		for _, target := range sockets() {
			for range crowd {
				guests[target] = append(guests[target], w.dial(target))
			}
		}
		synctest.Wait()
		// The clients' half is in it as well.
		if each := (heap() - before) / int64(crowd*len(guests)); each > 200<<10 {
			t.Errorf("a connection that says nothing costs %d KiB", each>>10)
		}
		for target, list := range guests {
			limit := 10 * time.Second
			switch {
			case strings.HasPrefix(target, "/v2/"):
				limit = time.Minute
			case strings.HasPrefix(target, "/v1/speak"):
				limit = time.Hour // which one of them stands for: it is a long time of pings
				for _, g := range list[1:] {
					g.leave()
				}
				list = list[:1]
			}
			for _, g := range list {
				g.expectEnd(t, target, limit)
			}
		}
	})
}

// TestMegabyteOfJSON: a message that is much too long ends its connection; one that is long nonsense is
// answered as such.
func TestMegabyteOfJSON(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	deep := strings.Repeat(`{"type":`, 1<<16)
	messages := map[string][]string{
		sockets()[0]: {`{"type":"KeepAlive","padding":"` + long + `"}`, `{"type":"` + long + `"}`, deep},
		sockets()[2]: {`{"type":"Configure","keyterms":["` + long + `"]}`, deep},
		sockets()[3]: {`{"type":"Speak","text":"` + long + `"}`, deep},
		sockets()[5]: {`{"type":"Speak","text":"` + long + `"}`, deep},
		sockets()[4]: {`{"type":"Settings","audio":{},"agent":{"think":{"prompt":"` + long + `"}}}`, deep},
	}
	inWorld(t, func(w *world) {
		for target, list := range messages {
			for _, m := range list {
				g := w.dial(target)
				g.Write(context.Background(), websocket.MessageText, []byte(m)) // may fail when it is refused early
				time.Sleep(time.Second)
				g.leave()
				code := g.end.Code
				tooBig := len(m) > 1<<20 && !strings.Contains(target, "/listen") // whose messages may be whole files
				if tooBig && code != websocket.StatusMessageTooBig || code == websocket.StatusInternalError {
					t.Errorf("%s: %.40s… of %d bytes: closed with %d %q", target, m, len(m), code, g.end.Reason)
				}
			}
		}
	})
}

// TestMegabyteBodies: bodies that are no audio are small, or refused.
func TestMegabyteBodies(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	inWorld(t, func(w *world) {
		for _, tt := range []struct {
			e      endpoint
			status []int
		}{
			{endpoint{method: "POST", path: "/v1/speak", header: http.Header{"Content-Type": {"application/json"}}, body: `{"text":"` + long + `"}`}, []int{413}},
			{endpoint{method: "POST", path: "/v1/speak", header: http.Header{"Content-Type": {"application/json"}}, body: `{"text":"` + long[:1<<20] + `"}`}, []int{413}},
			{endpoint{method: "POST", path: "/v1/listen", header: http.Header{"Content-Type": {"application/json"}}, body: `{"url":"` + long + `"}`}, []int{400, 413}},
			{endpoint{method: "POST", path: "/v1/auth/grant", body: `{"ttl":"` + long + `"}`}, []int{413}},
			{endpoint{method: "POST", path: "/v1/speak", header: http.Header{"Content-Type": {"application/json"}}, body: strings.Repeat("[", 1<<20)}, []int{400, 413}},
		} {
			resp, err := w.request(tt.e, "")
			if err != nil {
				continue // the server has closed the connection before it had all of it
			}
			resp.Body.Close()
			if !slices.Contains(tt.status, resp.StatusCode) {
				t.Errorf("%s %s with %d bytes of %.20s…: %s, want %v", tt.e.method, tt.e.path, len(tt.e.body), tt.e.body, resp.Status, tt.status)
			}
		}
	})
}

// TestDrippingBody: a body of which a byte comes now and then does not hold a handler for ever.
func TestDrippingBody(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, target := range []string{"/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000", "/v1/speak", "/v1/auth/grant"} {
			body, drip := io.Pipe()
			var dripping sync.WaitGroup
			dripping.Go(func() {
				for {
					if _, err := drip.Write([]byte(" ")); err != nil {
						return
					}
					time.Sleep(10 * time.Second)
				}
			})
			began := time.Now()
			ctx, stop := context.WithTimeout(context.Background(), 2*time.Hour)
			r, err := http.NewRequestWithContext(ctx, "POST", "http://server"+target, body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			resp, err := w.network.Client().Do(r)
			if err == nil {
				resp.Body.Close()
			}
			if took := time.Since(began); took > time.Hour {
				t.Errorf("POST %s of a byte every ten seconds is still served after %v", target, took)
			}
			stop()
			body.Close()
			dripping.Wait()
		}
	})
}

// TestNobodyReads: whoever asks for an hour of speech and takes none of it loses his connection, and has
// not made the server keep it.
func TestNobodyReads(t *testing.T) {
	inWorld(t, func(w *world) {
		before := heap()
		conn, _, err := websocket.Dial(context.Background(), "ws://server/v1/speak", &websocket.DialOptions{HTTPClient: w.network.Client()})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		text := `{"type":"Speak","text":"` + strings.Repeat("This goes on and on. ", 90) + `"}`
		for range 40 {
			if conn.Write(context.Background(), websocket.MessageText, []byte(text)) != nil {
				break
			}
		}
		conn.Write(context.Background(), websocket.MessageText, []byte(`{"type":"Flush"}`)) // may be too late
		for range 12 {
			time.Sleep(time.Second)
			if grown := heap() - before; grown > 20<<20 {
				t.Fatalf("the server keeps %d MiB", grown>>20)
			}
		}
		if err := conn.Write(context.Background(), websocket.MessageText, []byte(`{"type":"Close"}`)); err == nil {
			t.Error("the connection is still open")
		}
	})
}

// TestGarbage: whatever comes, the server answers or closes; it never panics, and nobody else notices.
func TestGarbage(t *testing.T) {
	inWorld(t, func(w *world) {
		random := rand.New(rand.NewPCG(1, 2))
		for _, target := range sockets() {
			for range 40 {
				g := w.dial(target)
				for range 20 {
					kind, b := garbage(random)
					if g.Write(context.Background(), kind, b) != nil {
						break
					}
				}
				time.Sleep(time.Second)
				g.leave()
				if c := g.end.Code; c == websocket.StatusInternalError || c == websocket.StatusAbnormalClosure {
					t.Errorf("%s: closed with %d %q", target, c, g.end.Reason)
				}
			}
		}
	})
}

// garbage is a message that is nearly one, or not at all.
func garbage(random *rand.Rand) (websocket.MessageType, []byte) {
	words := []string{
		`{"type":"`, `"}`, `KeepAlive`, `Finalize`, `CloseStream`, `Configure`, `Speak`, `Flush`, `Settings`, `"text":`, `"agent":{}`,
		`"audio":{}`, `,`, `}`, `{`, `[`, `null`, `7`, "\x00", `"thresholds":{"eot_threshold":"x"}`, `"keyterms":7`, `"type":7`, "\u2028",
	}
	if random.IntN(3) == 0 {
		b := make([]byte, random.IntN(2000))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return websocket.MessageBinary, b
	}
	var b bytes.Buffer
	for range random.IntN(8) {
		b.WriteString(words[random.IntN(len(words))])
	}
	return websocket.MessageText, b.Bytes()
}

// TestNeighbours: while others are abused, a conversation goes on as if nothing was.
func TestNeighbours(t *testing.T) {
	inWorld(t, func(w *world) {
		c := w.newClient()
		defer c.leave()
		c.play("GET /v1/listen?model=nova-3&encoding=linear16&sample_rate=16000\n")
		random := rand.New(rand.NewPCG(3, 4))
		var rude sync.WaitGroup
		for _, target := range sockets() {
			rude.Go(func() {
				g := w.dial(target)
				defer g.leave()
				for range 10 {
					time.Sleep(100 * time.Millisecond)
					g.Write(context.Background(), websocket.MessageText, []byte(`{"type":"Sing"}`))
				}
			})
			kind, b := garbage(random)
			g := w.dial(target)
			g.Write(context.Background(), kind, b)
			g.leave()
		}
		c.play("say the lamp is on\n" + `{"type":"CloseStream"}` + "\nwait 1s\n")
		rude.Wait()
		if told := c.told(); !strings.Contains(told, `"the lamp is on"`) || !strings.Contains(told, "close 1000") {
			t.Errorf("the neighbour's stream was disturbed:\n%s", told)
		}
	})
}
