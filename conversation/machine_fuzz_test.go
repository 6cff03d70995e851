package conversation

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// FuzzMachine plays any order of events and holds the invariants of ARCHITECTURE.md. Each byte is
// an event, with some time before it; some results are of old turns, and must not count.
func FuzzMachine(f *testing.F) {
	f.Add([]byte("tswxyzheard"), true, "")
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}, true, "Hello.")
	f.Add([]byte{5, 8, 9, 10, 10, 11, 0, 12, 3, 4, 13, 5, 8, 9, 10, 11}, false, "")
	f.Add([]byte{6, 8, 16, 9, 10, 128 + 15, 17, 8, 9, 42, 11, 13}, true, "") // a call, and what followed
	f.Add([]byte{0, 18, 8, 16, 9, 3, 19, 17, 8, 9, 10, 11, 13}, true, "")    // a reply that was prepared
	f.Add([]byte{6, 16, 9, 6, 8, 9, 10, 17, 11, 13, 21, 22, 23}, false, "")  // a cut during a call
	// A turn that is waited with, its reply prepared, thought about and dropped.
	f.Add([]byte{24 + 7*32, 0, 1, 3, 5 + 7*32, 31, 8, 0, 1, 3, 5 + 7*32, 31, 31, 9, 15, 10, 11}, true, "")
	f.Add([]byte{24 + 7*32, 0, 3 + 4*32, 0, 3 + 32, 5 + 2*32, 26 + 3*32}, true, "") // ears that lag behind two breaths
	f.Add([]byte("&\x10 $)"), true, "")                                             // a call that is asked for at the instant of a cut
	f.Fuzz(func(t *testing.T, script []byte, reports bool, greeting string) {
		if len(script) > 200 {
			script = script[:200]
		}
		c := &checker{t: t, now: time.Unix(1000, 0), turns: map[int]*turnSeen{}, done: map[string]int{}}
		tools := []visavis.Tool{{Name: "book", Caller: noCaller{}}}
		c.m = NewMachine(Rules{ReportsHeard: reports, Greeting: greeting, Tools: tools})
		c.handle(Opened{})
		for _, b := range script {
			c.now = c.now.Add(time.Duration(b>>5) * 150 * time.Millisecond)
			c.handle(c.event(b&31, int(b>>5)))
		}
		c.drain()
	})
}

// checker watches a machine's outputs and effects for broken promises.
type checker struct {
	t     *testing.T
	m     *Machine
	now   time.Time
	turn  int // shown to the client
	made  int // that the engines work on
	cut   int // no output of turns up to this may come
	sent  int64
	turns map[int]*turnSeen
	ids   int
	open  []int          // numbers of calls under way
	done  map[string]int // outcomes, by the call's ID
	due   time.Time      // until when a final transcript may take, at least
}

// turnSeen is what became known of a turn.
type turnSeen struct {
	shown                     string // its text
	generating, said, stopped bool
}

func (c *checker) seen(turn int) *turnSeen {
	if c.turns[turn] == nil {
		c.turns[turn] = &turnSeen{}
	}
	return c.turns[turn]
}

func (c *checker) event(kind byte, n int) Event {
	switch kind {
	case 0:
		return SpeechStarted{Voiced: 60 * time.Millisecond}
	case 1:
		return SpeechPaused{LastVoice: c.now, Voiced: time.Duration(n) * 160 * time.Millisecond}
	case 2:
		return SpeechResumed{}
	case 3:
		return SpeechEnded{LastVoice: c.now, Voiced: time.Duration(n) * 160 * time.Millisecond}
	case 4:
		return c.understood("wait a moment", false, visavis.TurnUnknown)
	case 5:
		return c.understood(strings.Repeat("no ", n/2), true, visavis.TurnUnknown)
	case 6:
		return UserText{"typed"}
	case 7:
		return AgentText{Text: "said"}
	case 18:
		return c.understood("tell me a story", false, visavis.TurnEnding)
	case 19:
		return c.understood(strings.Repeat("Tell me a story.", n&1), true, visavis.TurnOver)
	case 20:
		return c.understood("tell me", false, visavis.TurnOpen)
	case 21:
		return AgentText{Text: "queued", Behavior: BehaviorQueue}
	case 22:
		return AgentText{Text: "urgent", Behavior: BehaviorInterrupt}
	case 23:
		return EndTurn{}
	case 24:
		if n&1 == 1 {
			return SetEnding{Ending{EOT: 0.5 + float64(n)/14, Eager: float64(n&2) / 4, Timeout: time.Second}}
		}
		return SetTools{Tools: c.m.rules.Tools}
	case 25:
		return EarsRestarted{Err: errors.New("lost"), Gone: n > 3}
	case 26:
		return Tick{}
	}
	return c.engineEvent(kind, n)
}

