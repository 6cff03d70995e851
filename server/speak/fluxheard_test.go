package speak

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/heard"
	"github.com/visavis/visavis/wire"
)

// TestInterruptTellsWhatWasHeard interrupts speeches at random moments and places, and compares what is
// told with the audio that came: the voice says ten milliseconds for a letter.
func TestInterruptTellsWhatWasHeard(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 5))
		voice := speller{timed: true, before: time.Duration(rng.IntN(3)) * 7 * time.Millisecond, between: time.Duration(rng.IntN(3)) * 6 * time.Millisecond}
		voice.stuck = time.Duration(rng.IntN(2)) * 90 * time.Millisecond
		inWorld(t, voice, func(w *world) {
			b := &barger{w: w, rng: rng, c: w.dialTo("/v2/speak?model=flux-alexis-en&sample_rate=8000"), texts: map[string]string{}}
			b.play()
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// barger is a client that interrupts, and keeps account of what it plays.
type barger struct {
	w     *world
	rng   *rand.Rand
	c     *websocket.Conn
	texts map[string]string // of speeches, by their ids
	sent  []string          // texts whose SpeechStarted is awaited

	spans  []spoken // of the session's audio, as far as it was not cut away
	played int      // ms that the last Interrupt has established
	open   string   // the speech that has begun and not ended
}

// spoken is the audio of a speech from a place of the session on.
type spoken struct {
	id   string
	from int    // ms
	text string // what is heard
}

func (b *barger) play() {
	for range 4 {
		for range 1 + b.rng.IntN(3) {
			b.speak()
		}
		time.Sleep(time.Duration(b.rng.IntN(400)) * time.Millisecond)
		synctest.Wait()
		b.interrupt()
	}
	b.w.say(b.c, `{"type":"Close"}`)
	b.read("SessionMetadata")
}

func (b *barger) speak() {
	var text strings.Builder
	for range 3 + b.rng.IntN(12) {
		text.WriteString(strings.Repeat(string(rune('a'+b.rng.IntN(26))), 1+b.rng.IntN(7)))
		text.WriteString([]string{" ", " ", " ", ", ", ". "}[b.rng.IntN(5)])
	}
	b.sent = append(b.sent, text.String())
	b.w.say(b.c, string(wire.Encode(wire.SpeakText{Text: text.String()})))
	b.w.say(b.c, `{"type":"Flush"}`)
}

// interrupt does so at a place of what has come by now, which a Configure's answer tells the end of.
func (b *barger) interrupt() {
	b.w.say(b.c, `{"type":"Configure"}`)
	b.read("ConfigureSuccess")
	end := b.end()
	if end <= b.played+1 {
		return
	}
	at := b.played + 1 + b.rng.IntN(end-b.played-1)
	b.w.say(b.c, fmt.Sprintf(`{"type":"Interrupt","playback_offset":{"type":"time_ms","value":%d}}`, at))
	m := b.read("SpeechInterrupted")
	b.sent, b.open = nil, ""
	b.check(m, at)
	b.cutAt(at)
}

func (b *barger) end() int {
	if n := len(b.spans); n > 0 {
		return b.spans[n-1].from + 10*len(b.spans[n-1].text)
	}
	return b.played
}

// cutAt forgets what was not played.
func (b *barger) cutAt(at int) { b.spans, b.played = nil, at }

func (b *barger) check(m wire.FluxInterrupted, at int) {
	text := b.texts[m.Metadata.SpeechID]
	if m.AudioPlayedMS != int64(at) || m.TextSpoken == nil || *m.TextSpoken+*m.TextRemaining != text {
		b.w.t.Errorf("at %d of %q: %+v", at, text, m)
		return
	}
	in := b.spans[0]
	for _, s := range b.spans {
		if s.from <= at {
			in = s
		}
	}
	if in.id != m.Metadata.SpeechID {
		b.w.t.Errorf("at %d: the answer is about a speech that the listener was not in: %+v", at, m)
		return
	}
	b.compare(in, *m.TextSpoken, *m.TextRemaining, at)
}

// compare holds that the last word that is told was heard, but for what fades, and that the next was not.
func (b *barger) compare(s spoken, told, remaining string, at int) {
	letters := func(text string) string { return strings.Join(wordsOf(text, spansOf(text)), "") }
	out := (at - s.from + int(heard.Unheard.Milliseconds())) / 10
	played, unmade := letters(s.text[:min(out, len(s.text))]), max(0, out-len(s.text))
	common := letters(told)[:min(len(letters(told)), len(played))]
	if !strings.HasPrefix(played, common) || len(letters(told)) > len(played)+unmade {
		b.w.t.Errorf("%q was told, and only %q came out", told, s.text[:min(out, len(s.text))])
	}
	next := strings.Fields(remaining)
	if len(next) > 0 && strings.HasPrefix(played, letters(told+next[0])) {
		b.w.t.Errorf("%q was told, and %q came out", told, s.text[:min(out, len(s.text))])
	}
}

// read takes in what comes up to a message of a type, and returns what it says.
func (b *barger) read(until string) (m wire.FluxInterrupted) {
	for {
		kind, data, err := b.c.Read(context.Background())
		if err != nil {
			b.w.t.Fatalf("%v before %s", err, until)
		}
		if kind == websocket.MessageBinary {
			b.hear(data)
			continue
		}
		var head struct {
			Type     string
			SpeechID string `json:"speech_id"`
		}
		json.Unmarshal(data, &head)
		b.follow(head.Type, head.SpeechID)
		if head.Type == until {
			json.Unmarshal(data, &m)
			return m
		}
	}
}

// follow holds that a speech's messages come between its start and its end.
func (b *barger) follow(typ, id string) {
	switch typ {
	case "SpeechStarted":
		if b.open != "" {
			b.w.t.Errorf("a speech starts within another")
		}
		b.open, b.texts[id], b.sent = id, b.sent[0], b.sent[1:]
		b.spans = append(b.spans, spoken{id: id, from: b.end()})
	case "Flushed", "SpeechMetadata":
		if id != b.open {
			b.w.t.Errorf("%s of %s comes in %q", typ, id, b.open)
		}
		if typ == "SpeechMetadata" {
			b.open = ""
		}
	case "Warning":
		b.w.t.Errorf("a warning")
	}
}

func (b *barger) hear(audio []byte) {
	if b.open == "" {
		b.w.t.Errorf("%q comes outside of any speech", read(audio))
		return
	}
	b.spans[len(b.spans)-1].text += read(audio)
}
