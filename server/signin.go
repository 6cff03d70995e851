package server

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/visavis/visavis/internal/access"
)

// signInPath is where the form that asks for a key is sent.
const signInPath = "/signin"

// maxSignIn bounds a form that was filled in, in bytes.
const maxSignIn = 8 << 10

// signInPolicy lets the form be seen and sent, and nothing else happen.
const signInPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

//go:embed signin.html
var signInPage string

// servePage shows the page to who may converse and asks others for a key. Its code is no secret: what
// lies beside it is served to anybody.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	if pageFile(r.URL.Path) == "index.html" && !s.cfg.Access.Welcome(r) {
		askForKey(w, http.StatusUnauthorized, "")
		return
	}
	s.page.ServeHTTP(w, r)
}

// serveSignIn takes the form: for a key or a token, the browser is given the page's cookie.
func (s *Server) serveSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || s.cfg.Access.Welcome(r) {
		http.Redirect(w, r, "/", http.StatusSeeOther) // where the form is, if it is needed
		return
	}
	// Another site's page must not sign a visitor in with a key of its own.
	if !s.allowsOrigin(r) {
		askForKey(w, http.StatusForbidden, "the form came from another page")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxSignIn)
	cookie, err := s.cfg.Access.SignIn(r, r.PostFormValue("key"), isSecure(r))
	if err != nil {
		askForKey(w, signInStatus(err), err.Error())
		return
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func signInStatus(err error) int {
	if errors.Is(err, access.ErrTooMany) {
		return http.StatusTooManyRequests
	}
	return http.StatusUnauthorized
}

// isSecure reports whether a request came over TLS, to us or to the proxy before us.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// askForKey writes the form, with what was wrong the last time.
func askForKey(w http.ResponseWriter, status int, problem string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", signInPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// With "no-referrer" the form would come without its origin, and be refused.
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	template.Must(template.New("").Parse(signInPage)).Execute(w, problem)
}
