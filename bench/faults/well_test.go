package faults

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWithoutFault: the yardstick. What is measured with faults is compared with this.
func TestWithoutFault(t *testing.T) {
	all := []setup{{}, {ears: flux}, {ears: flux, eager: true}, {brains: []string{flash}}, {brains: []string{haiku}}}
	for i := 0; i < len(all); i += oneIn {
		s := all[i]
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, s)
			defer w.close()
			p := w.dial(settings)
			defer p.hangUp()
			for _, question := range []string{"what is the weather like in oslo?", "and how far away is the moon?", "thank you."} {
				x := p.ask(question, 30*time.Second)
				t.Logf("\n%v", x)
				x.checkUnderstood(t)
				x.checkHeard(t, usual, hiccup)
				x.checkWhole(t)
			}
			if t.Failed() {
				t.Log(w.log.String())
			}
		})
	}
}

const (
	// usual is how soon an answer begins when all is well: 420 ms of quiet, the last transcript, the
	// first clause and its first sound.
	usual = 1500 * time.Millisecond
	// hiccup is how long a reply may stand still and nobody cares.
	hiccup = 100 * time.Millisecond
)