func (c *checker) understood(text string, flushed bool, turn visavis.Turn) Event {
	return Understood{Transcript: visavis.Transcript{Text: text, Flushed: flushed, Turn: turn}, At: c.now}
}

func (c *checker) engineEvent(kind byte, n int) Event {
	turn := c.made
	if n == 5 {
		turn--
	}
	switch kind {
	case 8:
		return Wrote{Turn: turn, Delta: visavis.Delta{Text: "Some words and, well, more. "}, Asked: c.now, At: c.now}
	case 31:
		return Wrote{Turn: turn, Delta: visavis.Delta{Thought: strings.Repeat("Well, perhaps. ", 1+n)}, Asked: c.now, At: c.now}
	case 9:
		return c.written(turn, nil)
	case 27:
		return c.written(turn, errors.New("broken"))
	case 10, 14, 28:
		sp := visavis.Speech{Clause: n & 3, PCM: make([]int16, 1600), Rate: 16000, Again: kind == 28}
		return &Spoke{Turn: turn, Speech: sp, Asked: c.now, At: c.now}
	case 11:
		return Spoken{Turn: turn}
	case 29:
		return Spoken{Turn: turn, Err: errors.New("hoarse")}
	case 12, 13:
		return Heard{Turn: c.turn, Sample: int64(n) * 6400, Final: kind == 13}
	case 16, 30:
		c.ids++
		name := []string{"book", "bookk"}[n&1]
		return Wrote{Turn: turn, Delta: visavis.Delta{Call: &visavis.Call{ID: string(rune(c.ids)), Name: name}}, Asked: c.now, At: c.now}
	case 17:
		if len(c.open) > 0 {
			return Called{Number: c.open[n%len(c.open)], Response: "done"}
		}
	case 15:
		c.now = c.now.Add(4 * time.Second) // enough for fillers and for engines to be given up
	}
	return Tick{}
}

// written ends the generator's work, if it does any: a real one returns once.
func (c *checker) written(turn int, err error) Event {
	if s := c.seen(turn); s.generating {
		s.generating = false
		return Written{Turn: turn, Err: err, Asked: c.now, At: c.now}
	}
	return Tick{}
}

func (c *checker) handle(ev Event) {
	held := c.m.Holding()
	if _, speech := ev.(*Spoke); speech && held {
		return // the session does not take it
	}
	c.due = time.Time{}
	for _, u := range c.m.hearing.closing {
		c.due = earlier(c.due, u.deadline)
	}
	before := len(c.m.history)
	for _, e := range c.m.Handle(c.now, ev) {
		c.effect(e)
	}
	if len(c.m.history) < before {
		c.t.Fatal("the history shrank")
	}
	if c.m.ahead != nil && c.m.reply != nil {
		c.t.Fatal("a reply is prepared while another is made")
	}
}

// effect checks that the engines are asked for what they can do.
func (c *checker) effect(e Effect) {
	switch e := e.(type) {
	case Show:
		c.check(e.Output)
	case Generate:
		s := c.seen(e.Turn)
		if s.generating || s.said || s.stopped {
			c.t.Fatalf("turn %d is generated twice at once, or after its end: %+v", e.Turn, s)
		}
		s.generating, c.made = true, e.Turn
		c.prompt(e.Prompt)
	case CallTool:
		if c.seen(c.turn).stopped || e.Call.ID == "" || c.done[e.Call.ID] > 0 {
			c.t.Fatalf("call %q is made for nobody, or again", e.Call.ID)
		}
		c.open = append(c.open, e.Number)
	case Say:
		if s := c.seen(e.Turn); s.said || s.stopped {
			c.t.Fatalf("turn %d says %q after its end", e.Turn, e.Text)
		}
		if e.Text == "One moment." && c.m.hearing.speaking {
			c.t.Fatal("a filler is said over the user")
		}
	case SaidAll:
		c.seen(e.Turn).said = true
	case Stop:
		c.seen(e.Turn).stopped = true
	}
}

// prompt checks what vendors demand: the last word is the user's or a call's result, and every call
// has one result, of which only those of other turns may be missing.
func (c *checker) prompt(p visavis.Prompt) {
	if len(p.Messages) == 0 {
		c.t.Fatal("a prompt of nothing")
	}
	last := p.Messages[len(p.Messages)-1]
	if last.Role != visavis.User && last.Calls == nil {
		c.t.Fatalf("a prompt ends with %+v", last)
	}
	seen := map[string]bool{}
	for _, msg := range p.Messages {
		if msg.Text == "" && msg.Calls == nil {
			c.t.Fatal("an empty message in a prompt")
		}
		for _, r := range msg.Calls {
			if r.Response == "" || seen[r.ID] {
				c.t.Fatalf("call %q has no result or two", r.ID)
			}
			seen[r.ID] = true
		}
	}
	for _, r := range last.Calls {
		if r.Response == stillRunning {
			c.t.Fatalf("the generator is asked again before its call %q is done", r.ID)
		}
	}
}
