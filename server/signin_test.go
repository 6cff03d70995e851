package server

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSignIn: a visitor types a key in and comes back with a cookie that lets the page in.
func TestSignIn(t *testing.T) {
	var log logBuffer
	s, key := guarded(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	door := ask(s, "GET", "/", "")
	if door.Code != 401 || !strings.Contains(door.Body.String(), `action="/signin"`) || door.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("a stranger is shown %d %s", door.Code, door.Body)
	}
	if asset := ask(s, "GET", "/assets/app-1a2b3c.js", ""); asset.Code != 200 {
		t.Errorf("the component's code, which pages elsewhere use, is kept: %d", asset.Code)
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "http://example.com", "X-Forwarded-Proto", "https"}
	bad := ask(s, "POST", "/signin", url.Values{"key": {"vv_5ec2e7"}}.Encode(), form...)
	if bad.Code != 401 || !strings.Contains(bad.Body.String(), "no key or token") || strings.Contains(bad.Body.String(), "5ec2e7") || len(bad.Result().Cookies()) > 0 {
		t.Errorf("a wrong key: %d %s", bad.Code, bad.Body)
	}
	in := ask(s, "POST", "/signin", url.Values{"key": {" " + key + " "}}.Encode(), form...)
	cookies := in.Result().Cookies()
	if in.Code != 303 || in.Header().Get("Location") != "/" || len(cookies) != 1 {
		t.Fatalf("a good key: %d %v", in.Code, in.Header())
	}
	if c := cookies[0]; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || strings.Contains(c.Value, key) {
		t.Errorf("the cookie is %v", c)
	}
	cookie := cookies[0].Name + "=" + cookies[0].Value
	if rec := ask(s, "GET", "/", "", "Cookie", cookie); rec.Code != 200 || !strings.Contains(rec.Body.String(), "<title>visavis</title>") {
		t.Errorf("the page is %d %s", rec.Code, rec.Body)
	}
	if rec := ask(s, "GET", "/v1/models", "", "Cookie", cookie); rec.Code != 200 {
		t.Errorf("the page's requests are refused: %d", rec.Code)
	}
	if rec := ask(s, "GET", "/signin", ""); rec.Code != 303 || rec.Header().Get("Location") != "/" {
		t.Errorf("who asks for the form's address is answered with %d", rec.Code)
	}
	form[3] = "https://elsewhere.example"
	if rec := ask(s, "POST", "/signin", url.Values{"key": {key}}.Encode(), form...); rec.Code != 403 || len(rec.Result().Cookies()) > 0 {
		t.Errorf("another site signs a visitor in: %d", rec.Code)
	}
	if text := log.String(); strings.Contains(text, key) || strings.Contains(text, cookies[0].Value) {
		t.Errorf("a secret is in the log: %s", text)
	}
}
