package vendor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

const key = "sk-proj-very-secret-indeed"

func TestError(t *testing.T) {
	s := Service{Engine: "openai", Model: "tiny", Key: key}
	tests := map[string]struct {
		failure     Failure
		unavailable bool
		want        string
	}{
		"key":          {Failure{Status: 401, Message: "Incorrect API key provided: " + key}, true, "the key was refused (401): Incorrect API key provided: [key]"},
		"forbidden":    {Failure{Status: 403}, true, "the key was refused (403)"},
		"key, oddly":   {Failure{Status: 400, BadKey: true, Message: "API key not valid."}, true, "API key not valid."},
		"no model":     {Failure{Status: 404}, true, `model "tiny" is not there`},
		"unpaid":       {Failure{Status: 402}, true, "may not spend more"},
		"quota":        {Failure{Status: 429, Unpaid: true, Message: "You exceeded your current quota."}, true, "exceeded your current quota"},
		"busy":         {Failure{Status: 429, Message: "slow\ndown", RequestID: "r1"}, false, "openai: ask tiny: status 429: slow down (request r1)"},
		"other op":     {Failure{Op: "list models", Status: 502}, false, "openai: list models: status 502: Bad Gateway"},
		"no answer":    {Failure{Err: &url.Error{Op: "Post", URL: "https://a/" + key, Err: errors.New("connection refused by " + key)}}, false, "connection refused by [key]"},
		"nothing said": {Failure{Err: io.ErrUnexpectedEOF}, false, "unexpected EOF"},
	}
	for name, tt := range tests {
		err := s.Error(tt.failure)
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, want %q", name, err, tt.want)
		}
		if got := errors.As(err, new(*visavis.UnavailableError)); got != tt.unavailable {
			t.Errorf("%s: %v: unavailable is %t", name, err, got)
		}
		if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, key) {
			t.Errorf("%s shows the key: %s", name, all)
		}
	}
}

func TestCauseIsKept(t *testing.T) {
	err := Service{Engine: "openai", Key: key}.Error(Failure{Err: fmt.Errorf("with %s: %w", key, io.ErrUnexpectedEOF)})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v is not the error that caused it", err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), key) {
			t.Errorf("%#v shows the key", e)
		}
	}
}

func TestRedact(t *testing.T) {
	for s, want := range map[string]string{
		"key '" + key + "'":                "key '[key]'",
		"key sk-proj-********deed. See us": "key [key] See us",
		"key sk-proj-very... is wrong":     "key [key] is wrong",
		"two ** stars, no key":             "two ** stars, no key",
	} {
		if got := Redact(s, key); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
	if got := Redact("nothing to hide", ""); got != "nothing to hide" {
		t.Errorf("without a key: %q", got)
	}
	if got := Redact("ollama is not there", "ollama"); got != "ollama is not there" {
		t.Errorf("with a word for a key: %q", got)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("Incorrect API key provided: ", key)
	f.Fuzz(func(t *testing.T, s, k string) {
		if len(k) >= known && strings.Contains(Redact(s+k+s, k), k) && !strings.Contains("[key]", k) {
			t.Errorf("%q still holds the key", Redact(s+k+s, k))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		ms, after string
		want      time.Duration
	}{
		{"", "", 0}, {"", "3", 3 * time.Second}, {"", "0.5", 500 * time.Millisecond}, {"250", "3", 250 * time.Millisecond},
		{"", "Sun, 01 Mar 2026 12:00:20 GMT", 20 * time.Second}, {"", "Sun, 01 Mar 2026 11:00:20 GMT", 0},
		{"", "soon", 0}, {"", "-4", 0}, {"", "NaN", 0}, {"", "1e99", longest}, {"", "Inf", longest},
	} {
		h := http.Header{"Retry-After": {tt.after}, "Retry-After-Ms": {tt.ms}}
		if got := RetryAfter(h, now); got != tt.want {
			t.Errorf("%q, %q: wait %v, want %v", tt.ms, tt.after, got, tt.want)
		}
	}
}

func TestWarmth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Warmth
		opened := 0
		open := func(context.Context) error { time.Sleep(time.Second); opened++; return nil }
		warm := func(want int, why string) {
			t.Helper()
			w.Warm(t.Context(), open)
			if opened != want {
				t.Errorf("%s: opened %d times, want %d", why, opened, want)
			}
		}
		var g sync.WaitGroup
		for range 5 {
			g.Go(func() { warm(1, "five at once") })
		}
		g.Wait()
		warm(1, "warm")
		time.Sleep(warmFor)
		warm(2, "idle for long")
		time.Sleep(warmFor - 2*time.Second)
		w.Used()
		time.Sleep(2 * time.Second)
		warm(2, "used in between")
		time.Sleep(warmFor)
		w.Warm(t.Context(), func(context.Context) error { return io.EOF })
		warm(3, "failed before")
	})
}
