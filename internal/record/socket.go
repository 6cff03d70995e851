package record

import (
	"bufio"
	"net"
	"net/http"

	"github.com/coder/websocket"
)

// accept answers a client's upgrade over a pipe: with the headers that are given, and with the other
// end of its socket for us.
func accept(r *http.Request, h http.Header) (*http.Response, *websocket.Conn, error) {
	theirs, ours := net.Pipe()
	u := &upgrade{header: h, conn: ours}
	ws, err := websocket.Accept(u, r, nil)
	if err != nil {
		return nil, nil, err
	}
	ws.SetReadLimit(-1)
	return &http.Response{StatusCode: http.StatusSwitchingProtocols, Status: "101 Switching Protocols", Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Body: theirs}, ws, nil
}

// upgrade is the ResponseWriter of a handshake, which gives its connection away.
type upgrade struct {
	header http.Header
	conn   net.Conn
}

func (u *upgrade) Header() http.Header         { return u.header }
func (u *upgrade) WriteHeader(int)             {}
func (u *upgrade) Write(b []byte) (int, error) { return len(b), nil }
func (u *upgrade) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return u.conn, bufio.NewReadWriter(bufio.NewReader(u.conn), bufio.NewWriter(u.conn)), nil
}

// end closes a socket in the way another one ended.
func end(ws *websocket.Conn, how error) {
	if status := websocket.CloseStatus(how); status != -1 {
		ws.Close(status, reason(how))
		return
	}
	ws.CloseNow()
}
