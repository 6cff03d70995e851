package server

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/visavis/visavis/internal/refusal"
)

// badHandshake refuses a request for a websocket that could not be upgraded (RFC 6455, 4.2), in the
// protocol's shape; the library that upgrades would answer with plain text.
func badHandshake(w http.ResponseWriter, r *http.Request) *refusal.Error {
	switch {
	case !r.ProtoAtLeast(1, 1) || !lists(r.Header, "Upgrade", "websocket") || !lists(r.Header, "Connection", "Upgrade"):
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		return handshakeError(http.StatusUpgradeRequired, "GET opens a websocket here, over HTTP/1.1 with the headers Connection: Upgrade and Upgrade: websocket.")
	case r.Method != http.MethodGet:
		return handshakeError(http.StatusMethodNotAllowed, "A websocket begins with GET.")
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		w.Header().Set("Sec-WebSocket-Version", "13")
		return handshakeError(http.StatusBadRequest, "Sec-WebSocket-Version must be 13.")
	case !isHandshakeKey(r.Header.Values("Sec-WebSocket-Key")):
		return handshakeError(http.StatusBadRequest, "Sec-WebSocket-Key must be there once, 16 bytes in base64.")
	}
	return nil
}

func handshakeError(status int, message string) *refusal.Error {
	return &refusal.Error{Status: status, Code: "Bad Request", Message: message}
}

// lists reports whether a header names something, in any case and among others.
func lists(h http.Header, name, wanted string) bool {
	for _, v := range h.Values(name) {
		for item := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(item), wanted) {
				return true
			}
		}
	}
	return false
}

func isHandshakeKey(keys []string) bool {
	if len(keys) != 1 {
		return false
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(keys[0]))
	return err == nil && len(b) == 16
}
