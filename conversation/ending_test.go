package conversation

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

// TestThresholds: how long the user is waited for, from the true end of their speech, as a session
// begins and after a change of mind.
func TestThresholds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		usual, patient, hasty := 420*time.Millisecond, 667*time.Millisecond, 265*time.Millisecond
		for _, tt := range []struct {
			text        string
			begin       Ending
			want        time.Duration
			change      Ending
			wantChanged time.Duration
		}{
			{"good morning", Ending{}, usual, Ending{EOT: 0.9, Timeout: 5 * time.Second}, patient},
			{"good morning", Ending{EOT: 0.9, Timeout: 5 * time.Second}, patient, Ending{EOT: 0.5, Timeout: 5 * time.Second}, hasty},
			{"good morning", Ending{EOT: 1, Timeout: time.Second}, time.Second, Ending{}, usual},
			{"I would like the", Ending{}, usual, Ending{EOT: 0.7, Timeout: 5 * time.Second}, 800 * time.Millisecond},
			{"good morning", Ending{EOT: 0.9, Eager: 0.4, Timeout: 5 * time.Second}, patient, Ending{EOT: 0.9, Timeout: 500 * time.Millisecond}, 500 * time.Millisecond},
		} {
			c := dial(t, Config{Ears: withContext(ears(tt.text)), Brain: generatorFunc(echo), Voice: speakFor(200 * time.Millisecond), Ending: tt.begin})
			for _, want := range []time.Duration{tt.want, tt.wantChanged} {
				c.talk(make([]int16, 8000))
				c.talk(speech(600 * time.Millisecond))
				c.talk(make([]int16, 24000))
				c.tell(SetEnding{tt.change})
				lat := of[Latency](c)
				if len(lat) == 0 {
					t.Fatalf("%q is not answered with %+v", tt.text, tt.begin)
				}
				if got := lat[len(lat)-1].Stages.Hangover; got < want || got > want+100*time.Millisecond {
					t.Errorf("%q, %+v, then %+v: waited %v, want about %v", tt.text, tt.begin, tt.change, got, want)
				}
			}
			c.stop()
			if n := len(of[Latency](c)); n != 2 {
				t.Errorf("%d turns were answered, want 2", n)
			}
		}
	})
}

// TestEagerReplyIsReady: a brain that takes its time has it while the user may go on.
func TestEagerReplyIsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for eager, want := range map[float64]time.Duration{0: 900 * time.Millisecond, 0.4: 600 * time.Millisecond} {
			slow := withThought(400 * time.Millisecond)
			c := dial(t, Config{
				Ears: withContext(ears("good morning")), Brain: slow, Voice: speakFor(200 * time.Millisecond),
				Ending: Ending{EOT: 0.7, Eager: eager, Timeout: 5 * time.Second},
			})
			c.talk(make([]int16, 8000))
			c.talk(speech(600 * time.Millisecond))
			c.talk(make([]int16, 24000))
			c.stop()
			lat := of[Latency](c)
			if len(lat) != 1 || lat[0].Stages.Total > want+100*time.Millisecond || lat[0].Stages.Total < want-150*time.Millisecond {
				t.Errorf("eager %v: %v, want one reply after about %v", eager, lat, want)
			}
			if len(of[AgentThinks](c)) != 1 || of[UserSaid](c)[0].Typed {
				t.Errorf("shown: %v", c.shown)
			}
		}
	})
}

// withThought is a brain that considers its reply for a while.
func withThought(d time.Duration) generatorFunc {
	return func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
		emit(visavis.Delta{Thought: "Let me see."})
		select {
		case <-time.After(d):
			return echo(ctx, p, emit)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
