package mcp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
)

// asServer is set in the environment of a child that this test starts of itself.
const asServer = "VISAVIS_TEST_MCP_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		fmt.Fprintln(os.Stderr, "the token is", os.Getenv("TOKEN"))
		weather().Run(context.Background(), &sdk.StdioTransport{})
		return
	}
	goleak.VerifyTestMain(m)
}

type city struct {
	City string `json:"city" jsonschema:"a city's name"`
}

// weather is a server with a tool of every kind.
func weather() *sdk.Server {
	s := sdk.NewServer(&sdk.Implementation{Name: "weather", Version: "1"}, nil)
	text := func(f func(city) (string, error)) sdk.ToolHandlerFor[city, any] {
		return func(_ context.Context, _ *sdk.CallToolRequest, in city) (*sdk.CallToolResult, any, error) {
			out, err := f(in)
			if err != nil {
				return nil, nil, err
			}
			return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: out}}}, nil, nil
		}
	}
	sdk.AddTool(s, &sdk.Tool{Name: "get_weather", Description: "Tells the weather.", Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true}},
		text(func(in city) (string, error) { return "sunny in " + in.City, nil }))
	sdk.AddTool(s, &sdk.Tool{Name: "make.rain", Title: "Makes rain."},
		text(func(in city) (string, error) { return "", errors.New("no clouds over " + in.City) }))
	sdk.AddTool(s, &sdk.Tool{Name: "long"}, text(func(city) (string, error) { return strings.Repeat("é", maxResult), nil }))
	sdk.AddTool(s, &sdk.Tool{Name: "environment"}, text(func(in city) (string, error) { return fmt.Sprintf("%q", os.Getenv(in.City)), nil }))
	sdk.AddTool(s, &sdk.Tool{Name: "die", Annotations: &sdk.ToolAnnotations{IdempotentHint: true}}, text(func(city) (string, error) { os.Exit(3); return "", nil }))
	sdk.AddTool(s, &sdk.Tool{Name: "die_once"}, text(func(city) (string, error) { os.Exit(3); return "", nil }))
	sdk.AddTool(s, &sdk.Tool{Name: "pid"}, text(func(city) (string, error) { return fmt.Sprint(os.Getpid()), nil }))
	s.AddTool(&sdk.Tool{Name: "structure", InputSchema: map[string]any{"type": "object"}},
		func(context.Context, *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return &sdk.CallToolResult{Content: []sdk.Content{}, StructuredContent: map[string]any{"degrees": 18}}, nil
		})
	s.AddTool(&sdk.Tool{Name: "everything", InputSchema: map[string]any{"type": "object"}},
		func(context.Context, *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return &sdk.CallToolResult{Content: []sdk.Content{
				&sdk.TextContent{Text: "one"}, &sdk.ImageContent{MIMEType: "image/png"}, &sdk.AudioContent{MIMEType: "audio/wav"},
				&sdk.ResourceLink{URI: "file:///a", Name: "a"}, &sdk.EmbeddedResource{Resource: &sdk.ResourceContents{URI: "file:///b", Text: "two"}},
			}}, nil
		})
	s.AddTool(&sdk.Tool{Name: "slow", InputSchema: map[string]any{"type": "object"}},
		func(ctx context.Context, _ *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
	return s
}

// open makes Servers that are closed at the end of the test.
func open(t *testing.T, cfg ...Config) *Servers {
	t.Helper()
	s, err := New(cfg...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// child is this test's own binary as a server.
func child() Config {
	return Config{Name: "child", Command: os.Args[0], Env: []string{asServer + "=1", "TOKEN=envs3cretvalue"}}
}

// tools returns the tools of s by name.
func tools(t *testing.T, s *Servers) map[string]visavis.Tool {
	t.Helper()
	list, err := s.Tools(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]visavis.Tool{}
	for _, tool := range list {
		byName[tool.Name] = tool
	}
	return byName
}

func call(t *testing.T, tool visavis.Tool, arguments string) (string, error) {
	t.Helper()
	if tool.Caller == nil {
		t.Fatal("there is no such tool")
	}
	return tool.Caller.Call(t.Context(), visavis.Call{ID: "1", Name: tool.Name, Arguments: arguments})
}

// inMemory are servers without a process or a port; each call of dial connects to the next.
func inMemory(t *testing.T, name string, servers ...*sdk.Server) *Servers {
	t.Helper()
	s := open(t, Config{Name: name, Command: "unused"})
	s.list[0].dial = dialInMemory(t, servers...)
	return s
}

func dialInMemory(t *testing.T, servers ...*sdk.Server) func() sdk.Transport {
	return func() sdk.Transport {
		ours, theirs := sdk.NewInMemoryTransports()
		session, err := servers[0].Connect(context.Background(), theirs, nil)
		if err != nil {
			t.Error(err)
		}
		t.Cleanup(func() { session.Close() })
		servers = append(servers[1:], servers[0])
		return ours
	}
}

func TestTools(t *testing.T) {
	s := inMemory(t, "weather", weather())
	got := tools(t, s)["get_weather"]
	if got.Description != "Tells the weather." || !strings.Contains(string(got.Parameters), `"a city's name"`) {
		t.Errorf("the tool is %+v with %s", got, got.Parameters)
	}
	if rain := tools(t, s)["make_rain"]; rain.Description != "Makes rain." {
		t.Errorf("a tool whose name no model takes is %+v", rain)
	}
}

func TestCalls(t *testing.T) {
	all := tools(t, inMemory(t, "weather", weather()))
	for _, tt := range []struct{ tool, arguments, want, fault string }{
		{"get_weather", `{"city":"Paris"}`, "sunny in Paris", ""},
		{"get_weather", `{"city":`, "", "not a JSON object"},
		{"get_weather", `[]`, "", "not a JSON object"},
		{"get_weather", `{}`, "", "city"}, // what the schema demands
		{"make_rain", `{"city":"Ulm"}`, "", "no clouds over Ulm"},
		{"structure", ``, `{"degrees":18}`, ""},
		{"everything", `{}`, "one\n[an image]\n[a sound]\n[a: file:///a]\ntwo", ""},
	} {
		got, err := call(t, all[tt.tool], tt.arguments)
		if got != tt.want || (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%s(%s) = %q, %v; want %q, %q", tt.tool, tt.arguments, got, err, tt.want, tt.fault)
		}
	}
	long, err := call(t, all["long"], `{"city":""}`)
	if err != nil || len(long) > maxResult+50 || !strings.HasSuffix(long, "é\n[cut after 65536 bytes]") {
		t.Errorf("a long result has %d bytes: %v", len(long), err)
	}
}

func TestCallerThatLeaves(t *testing.T) {
	all := tools(t, inMemory(t, "weather", weather()))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := all["slow"].Caller.Call(ctx, visavis.Call{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call that took too long: %v", err)
	}
	if got, err := call(t, all["get_weather"], `{"city":"Rome"}`); got != "sunny in Rome" {
		t.Errorf("the call after it: %q, %v", got, err)
	}
}

func TestNames(t *testing.T) {
	list := func(names ...string) (l []*sdk.Tool) {
		for _, name := range names {
			l = append(l, &sdk.Tool{Name: name})
		}
		return l
	}
	long := strings.Repeat("x", 100)
	found := [][]*sdk.Tool{list("a", "b", "b.c", long, "ü"), list("b", "b_c", long, "one_b")}
	n := newNaming(found)
	var got []string
	for i, server := range []string{"one", "my two"} {
		for _, tool := range found[i] {
			got = append(got, n.name(server, tool.Name))
		}
	}
	want := []string{"a", "one_b", "one_b_c", "one_" + long[:60], "_", "my_two_b", "my_two_b_c", "my_two_" + long[:57], "one_b_2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOneServerOfTwo(t *testing.T) {
	s := open(t, Config{Name: "gone", Command: "/no/such/program"}, Config{Name: "weather", Command: "unused"})
	s.list[1].dial = dialInMemory(t, weather())
	list, err := s.Tools(t.Context())
	if len(list) == 0 || err == nil || !strings.Contains(err.Error(), "gone") || strings.Contains(err.Error(), "weather") {
		t.Errorf("%d tools, error %v", len(list), err)
	}
}

func TestLostSession(t *testing.T) {
	s := inMemory(t, "weather", weather())
	all := tools(t, s)
	first := s.list[0].session
	first.Close() // as if the server had left
	<-first.over
	if got, err := call(t, all["get_weather"], `{"city":"Rome"}`); got != "sunny in Rome" {
		t.Errorf("after the session had ended: %q, %v", got, err)
	}
	if s.list[0].session == first {
		t.Error("the old session was used")
	}
}

func TestClosed(t *testing.T) {
	s := inMemory(t, "weather", weather())
	all := tools(t, s)
	s.Close()
	if _, err := call(t, all["get_weather"], `{"city":"Rome"}`); !errors.Is(err, errClosed) {
		t.Errorf("a call after Close: %v", err)
	}
}

func TestChild(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "ours3cretvalue")
	var log logBuffer
	cfg := child()
	cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := open(t, cfg)
	all := tools(t, s)
	pid, err := call(t, all["pid"], `{"city":""}`)
	if err != nil || pid == fmt.Sprint(os.Getpid()) {
		t.Fatalf("the server's process is %q: %v", pid, err)
	}
	if got, err := call(t, all["environment"], `{"city":"OPENAI_API_KEY"}`); got != `""` {
		t.Errorf("the child has our key: %v %v", got, err)
	}
	if got, err := call(t, all["environment"], `{"city":"TOKEN"}`); got != `"[redacted]"` {
		t.Errorf("the child's own key is shown to the model as %v, %v", got, err)
	}
	if _, err := call(t, all["die_once"], `{"city":""}`); err == nil || !strings.Contains(err.Error(), "not known") {
		t.Errorf("a child that died within a call: %v", err)
	}
	again, err := call(t, all["pid"], `{"city":""}`)
	if err != nil || again == pid {
		t.Errorf("the next call was answered by process %q after %q: %v", again, pid, err)
	}
	if _, err := call(t, all["die"], `{"city":""}`); err == nil {
		t.Error("a child that dies twice answered")
	}
	s.Close()
	if text := log.String(); strings.Contains(text, "s3cret") || !strings.Contains(text, "the token is [redacted]") {
		t.Errorf("the log is\n%s", text)
	}
	if n := strings.Count(log.String(), "mcp server connected"); n != 3 {
		t.Errorf("%d children were started, want one, one after it had died, and one for the repetition of the call that may be repeated", n)
	}
}

// front is a server of MCP by HTTP that may forget its sessions.
type front struct {
	mu      sync.Mutex // guards handler and servers
	handler http.Handler
	servers []*sdk.Server
	keys    atomic.Int32 // requests with the right key
	all     atomic.Int32
}

func (f *front) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	server := weather()
	f.servers = append(f.servers, server)
	f.handler = sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, nil)
}

// close ends the sessions of all servers, forgotten ones among them.
func (f *front) close() {
	for _, server := range f.servers {
		for session := range server.Sessions() {
			session.Close()
		}
	}
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.all.Add(1)
	if r.Header.Get("Authorization") == "Bearer headers3cret" {
		f.keys.Add(1)
	}
	f.mu.Lock()
	h := f.handler
	f.mu.Unlock()
	h.ServeHTTP(w, r)
}

func TestHTTP(t *testing.T) {
	f := new(front)
	f.forget()
	defer f.close()
	srv := httptest.NewServer(f)
	defer srv.Close()
	s := open(t, Config{Name: "web", URL: srv.URL + "/mcp?key=querys3cret", Headers: map[string]string{"authorization": "Bearer headers3cret"}, Client: srv.Client()})
	all := tools(t, s)
	for range 2 {
		if got, err := call(t, all["get_weather"], `{"city":"Oslo"}`); got != "sunny in Oslo" {
			t.Errorf("got %q, %v", got, err)
		}
		f.forget()
	}
	if got, err := call(t, all["make_rain"], `{"city":"Oslo"}`); err == nil || err.Error() != "no clouds over Oslo" {
		t.Errorf("a tool that must not be repeated, on a session that the server has forgotten: %q, %v", got, err)
	}
	if f.keys.Load() == 0 || f.keys.Load() != f.all.Load() {
		t.Errorf("%d of %d requests had the key", f.keys.Load(), f.all.Load())
	}
	s.Close()
}

func TestHTTPRefused(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "bad key "+r.Header.Get("X-Api-Key"), http.StatusUnauthorized)
	}))
	s := open(t, Config{Name: "web", URL: srv.URL + "/?key=querys3cret", Headers: map[string]string{"X-Api-Key": "headers3cret"}, Client: srv.Client()})
	for _, state := range []string{"refuses", "is gone"} {
		_, err := s.Tools(t.Context())
		if err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "mcp server web: connect") {
			t.Errorf("a server that %s: %v", state, err)
		}
		srv.Close()
	}
}

func TestNoKeyForOtherHosts(t *testing.T) {
	var elsewhere http.Header
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { elsewhere = r.Header }))
	defer other.Close()
	srv := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer srv.Close()
	cfg := Config{URL: srv.URL, Headers: map[string]string{"X-Api-Key": "headers3cret"}, Client: srv.Client()}
	resp, err := cfg.client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if elsewhere == nil || elsewhere.Get("X-Api-Key") != "" {
		t.Errorf("another host was sent %v", elsewhere)
	}
	cfg.client().CloseIdleConnections()
}

func TestNewRefuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"nothing":      {Name: "x"},
		"no name":      {Command: "x"},
		"both":         {Name: "x", Command: "x", URL: "http://x"},
		"no address":   {Name: "x", URL: "x/s3cret"},
		"not http":     {Name: "x", URL: "ftp://x/s3cret"},
		"broken":       {Name: "x", URL: "http://x:s3cret"},
		"broken again": {Name: "x", URL: "http://[s3cret"},
	} {
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", child(), child(), child()); strings.Contains(s, "s3cret") {
		t.Errorf("a configuration prints as %s", s)
	}
}

type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
