package outbound

import (
	"fmt"
	"io"
	"net/http"
	"unicode/utf8"
)

// Text reads a response's body as text and closes it: at most limit bytes, and whether that was all.
// What is not UTF-8 becomes U+FFFD; a character that the limit would cut is left out.
func Text(r *http.Response, limit int) (text string, whole bool, err error) {
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	if err != nil {
		return "", false, fmt.Errorf("read the response: %w", err)
	}
	whole = len(b) <= limit
	if !whole {
		b = b[:lastBoundary(b, limit)]
	}
	return string([]rune(string(b))), whole, nil
}

// lastBoundary returns the last place up to n where no character is cut.
func lastBoundary(b []byte, n int) int {
	for at := n; at > n-utf8.UTFMax && at > 0; at-- {
		if utf8.RuneStart(b[at]) {
			return at
		}
	}
	return n
}
