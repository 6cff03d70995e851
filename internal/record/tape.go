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
	"testing"

	"golang.org/x/tools/txtar"
)

// Tape is a conversation that is recorded or played back. It belongs to one test.
type Tape struct {
	t       testing.TB
	file    string
	live    http.RoundTripper // nil: play back
	secrets []string
	archive *txtar.Archive
	next    int // of archive.Files, when it is played back
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
		if rest := len(archive.Files) - tape.next; rest > 0 && !t.Failed() {
			t.Errorf("%s goes on: %q was not reached", file, archive.Files[tape.next].Name)
		}
	})
	return tape
}

// Record returns a tape that passes requests on to live, and writes the file when the test has
// passed. why stands at its top. The secrets are the keys in use.
func Record(t testing.TB, file, why string, live http.RoundTripper, secrets ...string) *Tape {
	tape := &Tape{t: t, file: file, live: live, secrets: secrets, archive: &txtar.Archive{Comment: []byte(why + "\n\n")}}
	t.Cleanup(func() {
		if !t.Failed() {
			tape.save()
		}
	})
	return tape
}

func (t *Tape) save() {
	if err := os.MkdirAll(filepath.Dir(t.file), 0o755); err != nil {
		t.t.Errorf("record: %v", err)
		return
	}
	if err := os.WriteFile(t.file, txtar.Format(t.archive), 0o644); err != nil {
		t.t.Errorf("record: %v", err)
	}
}

// RoundTrip says r and returns the answer to it.
func (t *Tape) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := bodyOf(r)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	said := t.scrub(request(r, body))
	if t.live == nil {
		t.expect("request", said)
		return t.playResponse(r)
	}
	t.keep("request", said)
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
	if t.next >= len(t.archive.Files) || t.archive.Files[t.next].Name != name {
		t.t.Errorf("%s: no %s comes at %d", t.file, name, t.next)
		return "", false
	}
	t.next++
	return string(t.archive.Files[t.next-1].Data), true
}

func (t *Tape) keep(name, text string) {
	t.archive.Files = append(t.archive.Files, txtar.File{Name: name, Data: []byte(text)})
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
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		resp.Header.Set(name, value)
	}
	return resp, nil
}
