package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// scenario is something that goes wrong in a conversation. What it does not mention is as usual; see
// the package's comment for what is checked besides.
type scenario struct {
	name  string
	setup setup
	asked []string // the questions; nil: the usual ones
	// breaks is called before the conversation begins, and its first question suffers; between after
	// the first answer, and the second suffers.
	breaks, between func(w *world)
	// mends is called before the last question, which is answered as usual.
	mends func(w *world)

	told    []string       // warnings: each a part of one
	within  time.Duration  // until the answer is heard; 0: as usual
	gap     time.Duration  // how long the reply may stand still; 0: hiccup
	brain   string         // who answers; empty: the first
	says    string         // in place of the brain's answer: a part of what is said, wholly heard
	missing bool           // of the answer, because no voice is left: it is shown
	calls   map[string]int // of vendors' paths, until the suffering question is answered
	shared  bool           // the neighbour may suffer, too
	alone   bool           // there is no neighbour
	last    []string       // warnings of the last question
}

// questions are what is asked, one after the other.
var questions = []string{"what is the weather like in oslo today?", "and how far away is the moon?", "who wrote that?"}

// patient is how long an answer is waited for: longer than any should take.
const patient = 60 * time.Second

// playAll plays scenarios, or one in some of them; with, if not nil, completes each.
func playAll(t *testing.T, all []scenario, with func(*scenario)) {
	for i := 0; i < len(all); i += oneIn {
		if with != nil {
			with(&all[i])
		}
		all[i].run(t)
	}
}

// run plays a scenario in a bubble of its own.
func (s scenario) run(t *testing.T) {
	t.Run(s.name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, s.setup)
			defer w.close()
			s.play(w)
			if t.Failed() {
				t.Log(w.log.String())
			}
		})
	})
}

// play has two conversations, one of which suffers.
func (s scenario) play(w *world) {
	var n *neighbour
	if !s.alone {
		n = w.newNeighbour()
	}
	if s.breaks != nil {
		s.breaks(w)
	}
	before := w.count()
	p := w.dial(settings)
	asked := s.asked
	if asked == nil {
		asked = questions
	}
	if s.between != nil {
		s.check(w, p.ask(asked[0], patient), false)
		asked = asked[1:]
		time.Sleep(time.Second)
		before = w.count()
		s.between(w)
		time.Sleep(time.Second)
	}
	x := p.ask(asked[0], patient)
	s.check(w, x, true)
	s.checkCalls(w, before)
	if n != nil {
		n.askAgain()
	}
	s.finish(w, p, asked[len(asked)-1])
	p.hangUp()
	if n != nil {
		n.check(s)
	}
}

// finish asks a question when the fault is over.
func (s scenario) finish(w *world, p *page, question string) {
	time.Sleep(2 * time.Second)
	if s.mends != nil {
		s.mends(w)
	}
	x := p.ask(question, patient)
	x.checkUnderstood(w.T)
	x.checkHeard(w.T, usual, hiccup)
	x.checkWhole(w.T)
	x.checkWarnings(w.T, s.last)
	if w.Failed() {
		w.Logf("and then\n%v", x)
	}
}

// check checks an exchange; suffers: the fault concerns it.
func (s scenario) check(w *world, x *exchange, suffers bool) {
	within, gap, told := usual, hiccup, []string(nil)
	if suffers {
		within, gap, told = max(s.within, usual), max(s.gap, hiccup), s.told
	}
	if !suffers || s.says == "" {
		s.checkAnswer(w, x, suffers)
	}
	if !suffers || !s.missing {
		x.checkHeard(w.T, within, gap)
		x.checkWhole(w.T)
	}
	if suffers && !strings.Contains(x.said(), s.says) {
		w.Errorf("%q was said; there should be %q", x.said(), s.says)
	}
	x.checkWarnings(w.T, told)
	if testing.Verbose() || w.Failed() {
		w.Logf("\n%v", x)
	}
}

