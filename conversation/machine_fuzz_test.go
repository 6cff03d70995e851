package conversation

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// FuzzMachine plays any order of events and holds the invariants of ARCHITECTURE.md. Each byte is
// an event, with some time before it; odd turns are old ones, whose results must not count.
func FuzzMachine(f *testing.F) {
	f.Add([]byte("tswxyzheard"), true, "")
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, true, "Hello.")
	f.Add([]byte{5, 8, 9, 10, 10, 11, 0, 12, 3, 4, 13, 5, 8, 9, 10, 11}, false, "")
	f.Fuzz(func(t *testing.T, script []byte, reports bool, greeting string) {
		if len(script) > 200 {
			script = script[:200]
		}
		c := &checker{t: t, now: time.Unix(1000, 0), shown: map[int]string{}}
		c.m = NewMachine(Rules{ReportsHeard: reports, Greeting: greeting})
		c.handle(Opened{})
		for _, b := range script {
			c.now = c.now.Add(time.Duration(b>>4) * 60 * time.Millisecond)
			c.handle(c.event(b))
		}
		c.drain()
	})
}

// checker watches a machine's outputs for broken promises.
type checker struct {
	t     *testing.T
	m     *Machine
	now   time.Time
	turn  int
	cut   int // no output of turns up to this may come
	sent  int64
	shown map[int]string // text of each turn
}

func (c *checker) event(b byte) Event {
	turn := c.turn
	if b&8 != 0 && b&7 > 5 {
		turn--
	}
	switch b & 15 {
	case 0:
		return SpeechStarted{Voiced: 60 * time.Millisecond}
	case 1:
		return SpeechPaused{Voiced: time.Duration(b) * 10 * time.Millisecond}
	case 2:
		return SpeechResumed{}
	case 3:
		return SpeechEnded{LastVoice: c.now, Voiced: time.Duration(b) * 10 * time.Millisecond}
	case 4:
		return Understood{Transcript: visavis.Transcript{Text: "wait a moment"}, At: c.now}
	case 5:
		return Understood{Transcript: visavis.Transcript{Text: strings.Repeat("no ", int(b>>6)), Flushed: true}, At: c.now}
	case 6:
		return UserText{"typed"}
	case 7:
		return AgentText{"said"}
	case 8:
		return Wrote{Turn: turn, Delta: "Some words and, well, more. ", Asked: c.now, At: c.now}
	case 9:
		return Written{Turn: turn, At: c.now}
	case 10, 14:
		return &Spoke{Turn: turn, Speech: visavis.Speech{Clause: int(b >> 6), PCM: make([]int16, 1600), Rate: 16000}, Asked: c.now, At: c.now}
	case 11:
		return Spoken{Turn: turn}
	case 12:
		return Heard{Turn: turn, Sample: int64(b) * 200}
	case 13:
		return Heard{Turn: turn, Sample: int64(b) * 200, Final: true}
	}
	return EarsRestarted{Err: errors.New("lost"), Gone: b > 128}
}

func (c *checker) handle(ev Event) {
	held := c.m.Holding()
	if _, speech := ev.(*Spoke); speech && held {
		return // the session does not take it
	}
	before := len(c.m.history)
	for _, e := range c.m.Handle(c.now, ev) {
		if e, ok := e.(Show); ok {
			c.check(e.Output)
		}
	}
	if len(c.m.history) < before {
		c.t.Fatal("the history shrank")
	}
}

func (c *checker) check(o Output) {
	switch o := o.(type) {
	case TurnStarted:
		if o.Turn != c.turn+1 {
			c.t.Fatalf("turn %d follows %d", o.Turn, c.turn)
		}
		c.turn, c.sent = o.Turn, 0
	case Cut:
		c.cut = o.Turn
	case *Audio:
		c.current(o.Turn, "audio")
		if o.Start != c.sent {
			c.t.Fatalf("audio of turn %d starts at %d, want %d: samples were lost or doubled", o.Turn, o.Start, c.sent)
		}
		c.sent += int64(len(o.PCM))
	case AgentSays:
		c.current(o.Turn, "text")
		c.shown[o.Turn] += o.Text + " "
	case Words:
		c.current(o.Turn, "words")
	case Cue:
		c.current(o.Turn, "a cue")
	case Remembered:
		if m := o.Message; m.Role == visavis.Assistant && !strings.HasPrefix(c.shown[o.Turn], m.Text) {
			c.t.Fatalf("turn %d is remembered as %q, which is no beginning of what was shown: %q", o.Turn, m.Text, c.shown[o.Turn])
		}
	}
}

func (c *checker) current(turn int, what string) {
	if turn != c.turn || turn <= c.cut {
		c.t.Fatalf("%s of turn %d was shown in turn %d, after a cut of %d", what, turn, c.turn, c.cut)
	}
}

// drain lets every deadline pass: with silent engines and a silent client the conversation must
// come to rest.
func (c *checker) drain() {
	for range 50 {
		d := c.m.Deadline()
		if d.IsZero() {
			break
		}
		if d.After(c.now) {
			c.now = d
		}
		c.handle(Tick{})
	}
	if d := c.m.Deadline(); !d.IsZero() || c.m.currentState() != Idle {
		c.t.Fatalf("the conversation does not come to rest: state %s, deadline %v, reply %+v", c.m.currentState(), d, c.m.reply)
	}
}
