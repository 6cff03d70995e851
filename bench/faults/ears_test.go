package faults

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// deepgrams returns what injects faults of Deepgram.
func deepgrams(faults ...vendors.Fault) func(*world) {
	return func(w *world) { w.deepgram.Inject(faults...) }
}

// TestEars: what goes wrong with the recogniser costs no word.
func TestEars(t *testing.T) {
	const s = time.Second
	playAll(t, []scenario{
		{name: "the socket dies in mid-word",
			breaks: deepgrams(at(listenPath, words(3), dies)), calls: map[string]int{listenPath: 2}},
		{name: "the socket dies in the first word",
			breaks: deepgrams(at(listenPath, words(0), dies)), calls: map[string]int{listenPath: 2}},
		{name: "the socket dies twice",
			breaks: deepgrams(at(listenPath, words(2), dies), at(listenPath, words(5), dies)),
			told:   []string{nova + " did not answer; sphinx takes over."}, within: 2 * s, calls: map[string]int{listenPath: 2}},
		{name: "the socket dies between two questions",
			between: func(w *world) { w.cut(earsHost) }, calls: map[string]int{listenPath: 2}}, // the neighbour's, too
		{name: "the socket dies between two questions, and the next handshake is refused",
			between: func(w *world) { w.deepgram.Inject(at(listenPath, from, refuse(503))); w.cut(earsHost) },
			alone:   true, calls: map[string]int{listenPath: 1}, told: []string{nova + " failed with status 503; sphinx takes over."}},
		{name: "the handshake is refused with 500",
			breaks: deepgrams(at(listenPath, from, refuse(500))), calls: map[string]int{listenPath: 2}},
		{name: "the handshake is refused with 500 again and again",
			breaks: deepgrams(always(listenPath, refuse(500))), calls: map[string]int{listenPath: 2},
			told: []string{nova + " failed with status 500; sphinx takes over."},
			last: []string{nova + " failed with status 500; sphinx takes over."}}, // it was looked at again in the meantime
		{name: "the key is refused",
			breaks: deepgrams(always(listenPath, refuse(401))), calls: map[string]int{listenPath: 1},
			told: []string{nova + " refused the key; sphinx takes over."}},
		{name: "too many streams",
			breaks: deepgrams(at(listenPath, from, refuse(429))), calls: map[string]int{listenPath: 2}},
		{name: "too many streams, and a long wait",
			breaks: deepgrams(at(listenPath, from, refuse(429, "Retry-After", "20"))), calls: map[string]int{listenPath: 1},
			told: []string{nova + " is asked too much; sphinx takes over."}},
		{name: "it hangs, and has not told of all",
			breaks: deepgrams(at(listenPath, words(6), hangs)), within: 4 * s, calls: map[string]int{listenPath: 2}},
		{name: "it hangs again",
			breaks: deepgrams(at(listenPath, words(6), hangs), at(listenPath, words(3), hangs)), within: 7 * s, calls: map[string]int{listenPath: 2},
			told: []string{nova + " did not answer; sphinx takes over."}},
		{name: "it is slow",
			breaks: deepgrams(at(listenPath, words(6), vendors.Stall{For: time.Second})), within: 3 * s, calls: map[string]int{listenPath: 1}},
		{name: "the handshake hangs",
			breaks: deepgrams(at(listenPath, from, hangs)), within: 5 * s,
			told: []string{nova + " did not answer; sphinx takes over."}},
		{name: "it closes in mid-word, and says why",
			breaks: deepgrams(at(listenPath, words(4), vendors.CloseFrame{Code: 1011, Reason: "NET-0000"})), calls: map[string]int{listenPath: 2}},
		{name: "a malformed message",
			breaks: deepgrams(at(listenPath, words(2), vendors.Garbage{})), calls: map[string]int{listenPath: 1}},
	}, nil)
}

// TestNoEars: nothing stands in for a recogniser that is gone. The user is told, and when it is back
// the conversation goes on.
func TestNoEars(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{alone: true})
		defer w.close()
		w.lose(earsHost)
		p := w.dial(settings)
		defer p.hangUp()
		x := p.ask(questions[0], patient)
		t.Logf("\n%v", x)
		x.checkWarnings(t, []string{
			nova + " did not answer; nothing is left to take over. It will be tried again.", "ASR_DRIVER_TIMEOUT The recogniser did not answer in time."})
		x.checkHeard(t, 7*time.Second, hiccup)
		if got := x.said(); got != "Sorry, I did not catch that." {
			t.Errorf("%q was said", got)
		}
		w.find(earsHost)
		time.Sleep(9 * time.Second) // the longest pause between two tries
		x = p.ask(questions[1], patient)
		t.Logf("\n%v", x)
		x.checkUnderstood(t)
		x.checkHeard(t, usual, hiccup)
		x.checkWhole(t)
		x.checkWarnings(t, nil)
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
}

// TestLongQuestion: a recogniser that dies late in a long utterance hears all of it again, as fast as
// it takes it.
func TestLongQuestion(t *testing.T) {
	long := []string{strings.Repeat("and then we went on to another town where nobody knew us ", 4) + "did we not?", questions[2]}
	playAll(t, []scenario{
		{name: "nova", breaks: deepgrams(at(listenPath, words(44), dies))},
		{name: "flux", setup: setup{ears: flux}, breaks: deepgrams(at(fluxPath, words(44), dies))},
	}, func(sc *scenario) {
		sc.asked, sc.alone, sc.gap = long, true, 500*time.Millisecond
	})
}
