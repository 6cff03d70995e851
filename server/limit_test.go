package server

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
)

func TestSessionHasAnEnd(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		begun := time.Now()
		c.keepAlive(sessionAlarm - 10*time.Second)
		expect(t, "told until shortly before the warning", c.types(), []string(nil))
		c.keepAlive(20 * time.Second)
		expect(t, "told at 1 h 55 min", c.types(), []string{"Warning MAXIMUM_SESSION_LENGTH_APPROACHING"})
		for !s.ended() && time.Since(begun) < 3*time.Hour {
			c.keepAlive(5 * time.Second)
		}
		c.expectEnd(1000, "MAXIMUM_SESSION_LENGTH_REACHED")
		if d := time.Since(begun); d < maxSession || d > maxSession+10*time.Second {
			t.Errorf("it ended after %v", d)
		}
	})
}

// slowBrain takes its time.
type slowBrain struct {
	takes time.Duration
	err   error
}

func (b slowBrain) Generate(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
	select {
	case <-time.After(b.takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	if b.err == nil {
		emit(visavis.Delta{Text: "At last."})
	}
	return b.err
}

func TestSlowBrain(t *testing.T) {
	for takes, want := range map[time.Duration][]string{
		3 * time.Second: nil,
		// A chain waits 4 s for an engine and asks it again then.
		time.Hour: {"Warning SLOW_THINK_REQUEST"},
	} {
		t.Run(takes.String(), func(t *testing.T) {
			inWorld(t, Config{Brains: []Brain{{ID: "a", Generator: slowBrain{takes: takes}}}}, func(w *world) {
				c, s := w.begin(settings)
				go answerOf(s.cfg.Brain)
				c.keepAlive(15 * time.Second)
				expect(t, "told", c.types(), want)
			})
		})
	}
}

// TestNoBrainIsLeft: the client is told with an Error, and the session goes on.
func TestNoEngineIsLeft(t *testing.T) {
	cfg := failingConfig()
	cfg.Brains = cfg.Brains[:1]
	cfg.Voices = []Voice{{ID: "vendor/voice", Speaker: brokenVoice{}}}
	inWorld(t, cfg, func(w *world) {
		c, s := w.begin(settings)
		err := s.cfg.Brain.Generate(w.t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
		s.put(conversation.Trouble{Stage: "think", Err: err})
		clauses := make(chan string, 1)
		clauses <- "Hello."
		close(clauses)
		s.put(conversation.Trouble{Stage: "speak", Err: s.cfg.Voice.Speak(w.t.Context(), clauses, func(visavis.Speech) {})})
		expect(t, "told", c.texts(), []string{
			`{"type":"Error","code":"FAILED_TO_THINK","description":"The brain refused the key, and nothing is left to take over. The conversation goes on; the next turn tries again."}`,
			`{"type":"Error","code":"FAILED_TO_SPEAK","description":"The voice failed, and nothing is left to take over. The conversation goes on; the next turn tries again."}`,
		})
		c.say(`{"type":"InjectUserMessage","content":"still there?"}`)
		if len(s.told()) != 1 {
			t.Error("the session did not survive")
		}
	})
}

type brokenVoice struct{}

func (brokenVoice) Speak(context.Context, <-chan string, func(visavis.Speech)) error {
	return errors.New("hoarse, at https://x/?key=secret")
}

// TestBrokenOffReplyIsAWarning: another turn may fare better, and no engine was missing.
func TestBrokenOffReplyIsAWarning(t *testing.T) {
	broken := generator(func(emit func(visavis.Delta)) error {
		emit(visavis.Delta{Text: "I was"})
		return errors.New("lost")
	})
	inWorld(t, Config{Brains: []Brain{{ID: "x", Generator: broken}}}, func(w *world) {
		c, s := w.begin(settings)
		err := s.cfg.Brain.Generate(w.t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
		s.put(conversation.Trouble{Stage: "think", Err: err})
		if got := c.texts(); len(got) != 1 || !strings.Contains(got[0], "Warning") {
			t.Errorf("told %v", got)
		}
	})
}
