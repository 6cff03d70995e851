package deepgram

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// readLimit bounds a message from the server, in bytes.
const readLimit = 4 << 20

// socket is an open websocket. One goroutine at a time reads, others may write; cut ends both.
//
// Reads and the writes of audio carry no context: with one, the library would allocate for each,
// and close the socket when it ends.
type socket struct {
	ws        *websocket.Conn
	op        string // for errors
	pass      pass
	requestID string
	log       *slog.Logger
	cause     atomic.Pointer[error] // why we cut it ourselves
}

// dial opens a socket; the caller owns it and calls cut.
func (c Config) dial(ctx context.Context, op, path string, query url.Values) (*socket, error) {
	u, err := c.endpoint(path, query)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := c.enter(ctx, op)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	ws, resp, err := websocket.Dial(limited, u.String(), &websocket.DialOptions{HTTPClient: c.client(), HTTPHeader: p.headers()})
	if err != nil {
		return nil, notOpened(ctx, op, resp, err, p)
	}
	ws.SetReadLimit(readLimit)
	s := &socket{ws: ws, op: op, pass: p, requestID: resp.Header.Get(wire.HeaderRequestID)}
	s.log = c.log().With("engine", engine, "request", s.requestID)
	s.log.Debug("socket opened", "op", op)
	return s, nil
}

// notOpened is a handshake that failed.
func notOpened(ctx context.Context, op string, resp *http.Response, err error, p pass) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case resp != nil && resp.StatusCode != http.StatusSwitchingProtocols:
		return misconfigured(refusal(op, resp, p))
	}
	return unreachable(op, err, p)
}

// cut closes the socket at once; reads and writes return. The first cause that is not nil is what
// closed reports, unless the server has closed before.
func (s *socket) cut(cause error) {
	if cause != nil {
		s.cause.CompareAndSwap(nil, &cause)
	}
	s.ws.CloseNow()
}

// read reads the next message into buf, which it may grow.
func (s *socket) read(buf []byte) (audio bool, msg []byte, err error) {
	typ, r, err := s.ws.Reader(context.Background())
	if err != nil {
		return false, buf, err
	}
	buf, err = appendAll(buf[:0], r)
	if err == nil && typ == websocket.MessageText {
		s.logMessage("received", buf)
	}
	return typ == websocket.MessageBinary, buf, err
}

// appendAll is io.ReadAll into memory that is there.
func appendAll(buf []byte, r io.Reader) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

// send writes a text message. When ctx ends before that is done, the socket is lost.
func (s *socket) send(ctx context.Context, m wire.Message) error {
	return s.sendText(ctx, wire.Encode(m))
}

func (s *socket) sendText(ctx context.Context, b []byte) error {
	s.logMessage("sent", b)
	return s.ws.Write(ctx, websocket.MessageText, b)
}

// sendAudio writes samples as bytes; never none, which would end the stream (4.2).
func (s *socket) sendAudio(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return s.ws.Write(context.Background(), websocket.MessageBinary, b)
}

func (s *socket) logMessage(what string, b []byte) {
	if s.log.Enabled(context.Background(), slog.LevelDebug) {
		s.log.Debug(what, "message", s.pass.hide(string(b)))
	}
}

var errNoPong = errors.New("the server does not answer pings")

// watch pings the server until stop is closed or a ping fails, and then cuts the socket. idle, if
// not nil, is asked before each ping; when it reports false, that ping is left out.
func (s *socket) watch(stop <-chan struct{}, idle func() bool) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
		}
		if idle != nil && !idle() {
			continue
		}
		if !s.ping(stop) {
			return
		}
	}
}

// ping reports whether the server answered in time; else the socket is cut.
func (s *socket) ping(stop <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(context.Background(), pongWithin)
	defer cancel()
	err := s.ws.Ping(ctx)
	select {
	case <-stop:
		return false
	default:
	}
	if err != nil {
		s.cut(errNoPong)
	}
	return err == nil
}

// vendorError is an error of the server's own making.
func (s *socket) vendorError(status int, text string) error {
	return &visavis.VendorError{Engine: engine, Op: s.op, Status: status, Message: s.pass.hide(text), RequestID: s.requestID}
}