// checkAnswer: the question was understood and answered by whom it should be.
func (s scenario) checkAnswer(w *world, x *exchange, suffers bool) {
	brain := w.firstBrain()
	if suffers && s.brain != "" {
		brain = s.brain
	}
	x.checkUnderstood(w.T)
	if got, want := letters(x.said()), letters(answerOf(brain, x.asked)); !slices.Equal(got, want) {
		w.Errorf("the answer was %q and should be %q", x.said(), want)
	}
}

func (w *world) firstBrain() string {
	if len(w.brains) > 0 {
		return w.brains[0]
	}
	return gpt
}

// checkWarnings: the listener is told what happened, and nothing else. Stages fail at the same time:
// there is no order.
func (x *exchange) checkWarnings(t *testing.T, want []string) {
	t.Helper()
	left := slices.Clone(x.warnings)
	for _, w := range want {
		i := slices.IndexFunc(left, func(got string) bool { return strings.Contains(got, w) })
		if i < 0 {
			t.Errorf("the listener was warned of %q and should be of %q", x.warnings, w)
			return
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(left) > 0 {
		t.Errorf("the listener was warned of %q, too", left)
	}
}

// count returns how often each path was called.
func (w *world) count() map[string]int {
	n := map[string]int{}
	for _, v := range w.vendors() {
		for _, r := range v.Requests("") {
			n[r.Path]++
		}
	}
	return n
}

// checkCalls: nobody is asked more often than he should be.
func (s scenario) checkCalls(w *world, before map[string]int) {
	now := w.count()
	for path, want := range s.calls {
		if got := now[path] - before[path]; got != want {
			w.Errorf("%s was called %d times and should be %d times", path, got, want)
		}
	}
}

// neighbour is another conversation at the same server.
type neighbour struct {
	*page
	exchanges []*exchange
	answered  chan struct{} // closed when the last of them is over
}

// newNeighbour begins a conversation and waits until a reply is heard: all that it needs is open, so
// that what is injected now is not for the neighbour. The reply is longer than most troubles last.
func (w *world) newNeighbour() *neighbour {
	n := &neighbour{page: w.dial(settings), answered: make(chan struct{})}
	x := n.say(longStory)
	n.heardSomething(x)
	n.exchanges = append(n.exchanges, x)
	return n
}

// askAgain asks something else when the reply is over, and does not wait for that.
func (n *neighbour) askAgain() {
	n.group.Go(func() {
		defer close(n.answered)
		n.wait(n.exchanges[0], patient)
		n.exchanges = append(n.exchanges, n.ask("another?", patient))
	})
}

const longStory = "tell me a long story."

// check ends the conversation, which must have been like any other.
func (n *neighbour) check(s scenario) {
	<-n.answered
	n.hangUp()
	for _, x := range n.exchanges {
		x.checkUnderstood(n.world.T)
		x.checkWhole(n.world.T)
		if s.shared {
			x.checkHeard(n.world.T, max(s.within, usual), max(s.gap, hiccup))
		} else {
			x.checkHeard(n.world.T, usual, hiccup)
			x.checkWarnings(n.world.T, nil)
		}
		if n.world.Failed() {
			n.world.Logf("the neighbour\n%v", x)
		}
	}
}

// Short forms for tables.

// at puts a fault in line for the next call of a path.
func at(path string, after vendors.Progress, do vendors.Trouble) vendors.Fault {
	return vendors.Fault{Path: path, After: after, Do: do}
}

// always has all calls of a path suffer from now on.
func always(path string, do vendors.Trouble) vendors.Fault {
	return vendors.Fault{Path: path, Calls: -1, Do: do}
}

// from is the very beginning of a call.
var from vendors.Progress

func words(n int) vendors.Progress  { return vendors.Progress{Words: n} }
func chunks(n int) vendors.Progress { return vendors.Progress{Chunks: n} }

// refuse is an error of HTTP, in the words of no vendor.
func refuse(status int, header ...string) vendors.Refuse {
	r := vendors.Refuse{Status: status, Header: http.Header{}, Body: fmt.Sprintf(`{"error":{"message":"status %d","type":"error","code":"%d"}}`, status, status)}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// hangs is a server that says nothing more.
var hangs = vendors.Stall{}

// dies is a connection that is lost.
var dies = vendors.Drop{}
