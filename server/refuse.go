package server

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
)

// requestIDHeader carries the id that logs and messages of a request share.
const requestIDHeader = "Dg-Request-Id"

// refusal is an HTTP error in Deepgram's shape (section 3).
type refusal struct {
	status    int
	code, msg string
}

// write answers a request that has its request id in the response's header already.
func (f refusal) write(w http.ResponseWriter) {
	body, err := json.Marshal(struct {
		Code      string `json:"err_code"`
		Msg       string `json:"err_msg"`
		RequestID string `json:"request_id"`
	}{f.code, f.msg, w.Header().Get(requestIDHeader)})
	if err != nil {
		panic(err) // strings always marshal
	}
	w.Header().Set("Dg-Error", f.msg)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	w.Write(body)
}

func (s *Server) refuse(w http.ResponseWriter, f refusal) {
	s.metrics.refused.Add(1)
	f.write(w)
}

// newRequestID returns a random UUID, version 4.
func newRequestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
