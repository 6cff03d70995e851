package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

// Tape is a conversation that is recorded or played back. It belongs to one test.
type Tape struct {
	t       testing.TB
	file    string
	live    http.RoundTripper // nil: play back
	secrets []string
	why     string

	mu      sync.Mutex            // requests come one after the other, but from any goroutine
	parts   []func() []txtar.File // what was recorded, in order; a socket's grow until it is closed
	archive *txtar.Archive        // what is played back
	next    int                   // of archive.Files
	running sync.WaitGroup        // sockets
}

// Play returns the tape of a file. What is said must be what was said then, JSON by meaning; whoever
// says more, less or something else fails the test.
func Play(t testing.TB, file string) *Tape {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatalf("play back: %v", err)
	}
	tape := &Tape{t: t, file: file, archive: archive}
	t.Cleanup(func() {
		tape.running.Wait()
		tape.mu.Lock()
		defer tape.mu.Unlock()
		if rest := len(archive.Files) - tape.next; rest > 0 && !t.Failed() {
			t.Errorf("%s goes on: %q was not reached", file, archive.Files[tape.next].Name)
		}
	})
	return tape
}

// Record returns a tape that passes requests on to live, and writes the file when the test has
// passed. why stands at its top. The secrets are the keys in use.
func Record(t testing.TB, file, why string, live http.RoundTripper, secrets ...string) *Tape {
	tape := &Tape{t: t, file: file, live: live, secrets: secrets, why: why}
	t.Cleanup(func() {
		tape.running.Wait()
		if !t.Failed() {
			tape.save()
		}
	})
	return tape
}

func (t *Tape) save() {
	archive := txtar.Archive{Comment: []byte(t.why + "\n\n")}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, files := range t.parts {
		archive.Files = append(archive.Files, files()...)
	}
	if err := os.MkdirAll(filepath.Dir(t.file), 0o755); err != nil {
		t.t.Errorf("record: %v", err)
		return
	}
	if err := os.WriteFile(t.file, txtar.Format(&archive), 0o644); err != nil {
		t.t.Errorf("record: %v", err)
	}
}

// RoundTrip says r and returns the answer to it. When that is the upgrade to a websocket, its
// conversation is recorded or played back until it is closed, before the test ends.
func (t *Tape) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := bodyOf(r)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	said := t.scrub(request(r, body))
	if t.live == nil {
		t.expect("request", said)
		resp, err := t.playResponse(r)
		if err == nil && resp.StatusCode == http.StatusSwitchingProtocols {
			return t.playSocket(r, resp)
		}
		return resp, err
	}
	t.keep("request", said)
	if r.Header.Get("Upgrade") == "websocket" {
		return t.recordSocket(r)
	}
	resp, err := t.live.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return t.keepResponse(resp)
}

// Note records what a test made of the conversation, or compares it with what it made of it then.
func (t *Tape) Note(what, text string) {
	t.t.Helper()
	if t.live == nil {
		t.expect(what, t.scrub(text))
		return
	}
	t.keep(what, t.scrub(text))
}

// expect compares what is said with the next file of the tape.
func (t *Tape) expect(name, said string) {
	t.t.Helper()
	want, ok := t.take(name)
	if ok && strings.TrimSpace(want) != strings.TrimSpace(said) {
		t.t.Errorf("%s: %s is now\n%s\nand was\n%s", t.file, name, said, want)
	}
}

// take returns the next file of the tape, which has to be of a name.
func (t *Tape) take(name string) (string, bool) {
	t.t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next >= len(t.archive.Files) || t.archive.Files[t.next].Name != name {
		t.t.Errorf("%s: no %s comes at %d", t.file, name, t.next)
		return "", false
	}
	t.next++
	return string(t.archive.Files[t.next-1].Data), true
}

func (t *Tape) keep(name, text string) {
	t.add(func() []txtar.File { return []txtar.File{{Name: name, Data: []byte(text)}} })
}

func (t *Tape) add(part func() []txtar.File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parts = append(t.parts, part)
}

// keepResponse records an answer to its end before anybody reads it.
func (t *Tape) keepResponse(resp *http.Response) (*http.Response, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	t.keep("response", t.scrub(response(resp, body)))
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

var errNoResponse = errors.New("record: the tape has no answer")

func (t *Tape) playResponse(r *http.Request) (*http.Response, error) {
	text, ok := t.take("response")
	if !ok {
		return nil, errNoResponse
	}
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	status, err := strconv.Atoi(lines[0])
	if err != nil {
		return nil, fmt.Errorf("record: status of %s: %w", t.file, err)
	}
	resp := &http.Response{StatusCode: status, Status: http.StatusText(status), Header: make(http.Header), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(bytes.NewReader(unnote(body))), ContentLength: -1}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		resp.Header.Set(name, value)
	}
	return resp, nil
}
