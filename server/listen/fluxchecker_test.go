package listen

import (
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/vad"
	"github.com/visavis/visavis/wire"
)

// turnChecker plays any order of events against a cutter and turns, as the goroutines around them
// would, and holds the invariants of 5.4 on what comes out.
type turnChecker struct {
	t      testing.TB
	set    fluxSettings
	cutter *cutter
	turns  *turns
	held   []sign

	// What a recogniser knows: utterances that are open, and how many answers it owes.
	open bool
	owes int

	index   int
	started bool
	eager   *wire.TurnInfo // that is neither confirmed nor taken back
	shown   wire.TurnInfo
	told    int64 // audio at the last event
	forced  bool  // the next end is one
	ends    int
}

func newTurnChecker(t testing.TB, set fluxSettings) *turnChecker {
	return &turnChecker{t: t, set: set, cutter: newCutter(set.rules), turns: newTurns(set)}
}

// step does what a byte stands for.
func (c *turnChecker) step(b byte) {
	n := int(b >> 4)
	switch b & 15 {
	case 0:
		c.voice(vad.Start)
	case 1:
		c.voice(vad.Pause)
	case 2, 3, 4:
		c.hear(n)
	case 5:
		c.hear(n * 10)
	case 6:
		c.partial([]string{"", "so", "so the", "so the car"}[n&3], visavis.TurnUnknown)
	case 7, 8:
		c.answer([]string{"", "so", "so the", "so the car"}[n&3], visavis.TurnUnknown)
	case 9:
		c.force()
	case 10:
		c.configure(n)
	case 11:
		c.partial("well then", visavis.TurnEnding)
	case 12:
		c.partial("well then", visavis.TurnOpen)
	case 13:
		c.over([]string{"well then", "Well, then."}[n&1])
	case 14:
		c.answer("", visavis.TurnOpen)
	case 15:
		if c.turns.isWaiting() {
			c.turns.forsake()
			c.drain()
		}
	}
}

func (c *turnChecker) voice(kind vad.Kind) {
	if (kind == vad.Pause) != c.cutter.speaking {
		return // a detector tells of changes
	}
	c.cutter.reset()
	c.cutter.voice(vad.Event{Kind: kind, Sample: max(0, c.cutter.fed-1760)})
	c.pass()
}

func (c *turnChecker) hear(blocks int) {
	for range blocks {
		c.cutter.reset()
		c.cutter.fed += int64(hearing.Block)
		c.cutter.look()
		c.pass()
	}
}

func (c *turnChecker) force() {
	c.cutter.force()
	c.pass()
}

func (c *turnChecker) configure(n int) {
	eot, eager := []float64{0.5, 0.7, 0.9, 1}[n&3], []float64{0.3, 0.5}[n>>2&1]
	m := wire.Configure{Thresholds: &wire.FluxThresholds{EOT: &eot, EagerEOT: &eager}}
	next, err := c.set.with(m)
	if err != nil {
		c.t.Fatal(err)
	}
	c.set = next
	c.cutter.configure(next, nil)
	c.pass()
}

func (c *turnChecker) partial(text string, sign visavis.Turn) {
	if !c.open && sign == visavis.TurnUnknown {
		return
	}
	c.understood(visavis.Transcript{Text: text, Turn: sign})
}

// answer answers a SpeechEnd.
func (c *turnChecker) answer(text string, sign visavis.Turn) {
	if c.owes == 0 {
		return
	}
	c.owes--
	c.understood(visavis.Transcript{Text: text, Confidence: 0.8, Flushed: true, Turn: sign})
}

// over is the end of a turn that the recogniser judges, whether it was asked or not.
func (c *turnChecker) over(text string) {
	c.owes = max(0, c.owes-1)
	c.understood(visavis.Transcript{Text: text, Confidence: 0.8, Flushed: true, Turn: visavis.TurnOver})
}

func (c *turnChecker) understood(t visavis.Transcript) {
	c.turns.understood(t)
	c.drain()
}

func (c *turnChecker) pass() {
	for _, m := range c.cutter.marks {
		c.mark(m)
	}
	c.held = append(c.held, c.cutter.signs...)
	c.drain()
}

// mark checks that the recogniser is told of utterances one by one.
func (c *turnChecker) mark(m visavis.Mark) {
	switch m {
	case visavis.SpeechStart:
		if c.open {
			c.t.Fatal("an utterance begins within another: what was said first would be lost")
		}
		c.open = true
	case visavis.SpeechEnd:
		if !c.open {
			c.t.Fatal("an utterance ends that did not begin")
		}
		c.open = false
		c.owes++
	case visavis.TurnEnd, visavis.NoMark:
	}
}

