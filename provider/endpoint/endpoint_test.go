package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/outbound"
	"github.com/visavis/visavis/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// with runs f with a function whose server is handler, in a bubble.
func with(t *testing.T, cfg Config, handler http.HandlerFunc, f func(t *testing.T, fn *Function)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := pipenet.Listen()
		srv := &http.Server{Handler: handler}
		go srv.Serve(network)
		defer srv.Close()
		cfg.Client = network.Client()
		defer cfg.Client.CloseIdleConnections()
		fn, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		f(t, fn)
	})
}

func call(arguments string) visavis.Call {
	return visavis.Call{ID: "fc_1", Name: "get_weather", Arguments: arguments}
}

func TestRequest(t *testing.T) {
	const key = "Bearer abcdefgh"
	for name, tt := range map[string]struct {
		cfg       Config
		arguments string
		want      string // method, path and query, body
	}{
		"by default":        {Config{URL: "http://f/weather"}, `{"city":"Paris"}`, `POST /weather {"city":"Paris"} application/json`},
		"no arguments":      {Config{URL: "http://f/"}, ``, `POST / {} application/json`},
		"put":               {Config{URL: "http://f/", Method: "put"}, `{"a":1}`, `PUT / {"a":1} application/json`},
		"get":               {Config{URL: "http://f/w", Method: "GET"}, `{"city":"Saint-Étienne","days":3,"where":{"x":[1]}}`, `GET /w?city=Saint-%C3%89tienne&days=3&where=%7B%22x%22%3A%5B1%5D%7D  `},
		"get, with a key":   {Config{URL: "http://f/w?key=k", Method: "GET"}, `{"key":"mine","city":"Ulm"}`, `GET /w?city=Ulm&key=k  `},
		"delete":            {Config{URL: "http://f/w", Method: "DELETE"}, `{"id":"7"}`, `DELETE /w?id=7  `},
		"a type of our own": {Config{URL: "http://f/", Headers: map[string]string{"content-type": "application/vnd.x+json"}}, `{}`, `POST / {} application/vnd.x+json`},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.cfg.Headers == nil {
				tt.cfg.Headers = map[string]string{}
			}
			tt.cfg.Headers["authorization"] = key
			with(t, tt.cfg, func(w http.ResponseWriter, r *http.Request) {
				if got := r.Header.Get("Authorization"); got != key {
					t.Errorf("the server was sent Authorization %q", got)
				}
				body, _ := io.ReadAll(r.Body)
				fmt.Fprintf(w, "%s %s %s %s", r.Method, r.URL, body, r.Header.Get("Content-Type"))
			}, func(t *testing.T, fn *Function) {
				got, err := fn.Call(t.Context(), call(tt.arguments))
				if got != tt.want || err != nil {
					t.Errorf("the request was %q, want %q (%v)", got, tt.want, err)
				}
			})
		})
	}
}

func TestArgumentsThatAreNone(t *testing.T) {
	with(t, Config{URL: "http://f/"}, func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") }, func(t *testing.T, fn *Function) {
		for _, arguments := range []string{`{"city":`, `[1]`, `"x"`, `null`, `7`, `{} {}`} {
			if _, err := fn.Call(t.Context(), call(arguments)); !errors.Is(err, errArguments) {
				t.Errorf("arguments %s: %v", arguments, err)
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	cfg := Config{URL: "http://f/?key=querys3cret", Headers: map[string]string{"X-Api-Key": "headers3cret", "Authorization": "Bearer tokens3cret"}}
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"nothing said": {500, "", "status 500"},
		"an echo":      {401, "got X-Api-Key: headers3cret, Authorization: Bearer tokens3cret for /?key=querys3cret", "[redacted]"},
		"the token":    {403, "bad token tokens3cret", "bad token [redacted]"},
		"very long":    {400, strings.Repeat("x", 1<<20), "status 400: xxx"},
		"not modified": {304, "", "status 304"},
	} {
		t.Run(name, func(t *testing.T) {
			with(t, cfg, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			}, func(t *testing.T, fn *Function) {
				_, err := fn.Call(t.Context(), call(`{}`))
				if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret") || len(err.Error()) > 2*maxFault {
					t.Errorf("%.200v, want something about %q and no secret", err, tt.want)
				}
			})
		})
	}
}

func TestResultIsBounded(t *testing.T) {
	with(t, Config{URL: "http://f/", Headers: map[string]string{"X-Api-Key": "headers3cret"}}, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Header.Get("X-Api-Key")+strings.Repeat("é", maxResult))
	}, func(t *testing.T, fn *Function) {
		got, err := fn.Call(t.Context(), call(`{}`))
		if err != nil || len(got) > maxResult+100 || !strings.HasSuffix(got, "é\n[cut after 65536 bytes]") || strings.Contains(got, "s3cret") {
			t.Errorf("a long answer became %d bytes, ending in %q: %v", len(got), got[len(got)-40:], err)
		}
	})
}

func TestSlowServer(t *testing.T) {
	for name, header := range map[string]bool{"before the answer": false, "within the answer": true} {
		t.Run(name, func(t *testing.T) {
			with(t, Config{URL: "http://f/?key=querys3cret"}, func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body) // only then does net/http notice that the client leaves
				if header {
					w.WriteHeader(200)
					w.(http.Flusher).Flush()
				}
				<-r.Context().Done()
			}, func(t *testing.T, fn *Function) {
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				start := time.Now()
				_, err := fn.Call(ctx, call(`{}`))
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
					t.Errorf("%v after %v", err, time.Since(start))
				}
			})
		})
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	fn, err := New(Config{URL: "https://u:pas5w0rds3cret@f.example/path?key=querys3cret", Client: outbound.Client(outbound.Policy{})})
	if err != nil {
		t.Fatal(err)
	}
	_, err = fn.Call(t.Context(), call(`{}`))
	if _, ok := errors.AsType[*outbound.RefusedError](err); !ok || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a host that is not allowed: %v", err)
	}
	fn, _ = New(Config{URL: "http://127.0.0.1:1/path?key=querys3cret"})
	_, err = fn.Call(t.Context(), call(`{}`))
	if err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("a port where nobody listens: %v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, fn); strings.Contains(s, "s3cret") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no address":       {},
		"a path":           {URL: "/weather"},
		"another scheme":   {URL: "ftp://f/s3cret"},
		"broken":           {URL: "http://f:s3cret/"},
		"another method":   {URL: "http://f/", Method: "CONNECT"},
		"a strange method": {URL: "http://f/", Method: "s3cret x"},
	} {
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
