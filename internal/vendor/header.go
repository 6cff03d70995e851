package vendor

import (
	"net/http"
	"strconv"
	"time"
)

// longest is the most a vendor may ask us to wait; more is a mistake, and overflows.
const longest = 24 * time.Hour

// RetryAfter returns how long a vendor asks to wait, from Retry-After-Ms or Retry-After in seconds or
// as a date; 0 when it does not say.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return wait(ms, time.Millisecond)
	}
	after := h.Get("Retry-After")
	if s, err := strconv.ParseFloat(after, 64); err == nil {
		return wait(s, time.Second)
	}
	if at, err := http.ParseTime(after); err == nil {
		return wait(at.Sub(now).Seconds(), time.Second)
	}
	return 0
}

// wait returns n units, at least nothing and at most the longest.
func wait(n float64, unit time.Duration) time.Duration {
	if !(n > 0) { // so that what is not a number is nothing
		return 0
	}
	return time.Duration(min(n*float64(unit), float64(longest)))
}

// RequestID returns what a vendor calls a request, under any of the usual names; it may be empty.
func RequestID(h http.Header) string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Goog-Request-Id"} {
		if id := h.Get(name); id != "" {
			return id
		}
	}
	return ""
}