func (c *turnChecker) drain() {
	c.check()
	for len(c.held) > 0 && !c.turns.isWaiting() {
		s := c.held[0]
		c.held = c.held[1:]
		before, had := c.turns.shown, c.turns.started
		c.turns.sign(s)
		c.checkForce(s, before, had)
		c.check()
		if c.turns.at-c.told >= visavis.MicRate.N(updateEvery)+int64(hearing.Block) {
			c.t.Fatalf("nothing was told for %v of audio", visavis.MicRate.D(c.turns.at-c.told))
		}
	}
}

// checkForce: it ends the turn at once with what was shown, or warns.
func (c *turnChecker) checkForce(s sign, before wire.TurnInfo, had bool) {
	if s.kind != signForced {
		return
	}
	if len(c.turns.out) != 1 {
		c.t.Fatalf("ForceEndTurn was answered by %d messages, want one", len(c.turns.out))
	}
	info, ended := c.turns.out[0].(wire.TurnInfo)
	switch {
	case ended != had:
		c.t.Fatalf("ForceEndTurn with a turn: %v, was answered by %T", had, c.turns.out[0])
	case ended && (info.Trigger != wire.TriggerManual || info.Transcript != before.Transcript):
		c.t.Fatalf("ForceEndTurn after %q gave %+v", before.Transcript, info)
	}
	c.forced = true
}

func (c *turnChecker) check() {
	for _, m := range c.turns.take() {
		if info, ok := m.(wire.TurnInfo); ok {
			c.info(info)
		}
	}
	c.forced = false
}

func (c *turnChecker) info(m wire.TurnInfo) {
	switch {
	case m.TurnIndex != c.index:
		c.t.Fatalf("%s has turn_index %d, want %d", m.Event, m.TurnIndex, c.index)
	case m.AudioWindowEnd < c.shown.AudioWindowEnd || m.AudioWindowStart > m.AudioWindowEnd:
		c.t.Fatalf("windows go back: %+v after %+v", m, c.shown)
	case !c.started && m.Event != wire.TurnStarted && m.Transcript != "":
		c.t.Fatalf("%s has %q before the turn has started", m.Event, m.Transcript)
	case (m.Trigger != "") != (m.Event == wire.TurnEnded):
		c.t.Fatalf("%s has trigger %q", m.Event, m.Trigger)
	case m.EndOfTurnConfidence < 0 || m.EndOfTurnConfidence > 1 || m.Words == nil:
		c.t.Fatalf("confidence or words are wrong: %+v", m)
	}
	c.event(m)
	c.shown, c.told = m, c.turns.at
}

func (c *turnChecker) event(m wire.TurnInfo) {
	switch m.Event {
	case wire.TurnUpdate:
	case wire.TurnStarted:
		if c.started || m.Transcript == "" {
			c.t.Fatalf("StartOfTurn comes twice or without words: %+v", m)
		}
		c.started = true
	case wire.TurnEagerEnd:
		if !c.started || c.eager != nil || m.Transcript == "" || c.turns.settings.rules.Eager == 0 {
			c.t.Fatalf("EagerEndOfTurn comes out of order: %+v", m)
		}
		c.eager = &m
	case wire.TurnResumed:
		if c.eager == nil {
			c.t.Fatal("TurnResumed comes without an EagerEndOfTurn")
		}
		c.eager = nil
	case wire.TurnEnded:
		if !c.started {
			c.t.Fatal("EndOfTurn comes before StartOfTurn")
		}
		if c.eager != nil && m.Transcript != c.eager.Transcript {
			c.t.Fatalf("EndOfTurn has %q, the EagerEndOfTurn it confirms has %q", m.Transcript, c.eager.Transcript)
		}
		c.started, c.eager = false, nil
		c.index++
		c.ends++
	}
}

// settle lets the recogniser answer all and much quiet pass: every turn must end then.
func (c *turnChecker) settle() {
	c.voice(vad.Pause)
	for range 3 {
		for c.owes > 0 {
			c.answer("", visavis.TurnUnknown)
		}
		c.hear(350)
	}
	if c.started || len(c.held) > 0 {
		c.t.Fatalf("a turn is still open after so much quiet: %d signs are held", len(c.held))
	}
}
