package outbound

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host returns where a test server listens.
func host(s *httptest.Server) string { return s.Listener.Addr().String() }

// ask gets an address and returns the answer's text, or the error.
func ask(t *testing.T, c *http.Client, address string) (string, error) {
	t.Helper()
	t.Cleanup(c.CloseIdleConnections)
	resp, err := c.Get(address)
	if err != nil {
		return "", err
	}
	text, _, err := Text(resp, 1000)
	return text, err
}

func wantRefused(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok {
		t.Fatalf("%s: %v, want it refused", what, err)
	}
	for _, word := range words {
		if !strings.Contains(refused.Error(), word) {
			t.Errorf("%s: %q says nothing of %q", what, refused, word)
		}
	}
}

func TestPrivateServer(t *testing.T) {
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++; io.WriteString(w, "inside") }))
	defer srv.Close()
	if text, err := ask(t, Client(Policy{Private: []string{host(srv)}}), srv.URL); text != "inside" {
		t.Errorf("a private host that the operator named answers %q, %v", text, err)
	}
	asked = 0
	_, err := ask(t, Client(Policy{}), srv.URL)
	wantRefused(t, "a host that nobody named", err)
	_, err = ask(t, Client(Policy{Hosts: []string{"*", "*:*"}}), srv.URL)
	wantRefused(t, "a host without TLS", err, "https")
	_, err = ask(t, Client(Policy{Hosts: []string{"*", "*:*"}}), "https://"+host(srv))
	wantRefused(t, "a private address", err, "loopback")
	if asked != 0 {
		t.Errorf("a server that must not be reached was asked %d times", asked)
	}
}

func TestNamesOfPrivateAddresses(t *testing.T) {
	answers := map[string]string{
		"rebound.example.": "127.0.0.1", "metadata.example.": "169.254.169.254", "lan.example.": "10.0.0.1",
	}
	for name := range answers {
		name = strings.TrimSuffix(name, ".")
		_, err := ask(t, client(Policy{Hosts: []string{"*"}}, resolver(answers)), "https://"+name)
		wantRefused(t, name, err, name)
		if strings.Contains(err.Error(), answers[name+"."]) {
			t.Errorf("%v tells where the name leads", err)
		}
	}
}

// resolver answers questions for IPv4 addresses from a table.
func resolver(answers map[string]string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go answer(theirs, answers) // ends when ours is closed
		return ours, nil
	}}
}

// answer speaks just enough DNS, with the lengths in front that a stream has.
func answer(c net.Conn, answers map[string]string) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		q := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, q); err != nil {
			return
		}
		r := reply(q, answers)
		c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(r))), r...))
	}
}

func reply(q []byte, answers map[string]string) []byte {
	end, name := 12, ""
	for ; q[end] != 0; end += int(q[end]) + 1 {
		name += string(q[end+1:end+1+int(q[end])]) + "."
	}
	kind := binary.BigEndian.Uint16(q[end+1:])
	r := append([]byte{q[0], q[1], 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end+5]...)
	if address := net.ParseIP(answers[name]).To4(); address != nil && kind == 1 {
		r[7] = 1
		r = append(r, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		r = append(r, address...)
	}
	return r
}

func TestRedirects(t *testing.T) {
	var got http.Header
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		io.WriteString(w, "arrived")
	}))
	defer target.Close()
	hops := 0
	var to string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to == "" {
			hops++
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return
		}
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	only, both := Policy{Private: []string{host(srv)}}, Policy{Private: []string{host(srv), host(target)}}

	if _, err := ask(t, Client(only), srv.URL); err == nil || hops != 1+maxRedirects {
		t.Errorf("a circle was followed %d times: %v", hops, err)
	}
	to = target.URL
	_, err := ask(t, Client(only), srv.URL)
	wantRefused(t, "a redirect to a host that is not allowed", err)
	to = "file:///etc/passwd"
	_, err = ask(t, Client(both), srv.URL)
	wantRefused(t, "a redirect to a file", err)

	to = target.URL
	r, _ := http.NewRequest("GET", srv.URL+"/?key=secret", nil)
	r.Header = http.Header{"X-Api-Key": {"secret"}, "Authorization": {"secret"}, "Accept": {"text/plain"}}
	resp, err := Client(both).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for name, v := range got {
		if strings.Contains(strings.Join(v, ""), "secret") {
			t.Errorf("another host was sent %s: %v", name, v)
		}
	}
	if got.Get("Accept") != "text/plain" {
		t.Error("the redirect lost what it accepts")
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestEnvironmentsProxyIsNotUsed(t *testing.T) {
	g := Client(Policy{}).Transport.(guard)
	if g.transport.Proxy != nil {
		t.Error("the client uses a proxy")
	}
}

func TestWebsocket(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := websocket.Accept(w, r, nil); err == nil {
			c.Close(websocket.StatusNormalClosure, "")
		}
	}))
	defer srv.Close()
	c, _, err := websocket.Dial(t.Context(), "ws://"+host(srv), &websocket.DialOptions{HTTPClient: Client(Policy{Private: []string{host(srv)}})})
	if err != nil {
		t.Fatal(err)
	}
	c.CloseNow()
	_, _, err = websocket.Dial(t.Context(), "ws://"+host(srv), &websocket.DialOptions{HTTPClient: Client(Policy{Hosts: []string{"*:*"}})})
	wantRefused(t, "a websocket without TLS", err)
}

func TestText(t *testing.T) {
	for _, tt := range []struct {
		body  string
		limit int
		want  string
		whole bool
	}{
		{"hello", 5, "hello", true},
		{"hello", 4, "hell", false},
		{"naïve", 3, "na", false},
		{"na\xffve", 9, "na\uFFFDve", true},
		{"", 0, "", true},
	} {
		body := io.NopCloser(strings.NewReader(tt.body))
		text, whole, err := Text(&http.Response{Body: body}, tt.limit)
		if text != tt.want || whole != tt.whole || err != nil {
			t.Errorf("%q up to %d bytes: %q, %v, %v; want %q, %v", tt.body, tt.limit, text, whole, err, tt.want, tt.whole)
		}
	}
}
