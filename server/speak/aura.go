package speak

import (
	"fmt"
	"time"

	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// aura is the protocol of /v1/speak (6): a reply ends at a Flush, a Close or a pause.
type aura struct{ *performer }

// asItIs ends a socket with nothing but a close.
func asItIs(e *socket.Ending) *socket.Ending { return e }

// handle implements protocol.
func (a aura) handle(m wire.Message) {
	now := time.Now()
	switch m := m.(type) {
	case wire.SpeakText:
		if err := a.prompter.speak(now, m.Text); err != nil {
			a.end(untaken(err))
		}
	case wire.Flush:
		if err := a.prompter.flush(now); err != nil {
			a.send(excessive())
		}
	case wire.Clear:
		a.cut()
		a.send(wire.Cleared{SequenceID: a.prompter.clear()})
	case wire.Close:
		a.prompter.close()
	}
}

// excessive is the answer to a flush that was refused.
func excessive() wire.SpeakWarning {
	return wire.SpeakWarning{Code: wire.ExcessiveFlush, Description: fmt.Sprintf(
		"Flush is taken %d times in %v. This one was not; its text is spoken at the next pause.", maxFlushes, flushWindow)}
}

// spoke implements protocol.
func (a aura) spoke(l line) {
	if l.flush != noFlush {
		a.send(wire.Flushed{SequenceID: l.flush})
	}
	if l.last {
		a.end(complete())
	}
}

// dropped implements protocol.
func (a aura) dropped() {}
