package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/server"
)

// keyedServer is a server that lets one key in, which is returned.
func keyedServer(t *testing.T) (address, key string, guard *access.Guard) {
	t.Helper()
	key, k := access.NewKey("alice")
	guard, err := access.New(access.Config{Keys: []access.Key{k}, Required: true})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(server.New(server.Config{Access: guard, Log: quiet()}))
	t.Cleanup(srv.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return srv.URL, key, guard
}

func TestToken(t *testing.T) {
	address, key, guard := keyedServer(t)
	w := newWorld(t).withKeys("VISAVIS_API_KEY=" + key)
	out, errs, code := w.run("token", "-ttl", "10m", "-server", address)
	if code != 0 || errs != "" {
		t.Fatalf("status %d, %s", code, errs)
	}
	r := httptest.NewRequest("GET", "/v1/listen", nil)
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(out))
	if c, err := guard.Check(r); err != nil || c.Key != "alice" || !c.Token {
		t.Errorf("the token lets in %+v, %v", c, err)
	}
	// The server of the same folder is found by its configuration.
	writeFile(t, filepath.Join(w.dir, configName), "addr: "+strings.TrimPrefix(address, "http://"))
	if again, errs, code := w.run("token"); code != 0 || again == out || strings.Count(again, ".") != 2 {
		t.Errorf("status %d, %s %s", code, again, errs)
	}
}

func TestTokenSaysWhatToDo(t *testing.T) {
	address, key, _ := keyedServer(t)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/echo") {
			http.Error(w, "what is "+r.Header.Get("Authorization"), http.StatusTeapot)
		}
		if strings.HasPrefix(r.URL.Path, "/away") {
			http.Redirect(w, r, address+"/v1/auth/grant", http.StatusTemporaryRedirect)
		}
	}))
	defer broken.Close()
	for line, want := range map[string]string{
		"-ttl 2h":                         "1s to 1h",
		"-ttl 0s":                         "1s to 1h",
		"new":                             "new NAME",
		"old alice":                       "new NAME",
		"new Alice!":                      "lower case letters",
		"-server localhost":               "-server must be an address",
		"-server http://127.0.0.1:1":      "is it running?",
		"-server " + broken.URL:           "holds no token",
		"-server " + broken.URL + "/echo": "teapot",
		"-server " + broken.URL + "/away": "307",
	} {
		_, errs, code := newWorld(t).withKeys("VISAVIS_API_KEY=" + key).run(append([]string{"token"}, strings.Fields(line)...)...)
		if code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%s: status %d, %q; want something about %q", line, code, errs, want)
		}
		if strings.Contains(errs, key) {
			t.Errorf("%s: the key is printed: %s", line, errs)
		}
	}
	if _, errs, _ := newWorld(t).run("token", "-server", address); !strings.Contains(errs, "set VISAVIS_API_KEY") {
		t.Errorf("without a key: %s", errs)
	}
	other, _ := access.NewKey("")
	if _, errs, _ := newWorld(t).withKeys("VISAVIS_API_KEY="+other).run("token", "-server", address); !strings.Contains(errs, "Invalid credentials") {
		t.Errorf("with another key: %s", errs)
	}
}

// TestTokenNew: what is printed lets in whoever has the key, and only the hash is for the file.
func TestTokenNew(t *testing.T) {
	w := newWorld(t)
	out, errs, code := w.run("token", "new", "alice")
	key := strings.TrimSpace(out)
	if code != 0 || !strings.HasPrefix(key, access.KeyPrefix) || strings.Contains(errs, key) {
		t.Fatalf("status %d, %q, %s", code, out, errs)
	}
	_, lines, _ := strings.Cut(errs, "\n\n")
	c, err := parseConfig("x.yaml", []byte(lines))
	if err != nil {
		t.Fatalf("%v in\n%s", err, lines)
	}
	guard, err := setup{config: c}.guard()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Token "+key)
	if _, err := guard.Check(r); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(w.dir); len(files) > 0 {
		t.Errorf("something is written: %v", files)
	}
}

func TestOwnServer(t *testing.T) {
	for addr, want := range map[string]string{
		"": "http://localhost:8080", ":9000": "http://localhost:9000", "0.0.0.0:1": "http://localhost:1",
		"[::]:1": "http://localhost:1", "example.org:1": "http://example.org:1", "[::1]:1": "http://[::1]:1",
	} {
		if got := ownServer(addr); got != want {
			t.Errorf("%q is at %s, want %s", addr, got, want)
		}
	}
}
