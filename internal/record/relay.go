package record

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/tools/txtar"
)

// recordSocket opens the socket that r asks for and passes on and records what is said over it.
func (t *Tape) recordSocket(r *http.Request) (*http.Response, error) {
	asked := r.Header.Clone()
	for name := range r.Header {
		if strings.HasPrefix(name, "Sec-Websocket-") || name == "Upgrade" || name == "Connection" {
			asked.Del(name) // of this handshake, not of the next
		}
	}
	vendor, resp, err := websocket.Dial(r.Context(), r.URL.String(),
		&websocket.DialOptions{HTTPClient: &http.Client{Transport: t.live}, HTTPHeader: asked})
	if err != nil && (resp == nil || resp.StatusCode == http.StatusSwitchingProtocols) {
		return nil, err
	}
	if err != nil {
		return t.keepResponse(resp) // of a body, the first 1024 bytes
	}
	vendor.SetReadLimit(-1)
	t.keep("response", t.scrub(response(resp, nil)))
	answer, client, err := accept(r, resp.Header)
	if err != nil {
		vendor.CloseNow()
		return nil, err
	}
	s := &talk{tape: t, last: time.Now()}
	t.add(s.files)
	t.running.Go(func() { s.pass(client, vendor) })
	return answer, nil
}

// talk is the conversation over a socket that is being recorded. Its methods may be called by both
// directions at once.
type talk struct {
	tape *Tape

	mu       sync.Mutex
	sections []section
	last     time.Time // of the last line
	audio    [2]sound  // the client's, the server's
	over     bool
}

// sound is all the audio of one side.
type sound struct {
	bytes int
	hash  hash.Hash // nil: there was none
}

func (s *sound) add(b []byte) {
	if s.hash == nil {
		s.hash = sha256.New()
	}
	s.bytes += len(b)
	s.hash.Write(b)
}

func (s *sound) String() string {
	return fmt.Sprintf("%d bytes, sha256 %x", s.bytes, s.hash.Sum(nil)[:8])
}

// pass passes on what is said on either side until one of them ends.
func (s *talk) pass(client, vendor *websocket.Conn) {
	var both sync.WaitGroup
	both.Go(func() { s.passOn(ofClient, client, vendor) })
	both.Go(func() { s.passOn(ofServer, vendor, client) })
	both.Wait()
}

func (s *talk) passOn(from side, src, dst *websocket.Conn) {
	for {
		typ, b, err := src.Read(context.Background())
		if err != nil {
			s.ended(from, err)
			end(dst, err)
			src.CloseNow()
			return
		}
		s.said(from, typ, b)
		if dst.Write(context.Background(), typ, b) != nil {
			dst.CloseNow() // whose reader knows why
		}
	}
}

// said writes a message down.
func (s *talk) said(who side, typ websocket.MessageType, b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if typ == websocket.MessageText {
		s.add(who, line{text: s.tape.scrub(string(b))})
		return
	}
	s.audio[who].add(b)
	s.add(who, line{binary: true, count: 1, size: len(b)})
}

// ended writes the end down. The first is the one that counts: the other side only follows.
func (s *talk) ended(who side, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over = true
	if status := websocket.CloseStatus(err); status != -1 {
		s.add(who, line{end: websocket.CloseError{Code: status, Reason: s.tape.scrub(reason(err))}})
		return
	}
	s.add(who, line{end: errGone})
}

func reason(err error) string {
	var closed websocket.CloseError
	errors.As(err, &closed)
	return closed.Reason
}

// add appends a line; audio in messages of one size makes one. The caller holds s.mu.
func (s *talk) add(who side, l line) {
	now := time.Now()
	after := now.Sub(s.last).Round(time.Millisecond)
	s.last = now
	if s.begins(who, l, after) {
		s.sections = append(s.sections, section{side: who, after: after})
	}
	into := &s.sections[len(s.sections)-1]
	if n := len(into.lines); l.binary && n > 0 && into.lines[n-1].binary && into.lines[n-1].size == l.size {
		into.lines[n-1].count++
		return
	}
	into.lines = append(into.lines, l)
}

// begins reports whether a line begins a section. The pauses between pieces of audio are left out:
// there are too many.
func (s *talk) begins(who side, l line, after time.Duration) bool {
	n := len(s.sections)
	if n == 0 || s.sections[n-1].side != who {
		return true
	}
	return who == ofServer && !l.binary && after >= pause
}

// files returns what was recorded.
func (s *talk) files() []txtar.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []txtar.File
	for _, section := range s.sections {
		var text strings.Builder
		for _, l := range section.lines {
			fmt.Fprintln(&text, l)
		}
		out = append(out, txtar.File{Name: section.name(), Data: []byte(text.String())})
	}
	var total strings.Builder
	for who := range s.audio {
		if s.audio[who].hash != nil {
			fmt.Fprintf(&total, "%s: %s\n", side(who), &s.audio[who])
		}
	}
	if total.Len() > 0 {
		out = append(out, txtar.File{Name: "audio in all", Data: []byte(total.String())})
	}
	return out
}
