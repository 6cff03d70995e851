package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// contentSecurityPolicy lets the page run its own code and talk to its own server, and nothing
// else. Components style their shadow trees with <style>.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// pageFile returns the file that is served at an URL's path.
func pageFile(urlPath string) string {
	if urlPath == "/" {
		return "index.html"
	}
	return strings.TrimPrefix(path.Clean(urlPath), "/")
}

func hasPage(files fs.FS, urlPath string) bool {
	info, err := fs.Stat(files, pageFile(urlPath))
	return err == nil && !info.IsDir()
}

// newPage serves files. Those under assets/ carry a hash in their names and never change; the
// others are asked for each time and answered with 304 when they are known.
func newPage(files fs.FS) http.Handler {
	plain := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		// The component may be used in pages of other origins; who may converse is asked at the socket.
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-cache")
			h.Set("ETag", etag(files, pageFile(r.URL.Path)))
		}
		plain.ServeHTTP(w, r)
	})
}

// etag names a file's content: embedded files have no date.
func etag(files fs.FS, name string) string {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}
