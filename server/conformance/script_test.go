package conformance

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// client is who talks to the server. What it does is written line by line:
//
//	GET PATH?QUERY, POST PATH?QUERY   the request, followed by its headers, one "Name: value" a line;
//	                                  GET of a websocket's path dials it, whatever else makes a request
//	{…}          a text message, sent as it stands; of a POST: the body
//	text WORDS   the same for what is no JSON
//	talk ENCODING RATE    how audio is sent from here on; at first as the query says, or linear16 16000
//	hear ENCODING RATE    how audio that comes is understood; at first as the query or Settings say
//	say WORDS    speech in real time, a message every 20 ms
//	quiet TIME   silence in real time
//	burst WORDS  speech in one message; of a POST: the body
//	wav RATE WORDS    a WAV file of speech in one message; of a POST: the body
//	bytes HEX    a binary message of these bytes; empty without any
//	wait TIME    nothing is sent
//	close CODE   the closing handshake, begun by the client
//	leave        the connection is dropped
//	shutdown     no client's doing: the operator stops the server
//
// TOKEN in a request or its headers stands for the access token that the server has granted last.
type client struct {
	t       *testing.T
	world   *world
	request *http.Request
	body    []byte
	conn    *websocket.Conn
	talk    format
	record  *record
	reading sync.WaitGroup
	token   string // granted last
}

// format is how audio travels.
type format struct {
	encoding pcm.Encoding
	rate     visavis.SampleRate
}

func (w *world) newClient() *client {
	return &client{t: w.t, world: w, talk: format{rate: visavis.MicRate}}
}

// play does what a section says and waits until the server has no more to say.
func (c *client) play(section string) {
	for line := range strings.Lines(section) {
		c.do(strings.TrimRight(line, "\n"))
	}
	c.ask()
	synctest.Wait()
}

var header = regexp.MustCompile(`^([A-Z][A-Za-z-]*): (.*)$`)

// do carries out one line.
func (c *client) do(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	switch {
	case verb == "GET" || verb == "POST":
		c.prepare(verb, rest)
		return
	case c.request != nil && header.MatchString(line):
		m := header.FindStringSubmatch(c.withToken(line))
		c.request.Header.Add(m[1], m[2])
		return
	case c.request != nil && c.request.Method == "POST":
		c.body = c.bytesOf(line, verb, rest)
		return
	}
	c.ask()
	c.act(line, verb, rest)
}

// act carries out a line of somebody who is connected.
func (c *client) act(line, verb, rest string) {
	switch verb {
	case "talk":
		c.talk = c.parseFormat(rest)
	case "hear":
		c.record.hear = c.parseFormat(rest)
	case "say":
		c.stream(vendors.Speak(rest, c.talk.rate))
	case "quiet":
		c.stream(make([]int16, c.talk.rate.N(c.duration(rest))))
	case "burst", "wav", "bytes":
		c.send(websocket.MessageBinary, c.bytesOf(line, verb, rest))
	case "wait":
		time.Sleep(c.duration(rest))
	case "close":
		code, err := strconv.Atoi(rest)
		if err != nil {
			c.t.Fatalf("%s: %v", line, err)
		}
		c.conn.Close(websocket.StatusCode(code), "")
	case "leave":
		c.leave()
	case "shutdown":
		c.world.shutdown()
	default:
		c.record.expect(line)
		c.send(websocket.MessageText, c.bytesOf(line, verb, rest))
	}
}

// bytesOf returns what a line sends.
func (c *client) bytesOf(line, verb, rest string) []byte {
	switch verb {
	case "text":
		return []byte(rest)
	case "burst":
		return c.talk.encoding.Append(nil, vendors.Speak(rest, c.talk.rate))
	case "wav":
		number, words, _ := strings.Cut(rest, " ")
		rate, err := strconv.Atoi(number)
		if err != nil {
			c.t.Fatalf("%s: %v", line, err)
		}
		var b bytes.Buffer
		pcm.WriteWAV(&b, vendors.Speak(words, visavis.SampleRate(rate)), visavis.SampleRate(rate)) // a Buffer takes all
		return b.Bytes()
	case "bytes":
		b, err := hex.DecodeString(rest)
		if err != nil {
			c.t.Fatalf("%s: %v", line, err)
		}
		return b
	}
	if !strings.HasPrefix(line, "{") {
		c.t.Fatalf("%q is nothing that a client does; see script_test.go", line)
	}
	return []byte(line)
}

