package conversation

import (
	"strings"

	"github.com/visavis/visavis"
)

func (c *checker) check(o Output) {
	switch o := o.(type) {
	case TurnStarted:
		if o.Turn <= c.turn {
			c.t.Fatalf("turn %d follows %d", o.Turn, c.turn)
		}
		c.turn, c.made, c.sent = o.Turn, o.Turn, 0
	case Cut:
		c.cut = o.Turn
	case *Audio:
		c.current(o.Turn, "audio")
		if o.Start != c.sent {
			c.t.Fatalf("audio of turn %d starts at %d, want %d: samples were lost or doubled", o.Turn, o.Start, c.sent)
		}
		c.sent += int64(len(o.PCM))
	case AgentThinks:
		if c.current(o.Turn, "a thought"); o.Text == "" || len(o.Text) > longestPiece {
			c.t.Fatalf("a thought of %d bytes is shown", len(o.Text))
		}
	case Trouble:
		if o.Err == errNoFinal && c.now.Before(c.due) {
			c.t.Fatalf("the recogniser is given up %v too early", c.due.Sub(c.now))
		}
	case VoiceSlow:
		c.current(o.Turn, "that the voice is slow")
	case AgentSays:
		c.current(o.Turn, "text")
		c.seen(o.Turn).shown += o.Text + " "
	case Words:
		c.current(o.Turn, "words")
	case Again:
		c.current(o.Turn, "a clause begun anew")
	case Cue:
		c.current(o.Turn, "a cue")
	case Calling:
		c.current(o.Turn, "a call")
	case CallDone:
		if c.done[o.Result.ID]++; c.done[o.Result.ID] > 1 || o.Result.Response == stillRunning {
			c.t.Fatalf("call %q ended twice, or not at all: %+v", o.Result.ID, o.Result)
		}
	case Remembered:
		shown := c.seen(o.Turn).shown
		if m := o.Message; m.Role == visavis.Assistant && !strings.HasPrefix(shown, m.Text) {
			c.t.Fatalf("turn %d is remembered as %q, which is no beginning of what was shown: %q", o.Turn, m.Text, shown)
		}
	}
}

func (c *checker) current(turn int, what string) {
	if turn != c.turn || turn <= c.cut {
		c.t.Fatalf("%s of turn %d was shown in turn %d, after a cut of %d", what, turn, c.turn, c.cut)
	}
}

// drain lets every deadline pass: with silent engines and a silent client the conversation must
// come to rest, and every call to an outcome.
func (c *checker) drain() {
	for range 300 {
		d := c.m.Deadline()
		if d.IsZero() {
			break
		}
		if d.After(c.now) {
			c.now = d
		}
		c.handle(Tick{})
	}
	if d := c.m.Deadline(); !d.IsZero() || c.m.currentState() != Idle || c.m.ahead != nil {
		c.t.Fatalf("the conversation does not come to rest: state %s, deadline %v, reply %+v", c.m.currentState(), d, c.m.reply)
	}
	for _, msg := range c.m.History() {
		for _, r := range msg.Calls {
			if r.Response == stillRunning || c.done[r.ID] != 1 {
				c.t.Fatalf("call %q was lost: %+v", r.ID, r)
			}
		}
	}
}
