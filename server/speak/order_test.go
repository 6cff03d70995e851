package speak

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

// TestOrder plays random conversations with voices of any speed: of each flush all audio comes before
// its Flushed and none after, nothing old comes after Cleared, and Close delivers what is left.
func TestOrder(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 3))
		voice := speller{before: time.Duration(rng.IntN(3)) * 40 * time.Millisecond, between: time.Duration(rng.IntN(3)) * time.Millisecond}
		voice.stuck = time.Duration(rng.IntN(2)) * 90 * time.Millisecond
		inWorld(t, voice, func(w *world) {
			s := &stranger{w: w, rng: rng, seed: seed, c: w.dial("sample_rate=8000")}
			s.play()
		})
	}
}

// stranger is a client that does anything, and knows what is due.
type stranger struct {
	w    *world
	rng  *rand.Rand
	seed uint64
	c    *websocket.Conn

	mu    sync.Mutex // guards what follows
	texts int
	// due is what must come, in order: letters and messages. What a Clear has made unwanted may still
	// come before it.
	due []due
	err error
}

// due is the audio of a text, or a message.
type due struct {
	audio, message string
	optional       bool
}

func (s *stranger) play() {
	var reading sync.WaitGroup
	reading.Go(s.collect)
	for range 12 {
		s.act()
		if s.rng.IntN(2) == 0 {
			time.Sleep(time.Duration(s.rng.IntN(100)) * time.Millisecond)
		}
	}
	s.expect(due{message: "close 1000"})
	s.w.say(s.c, `{"type":"Close"}`)
	reading.Wait()
	synctest.Wait()
	if s.err != nil {
		s.w.t.Errorf("seed %d: %v", s.seed, s.err)
	}
	for _, d := range s.due {
		if !d.optional {
			s.w.t.Errorf("seed %d: %+v never came", s.seed, d)
		}
	}
}

// act sends a text of a letter of its own, a Flush or a Clear.
func (s *stranger) act() {
	switch s.rng.IntN(5) {
	case 0, 1, 2:
		word := strings.Repeat(string(rune('a'+s.texts%26)), 8)
		s.texts++
		s.expect(due{audio: word})
		s.w.say(s.c, string(wire.Encode(wire.SpeakText{Text: word + ". "})))
	case 3:
		s.expect(due{message: "Flushed"})
		s.w.say(s.c, `{"type":"Flush"}`)
	case 4:
		s.mu.Lock()
		for i := range s.due {
			s.due[i].optional = s.due[i].optional || s.due[i].message != "Cleared"
		}
		s.mu.Unlock()
		s.expect(due{message: "Cleared"})
		s.w.say(s.c, `{"type":"Clear"}`)
	}
}

func (s *stranger) expect(d due) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due = append(s.due, d)
}

func (s *stranger) collect() {
	word := ""
	for {
		kind, b, err := s.c.Read(context.Background())
		switch {
		case err != nil:
			s.come(due{message: fmt.Sprintf("close %d", websocket.CloseStatus(err))})
			return
		case kind == websocket.MessageText:
			word = ""
			var m struct{ Type string }
			if json.Unmarshal(b, &m) == nil && m.Type != "Metadata" {
				s.come(due{message: m.Type})
			}
			continue
		}
		for _, r := range read(b) {
			if r == '.' {
				continue
			}
			if !strings.HasPrefix(word, string(r)) || len(word) == 8 {
				word = ""
			}
			if word += string(r); len(word) == 1 {
				s.come(due{audio: strings.Repeat(word, 8)})
			}
		}
	}
}

// come checks what has come against what is due: all before it may be missing only if it is optional.
func (s *stranger) come(got due) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range s.due {
		if d.audio == got.audio && d.message == got.message {
			s.due = s.due[i+1:]
			return
		}
		if !d.optional {
			break
		}
	}
	if s.err == nil {
		s.err = fmt.Errorf("%+v came, due were %+v", got, s.due)
	}
}