func (c *client) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

func (c *client) parseFormat(text string) format {
	name, number, _ := strings.Cut(text, " ")
	encoding, err := pcm.ParseEncoding(name)
	rate, err2 := strconv.Atoi(number)
	if err := errors.Join(err, err2); err != nil {
		c.t.Fatalf("format %q: %v", text, err)
	}
	return format{encoding, visavis.SampleRate(rate)}
}

// stream sends samples in real time.
func (c *client) stream(samples []int16) {
	step := int(c.talk.rate.N(20 * time.Millisecond))
	for len(samples) > 0 {
		n := min(step, len(samples))
		c.send(websocket.MessageBinary, c.talk.encoding.Append(nil, samples[:n]))
		samples = samples[n:]
		time.Sleep(20 * time.Millisecond)
	}
}

// send sends a message; that the connection has ended is the server's business, and shown as such.
func (c *client) send(kind websocket.MessageType, b []byte) {
	if c.conn != nil {
		_ = c.conn.Write(context.Background(), kind, b)
	}
}

// prepare begins a request, which is made when its headers and body are complete.
func (c *client) prepare(method, target string) {
	r, err := http.NewRequest(method, "http://server"+c.withToken(target), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.leave()
	c.request, c.body, c.record = r, nil, newRecord(r)
	c.talk = formatOf(r.URL.Query(), c.talk)
}

func (c *client) withToken(line string) string { return strings.ReplaceAll(line, "TOKEN", c.token) }

// formatOf is what a query says of raw audio.
func formatOf(q url.Values, f format) format {
	if encoding, err := pcm.ParseEncoding(q.Get("encoding")); err == nil {
		f.encoding = encoding
	}
	if rate, err := strconv.Atoi(q.Get("sample_rate")); err == nil {
		f.rate = visavis.SampleRate(rate)
	}
	return f
}

// ask makes the request that was prepared, if one was.
func (c *client) ask() {
	r := c.request
	if r == nil {
		return
	}
	c.request = nil
	path := r.URL.Path
	if r.Method == "GET" && (strings.HasSuffix(path, "/listen") || strings.HasSuffix(path, "/speak") || strings.HasSuffix(path, "/converse")) {
		c.dial(r)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	r.ContentLength = int64(len(c.body))
	resp, err := c.world.network.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	c.record.response(resp)
	c.token = cmp.Or(c.record.granted, c.token)
}

// dial opens a websocket and has all that comes recorded.
func (c *client) dial(r *http.Request) {
	r.URL.Scheme = "ws"
	conn, resp, err := websocket.Dial(context.Background(), r.URL.String(), &websocket.DialOptions{
		HTTPClient: c.world.network.Client(), HTTPHeader: r.Header,
		Subprotocols: protocols(r.Header),
	})
	if resp == nil {
		c.t.Fatal(err)
	}
	c.record.response(resp)
	if err != nil {
		return
	}
	conn.SetReadLimit(-1)
	c.conn = conn
	c.reading.Go(func() { c.record.read(conn) })
}

// protocols takes what a browser offers out of the headers: the websocket package wants it apart.
func protocols(h http.Header) []string {
	const name = "Sec-Websocket-Protocol"
	offered := h.Get(name)
	h.Del(name)
	if offered == "" {
		return nil
	}
	return strings.Split(offered, ", ")
}

// told returns what the server has said since the last time.
func (c *client) told() string {
	if c.record == nil {
		return ""
	}
	return c.record.take()
}

// leave drops the connection, if there is one.
func (c *client) leave() {
	if c.conn == nil {
		return
	}
	c.conn.CloseNow()
	c.reading.Wait()
	c.conn = nil
}
