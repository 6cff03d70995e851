package speak

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/visavis/visavis/wire"
)

var update = flag.Bool("update", false, "write the golden files")

// TestStreams plays the conversations of testdata: what the client sends and when, in milliseconds, and
// what comes back. The voice spells, so that the transcript can be read.
func TestStreams(t *testing.T) { playAll(t, "stream", "/v1/speak?sample_rate=8000") }

// TestFlux does so with the conversations of /v2/speak. Ids of speeches are numbered.
func TestFlux(t *testing.T) { playAll(t, "flux", "/v2/speak?model=flux-alexis-en&sample_rate=8000") }

func playAll(t *testing.T, folder, target string) {
	files, err := filepath.Glob("testdata/" + folder + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runStream(t, file, target) })
	}
}

func runStream(t *testing.T, file, target string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	part := make(map[string]*txtar.File)
	for i := range ar.Files {
		part[ar.Files[i].Name] = &ar.Files[i]
	}
	if f := part["query"]; f != nil {
		path, _, _ := strings.Cut(target, "?")
		target = path + "?" + strings.TrimSpace(string(f.Data))
	}
	if part["client"] == nil || part["server"] == nil {
		t.Fatal("needs -- client -- and -- server --")
	}
	var voice speller
	if f := part["voice"]; f != nil {
		voice = readVoice(t, string(f.Data))
	}
	var got string
	inWorld(t, voice, func(w *world) { got = playStream(w, target, string(part["client"].Data)) })
	if *update {
		part["server"].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(part["server"].Data), got); diff != "" {
		t.Errorf("the conversation went differently (-want +got):\n%s", diff)
	}
}

// readVoice reads lines such as "before 100" and "timed 1".
func readVoice(t *testing.T, text string) speller {
	var s speller
	for line := range strings.Lines(text) {
		word, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(value)
		if err != nil {
			t.Fatal(err)
		}
		ms := time.Duration(n) * time.Millisecond
		switch word {
		case "before":
			s.before = ms
		case "between":
			s.between = ms
		case "stuck":
			s.stuck = ms
		case "timed":
			s.timed = n > 0
		case "fails", "panics":
			s.failAt, s.err, s.panics = n, errors.New("out of order"), word == "panics"
		default:
			t.Fatalf("a voice has no %q", word)
		}
	}
	return s
}

// playStream plays a script and returns what came back, until the server or the client left or two
// minutes have passed.
func playStream(w *world, target, script string) string {
	begun := time.Now()
	c := w.dialTo(target)
	tr := &transcript{begun: begun}
	var reading sync.WaitGroup
	reading.Go(func() { tr.collect(c) })
	for line := range strings.Lines(script) {
		at, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		ms, err := strconv.Atoi(at)
		if err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(time.Until(begun.Add(time.Duration(ms) * time.Millisecond)))
		tr.note(w, c, what)
		synctest.Wait()
	}
	time.Sleep(2 * time.Minute)
	c.CloseNow()
	reading.Wait()
	return numbered(tr.text.String())
}

// numbered replaces the ids of speeches, in their order, by SPEECH1 and so on.
func numbered(text string) string {
	names := map[string]string{}
	return regexp.MustCompile("dg_sp_[0-9a-f]{12}").ReplaceAllStringFunc(text, func(id string) string {
		if names[id] == "" {
			names[id] = fmt.Sprintf("SPEECH%d", len(names)+1)
		}
		return names[id]
	})
}

// transcript collects what a client receives.
type transcript struct {
	begun time.Time

	mu      sync.Mutex // guards what follows
	text    strings.Builder
	audio   []byte
	audioAt int64
}

// note carries out a line of the script.
func (tr *transcript) note(w *world, c *websocket.Conn, what string) {
	word, rest, _ := strings.Cut(what, " ")
	var m []byte
	kind := websocket.MessageText
	switch word {
	case "speak":
		text, err := strconv.Unquote(rest)
		if err != nil {
			w.t.Fatalf("%s: %v", what, err)
		}
		m = wire.Encode(wire.SpeakText{Text: text})
	case "long":
		n, err := strconv.Atoi(rest)
		if err != nil {
			w.t.Fatal(err)
		}
		m = wire.Encode(wire.SpeakText{Text: strings.Repeat("ä", n)})
	case "flush":
		m = wire.Encode(wire.Flush{})
	case "clear":
		m = wire.Encode(wire.Clear{})
	case "close":
		m = wire.Encode(wire.Close{})
	case "interrupt":
		var i wire.Interrupt
		if ms, err := strconv.ParseFloat(rest, 64); err == nil {
			i.Offset = &wire.PlaybackOffset{Unit: wire.TimeMS, Value: &ms}
		}
		m = wire.Encode(i)
	case "configure":
		speed, err := strconv.ParseFloat(rest, 64)
		if err != nil {
			w.t.Fatalf("%s: %v", what, err)
		}
		m = wire.Encode(wire.FluxSpeakConfigure{Speed: &speed})
	case "ping":
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = c.Ping(ctx)
		return
	case "send":
		m = []byte(rest)
	case "big":
		m = bytes.Repeat([]byte(" "), 1<<20)
	case "binary":
		kind, m = websocket.MessageBinary, []byte(rest)
	case "leave":
		c.Close(websocket.StatusNormalClosure, "")
		return
	case "shutdown":
		close(w.closing)
		return
	default:
		w.t.Fatalf("a client does not %q", what)
	}
	// A server that has left does not take it; the transcript tells.
	_ = c.Write(context.Background(), kind, m)
}

func (tr *transcript) collect(c *websocket.Conn) {
	for {
		kind, b, err := c.Read(context.Background())
		if err != nil {
			tr.line(endOf(err))
			return
		}
		if kind == websocket.MessageBinary {
			tr.hear(b)
			continue
		}
		var compact bytes.Buffer
		if json.Compact(&compact, b) != nil {
			tr.line("not JSON: " + string(b))
			continue
		}
		tr.line(compact.String())
	}
}

func endOf(err error) string {
	var ce websocket.CloseError
	if errors.As(err, &ce) {
		return fmt.Sprintf("close %d %s", ce.Code, ce.Reason)
	}
	return "gone"
}

func (tr *transcript) now() int64 { return time.Since(tr.begun).Milliseconds() }

// hear joins audio to what came before it.
func (tr *transcript) hear(b []byte) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if len(tr.audio) == 0 {
		tr.audioAt = tr.now()
	}
	tr.audio = append(tr.audio, b...)
}

// quote shows the beginning of a long text.
func quote(text string) string {
	if letters := []rune(text); len(letters) > 100 {
		return fmt.Sprintf("%q and %d more", string(letters[:20]), len(letters)-20)
	}
	return strconv.Quote(text)
}

func (tr *transcript) line(s string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if len(tr.audio) > 0 {
		fmt.Fprintf(&tr.text, "%d audio %s\n", tr.audioAt, quote(read(tr.audio)))
		tr.audio = nil
	}
	fmt.Fprintf(&tr.text, "%d %s\n", tr.now(), s)
}
