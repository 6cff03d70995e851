package faults

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

var schedules = flag.Int("schedules", 16, "how many random schedules of faults to play")

// most is how long an answer may take whatever goes wrong: the budgets of the three chains.
const most = 5*time.Second + 10500*time.Millisecond + 5500*time.Millisecond

// TestRandomFaults plays conversations in which anything goes wrong at any time, and the user
// interrupts. With stand-ins at the end of every chain no word of the user is lost, every question is
// answered in time, nothing is remembered that was not heard, and when the faults are over all is as
// usual.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(*schedules / oneIn) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { playRandomly(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func playRandomly(t *testing.T, rng *rand.Rand) {
	w := newWorld(t, setup{ears: pickOne(rng, nova, flux), brains: pickOne(rng, []string{gpt, haiku}, []string{flash, gpt}, []string{haiku, flash})})
	defer w.close()
	what := w.sabotage(rng)
	p := w.dial(settings)
	var all []*exchange
	for _, q := range []string{"go on.", "what else?", "and then?"} {
		x := p.say(q)
		if rng.IntN(3) == 0 {
			p.heardSomething(x)
			time.Sleep(time.Duration(rng.IntN(2000)) * time.Millisecond)
		} else {
			p.wait(x, patient)
		}
		all = append(all, x)
	}
	last := all[len(all)-1]
	p.wait(last, patient)
	for _, x := range all {
		x.checkUnderstood(t)
		x.checkHeard(t, most, most)
		x.checkRemembered(t)
	}
	w.repair()
	checkUsual(t, p.ask(questions[2], patient))
	p.hangUp()
	if t.Failed() {
		t.Log(what)
		for _, x := range all {
			t.Logf("\n%v", x)
		}
		t.Log(w.log.String())
	}
}

// checkUsual: an exchange in which nothing goes wrong.
func checkUsual(t *testing.T, x *exchange) {
	t.Helper()
	x.checkUnderstood(t)
	x.checkHeard(t, usual, hiccup)
	x.checkWhole(t)
	if t.Failed() {
		t.Logf("at last\n%v", x)
	}
}

// checkRemembered: the history holds what was heard.
func (x *exchange) checkRemembered(t *testing.T) {
	t.Helper()
	for _, r := range x.replies {
		r.checkCut(t)
	}
	if n := len(x.replies); n > 0 && !x.replies[n-1].cut {
		x.checkWhole(t)
	}
}

// sabotage puts faults in line and says which.
func (w *world) sabotage(rng *rand.Rand) (what []vendors.Fault) {
	for range 1 + rng.IntN(5) {
		path, v := w.victim(rng)
		f := vendors.Fault{Path: path, Calls: 1 + rng.IntN(2), After: progress(rng), Do: trouble(rng)}
		v.Inject(f)
		what = append(what, f)
	}
	return what
}

// victim picks a path that is used and whose it is.
func (w *world) victim(rng *rand.Rand) (string, *vendors.Vendor) {
	switch rng.IntN(4) {
	case 0, 1:
		return pickOne(rng, listenPath, fluxPath), &w.deepgram.Vendor
	case 2:
		return speakPath, &w.deepgram.Vendor
	}
	m := models()[rng.IntN(3)]
	return m.path, m.vendor(w)
}

func progress(rng *rand.Rand) vendors.Progress {
	switch rng.IntN(3) {
	case 0:
		return from
	case 1:
		return chunks(1 + rng.IntN(12))
	}
	return words(rng.IntN(8))
}

func trouble(rng *rand.Rand) vendors.Trouble {
	switch rng.IntN(7) {
	case 0:
		return refuse(pickOne(rng, 400, 401, 429, 500, 503))
	case 1:
		return hangs
	case 2:
		return vendors.Stall{For: time.Duration(rng.IntN(4000)) * time.Millisecond}
	case 3:
		return vendors.CloseFrame{Code: pickOne(rng, 1000, 1001, 1008, 1011), Reason: "NET-0000"}
	case 4:
		return vendors.Dribble{Size: 1 + rng.IntN(9), Every: time.Duration(rng.IntN(100)) * time.Microsecond}
	case 5:
		return vendors.Garbage{}
	}
	return dies
}

func pickOne[T any](rng *rand.Rand, all ...T) T { return all[rng.IntN(len(all))] }

// repair ends all faults. Engines that are thought to be ill are not at once tried again.
func (w *world) repair() {
	w.deepgram.Repair()
	w.openai.Repair()
	w.gemini.Repair()
	w.anthropic.Repair()
	for _, h := range everywhere {
		w.cut(h) // calls under way keep their faults
	}
	time.Sleep(2 * time.Second)
}
