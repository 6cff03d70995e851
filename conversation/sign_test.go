package conversation

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
)

// judge is sure that the turn is over as long after the second word as it is told, and thinks so
// 200 ms after it.
func judge(line string, over time.Duration) fake.Judge {
	return fake.Judge{Script: []string{line}, PerWord: 400 * time.Millisecond, Ending: 200 * time.Millisecond, Over: over}
}

// slowEcho needs half a second to begin.
func slowEcho(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	time.Sleep(500 * time.Millisecond)
	return echo(ctx, p, emit)
}

func TestPreparedReplyIsThereAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		brain := generatorFunc(func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
			calls++
			return slowEcho(ctx, p, emit)
		})
		c := dial(t, Config{Ears: judge("good morning", 600*time.Millisecond), Brain: brain, Voice: speakFor(time.Second)})
		c.talk(make([]int16, visavis.MicRate))
		c.talk(speech(1100 * time.Millisecond))
		c.talk(make([]int16, 3*visavis.MicRate))
		c.stop()
		if calls != 1 {
			t.Errorf("the generator was called %d times, want once: what it had prepared was right", calls)
		}
		lat := of[Latency](c)
		if len(lat) != 1 {
			t.Fatalf("%d latencies, want one", len(lat))
		}
		s := lat[0].Stages
		if s.Think != 0 || s.Speak != 0 || s.Orchestration > 25*time.Millisecond {
			t.Errorf("stages %+v: thinking and speaking were done before the turn was over", s)
		}
		said, started := place[UserSaid](c), place[TurnStarted](c)
		if said < 0 || started < said || place[*Audio](c) < started {
			t.Errorf("user said at %d, turn at %d, audio at %d of %d outputs: nothing may be shown before the turn is over",
				said, started, place[*Audio](c), len(c.shown))
		}
	})
}

// What a prepared reply still needs when the turn is over is all that counts of it.
func TestPreparedReplyThatIsNotReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Ears: judge("good morning", 300*time.Millisecond), Brain: generatorFunc(slowEcho), Voice: speakFor(time.Second)})
		c.talk(make([]int16, visavis.MicRate))
		c.talk(speech(1100 * time.Millisecond))
		c.talk(make([]int16, 3*visavis.MicRate))
		c.stop()
		if lat := of[Latency](c); len(lat) != 1 || lat[0].Stages.Think != 200*time.Millisecond {
			t.Errorf("latency %+v, want 200 ms of thinking: 500 less the 300 that the user still spoke", lat)
		}
	})
}

// place returns where the first output of type T is among those shown, or -1.
func place[T Output](c *call) int {
	return slices.IndexFunc(c.shown, func(o Output) bool { _, ok := o.(T); return ok })
}

func TestEarsThatKnowTheEndResetTheDetector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Ears: judge("good morning", 100*time.Millisecond), Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, visavis.MicRate))
		c.talk(speech(1300 * time.Millisecond)) // the ears are sure while the voice can still be heard
		c.talk(make([]int16, 3*visavis.MicRate))
		c.stop()
		if said := of[UserSaid](c); len(said) != 1 || said[0].Text != "good morning" {
			t.Errorf("user said %v, want good morning once and nothing of what was left of the sound", said)
		}
		if texts := of[AgentSays](c); len(texts) != 1 || !strings.Contains(texts[0].Text, "good morning") {
			t.Errorf("the agent said %v, want one answer", texts)
		}
	})
}

func TestUserWhoHesitatesIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Ears: judge("I would … like tea", 300*time.Millisecond), Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, visavis.MicRate))
		c.talk(speech(time.Second))
		c.talk(make([]int16, 5*visavis.MicRate)) // longer than any recogniser is waited for otherwise
		if said := of[UserSaid](c); len(said) > 0 {
			t.Errorf("user said %v in the middle of a sentence", said)
		}
		c.talk(speech(time.Second))
		c.talk(make([]int16, 2*visavis.MicRate))
		c.stop()
		if said := of[UserSaid](c); len(said) != 1 || said[0].Text != "I would like tea" {
			t.Errorf("user said %v, want the whole sentence once", said)
		}
		if trouble := of[Trouble](c); len(trouble) > 0 {
			t.Errorf("there was trouble: %v", trouble)
		}
	})
}

func TestEndTurnReachesTheEars(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var marks []visavis.Mark
		hear := withContext(func(_ context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
			for c := range in {
				if c.Mark != visavis.NoMark {
					marks = append(marks, c.Mark)
				}
				if c.Mark == visavis.TurnEnd {
					emit(visavis.Transcript{Text: "now", Confidence: .9, Flushed: true, Turn: visavis.TurnOver})
				}
			}
			return nil
		})
		c := dial(t, Config{Ears: hear, Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, visavis.MicRate))
		c.talk(speech(time.Second))
		c.tell(EndTurn{})
		time.Sleep(100 * time.Millisecond)
		c.stop()
		if want := []visavis.Mark{visavis.SpeechStart, visavis.SpeechEnd, visavis.TurnEnd}; !slices.Equal(marks, want) {
			t.Errorf("the ears got the marks %v, want %v", marks, want)
		}
		if said := of[UserSaid](c); len(said) != 1 || said[0].Text != "now" {
			t.Errorf("user said %v, want what the ears had when the client ended the turn", said)
		}
	})
}
