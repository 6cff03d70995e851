package access

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// kind is what a credential is said to be.
type kind int

const (
	nothing kind = iota
	apiKey
	token
)

// shown is what a request shows of itself, not yet believed.
type shown struct {
	kind kind
	text string
}

// Format prints a placeholder whatever the verb.
func (shown) Format(f fmt.State, _ rune) { io.WriteString(f, "[credential]") }

// kindOf says what belongs behind a scheme; of header and subprotocols alike, in any case: Go's client
// writes "token", Python's "Token".
func kindOf(scheme string) kind {
	switch {
	case strings.EqualFold(scheme, "token"):
		return apiKey
	case strings.EqualFold(scheme, "bearer"):
		return token
	}
	return nothing
}

// fromHeader reads Authorization. Other schemes are somebody else's, such as a proxy's Basic.
func fromHeader(h http.Header) shown {
	for _, v := range h.Values("Authorization") {
		scheme, text, _ := strings.Cut(strings.TrimSpace(v), " ")
		if k := kindOf(scheme); k != nothing {
			return shown{k, strings.TrimSpace(text)}
		}
	}
	return shown{}
}

// fromSubprotocols reads what browsers can send with a websocket: "token, KEY" or "bearer, TOKEN",
// which may stand among other pairs.
func fromSubprotocols(h http.Header) shown {
	items := strings.Split(strings.Join(h.Values("Sec-WebSocket-Protocol"), ","), ",")
	for i := 0; i+1 < len(items); i += 2 {
		if k := kindOf(strings.TrimSpace(items[i])); k != nothing {
			return shown{k, strings.TrimSpace(items[i+1])}
		}
	}
	return shown{}
}

// queryName is the parameter that may hold a token.
const queryName = "token"

func fromQuery(r *http.Request) shown {
	if text := r.URL.Query().Get(queryName); text != "" {
		return shown{token, text}
	}
	return shown{}
}

// fromCookie reads what a signed-in page sends by itself. Other sites' pages cannot have it sent but
// with a link, so that it counts for what a link may do: for requests that change nothing, and for
// websockets, whose origin is checked.
func fromCookie(r *http.Request) shown {
	c, err := r.Cookie(cookieName)
	if err != nil || r.Method != http.MethodGet {
		return shown{}
	}
	return shown{token, c.Value}
}
