package failover

import (
	"context"
	"time"

	"github.com/visavis/visavis"
)

// chunkLength is how long a chunk is that an engine hears.
const chunkLength = 20 * time.Millisecond

// listening is one engine's call: it hears what is on the tape and what comes.
type listening struct {
	*hearing
	engine int
	name   string
	out    chan visavis.Chunk
	dog    *watchdog
	cancel func(error)
	open   time.Duration // how long its answer may take after TurnOpen

	// These are guarded by hearing.mu.
	offset int64         // of the engine's first sample
	grace  time.Duration // that the engine has for what it must hear again
	before string        // what the engine before it had told of the present utterance
	turn   visavis.Turn  // what the engine thinks of the present utterance
	useful bool          // it has told something final: hearing again what is kept does not count
}

// newListening prepares an engine's call; cancel ends it.
func (h *hearing) newListening(i int, cancel func(error)) *listening {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tape.rewind()
	h.looked = time.Now()
	e := h.route.Engines[i]
	return &listening{
		hearing: h, engine: i, name: e.Name, out: make(chan visavis.Chunk),
		dog: newWatchdog(func() { cancel(ErrSilent) }), cancel: cancel, open: openWaitOf(e.Engine),
		offset: h.tape.base, grace: h.tape.length() / replaySpeed, before: h.told,
	}
}

// feed takes the microphone's chunks and hands the engine what is on the tape, until ctx ends or all
// is handed over.
func (l *listening) feed(ctx context.Context) {
	var offered visavis.Chunk
	var offer chan<- visavis.Chunk // nil: there is nothing to offer
	l.mu.Lock()
	l.watch()
	l.mu.Unlock()
	for {
		if offer == nil {
			c, ok := l.nextChunk()
			if ok {
				offered, offer = c, l.out
			} else if l.isClosed() {
				close(l.out)
				return
			}
		}
		select {
		case c, more := <-l.microphone():
			l.receive(c, more)
			l.lookAround()
		case offer <- offered:
			offer = nil
			l.taken(offered)
		case <-ctx.Done():
			return
		}
	}
}

// microphone returns where the next chunk comes from: nil if there is no room for it.
func (l *listening) microphone() <-chan visavis.Chunk {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.tape.full() {
		return nil
	}
	return l.in
}

// nextChunk returns what the engine is to hear next.
func (l *listening) nextChunk() (visavis.Chunk, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.bufs[0]) == 0 {
		l.bufs[0] = make([]int16, l.tape.rate.N(chunkLength)) // none before the rate is known
	}
	return l.tape.next(l.bufs[0])
}

// receive puts a chunk on the tape.
func (l *listening) receive(c visavis.Chunk, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.record(c, more)
	l.watch()
}

// taken is called when the engine has taken a chunk. That is a sign of life, unless the engine has
// been asked for something and this is merely what follows.
func (l *listening) taken(c visavis.Chunk) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tape.taken(c)
	l.bufs[0], l.bufs[1] = l.bufs[1], l.bufs[0] // the engine may read c until it takes the next
	if l.tape.asked() == 0 || c.Mark == visavis.SpeechEnd && l.tape.asked() == 1 {
		l.dog.disarm()
	}
	l.watch()
}

// watch sees to it that what the engine owes comes in time. It holds mu.
func (l *listening) watch() {
	switch {
	case l.tape.owed() > 0 && l.turn == visavis.TurnOpen:
		l.dog.owe(l.open)
	case l.tape.owed() > 0:
		l.dog.owe(answerWait + l.grace)
	case l.tape.behind() || l.closed:
		l.dog.owe(takeWait)
	}
}

// lookAround ends the call of a stand-in that is not needed any more, when nobody speaks.
func (l *listening) lookAround() {
	if l.engine == 0 || time.Since(l.looked) < lookAround {
		return
	}
	l.mu.Lock()
	idle := len(l.tape.marks) == 0
	l.mu.Unlock()
	if !idle {
		return
	}
	l.looked = time.Now()
	if l.isBetter(l.engine) {
		l.cancel(errWell)
	}
}

// hear takes what the engine tells.
func (l *listening) hear(t visavis.Transcript) {
	if l.note(&t) {
		l.emit(t)
	}
}

// note puts a transcript on the microphone's clock and notes what it means. It reports whether the
// transcript is to be passed on.
func (l *listening) note(t *visavis.Transcript) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.dog.disarm() {
		return false // too late
	}
	defer l.watch()
	for i := range t.Words {
		t.Words[i].Start += l.offset
		t.Words[i].End += l.offset
	}
	if t.Flushed {
		return l.final(t)
	}
	return l.partial(t)
}

// partial notes a transcript of an utterance that goes on.
func (l *listening) partial(t *visavis.Transcript) bool {
	if t.Turn != visavis.TurnUnknown {
		l.turn = t.Turn
	}
	if 4*len(t.Text) < 3*len(l.before) {
		return false // the listener has been told more than that already
	}
	l.before, l.told = "", t.Text
	return true
}

// final notes the last transcript of an utterance.
func (l *listening) final(t *visavis.Transcript) bool {
	switch {
	case l.tape.asked() == 0 && t.Text == "":
		return false // nobody has asked
	case l.tape.asked() == 0:
		l.tape.final()
	case t.Text == "" && l.turn == visavis.TurnOpen && l.tape.goesOn():
		l.tape.join()
	default:
		l.tape.answered()
	}
	l.turn, l.grace, l.before, l.told = visavis.TurnUnknown, 0, "", ""
	l.useful = true
	l.route.Health.worked(l.name)
	return true
}

// wait lets d pass with nobody listening; the microphone is read on.
func (h *hearing) wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	for in := h.in; ; {
		select {
		case c, more := <-in:
			h.mu.Lock()
			h.record(c, more)
			h.mu.Unlock()
			if !more {
				in = nil
			}
		case <-t.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// record puts a chunk on the tape, or notes that there are no more. It holds mu.
func (h *hearing) record(c visavis.Chunk, more bool) {
	if more {
		h.tape.append(c)
	} else {
		h.closed = true
	}
}
