package failover

import (
	"cmp"
	"time"

	"github.com/visavis/visavis"
)

const (
	// preRoll is how much audio before a SpeechStart belongs to the speech.
	preRoll = 500 * time.Millisecond
	// leastTape and mostTape are the sizes of a tape in samples, powers of two: 1 s and 65.5 s of a
	// microphone. That is the longest utterance of a conversation, with room to spare.
	leastTape = 1 << 14
	mostTape  = 1 << 20
	// mostMarks bounds what a microphone that sends marks without audio can leave on a tape.
	mostMarks = 256
)

// tape holds what a microphone sent and no transcriber has finished with: the audio and marks since
// the first SpeechStart without a final transcript, half a second of audio before it included; in
// quiet, the last half second. Positions are samples from the first that the microphone ever sent.
//
// What does not fit is lost from the old end. A tape belongs to whoever holds its lock.
type tape struct {
	ring []int16 // its length is a power of two; sample n is at n modulo it
	rate visavis.SampleRate

	base   int64 // the oldest sample kept
	cursor int64 // the next to be fed
	end    int64 // the next to come
	done   int64 // what was before is part of a final transcript

	marks []mark
	fed   int // how many of marks were fed

	turnEnd bool // a TurnEnd is to be fed when all the rest was
}

// mark is a mark of a chunk and the place that it applies to.
type mark struct {
	visavis.Mark
	at   int64
	from int64 // the first sample that is needed to understand what follows
}

// append takes a chunk.
func (t *tape) append(c visavis.Chunk) {
	if t.rate == 0 {
		t.rate = cmp.Or(c.Rate, visavis.MicRate)
	}
	begin := t.end
	for pcm := c.PCM; len(pcm) > 0; {
		n := min(len(pcm), leastTape)
		t.write(pcm[:n])
		pcm = pcm[n:]
	}
	switch c.Mark {
	case visavis.SpeechStart:
		t.dropOpen()
		t.mark(mark{c.Mark, t.end, begin - t.rate.N(preRoll)})
	case visavis.SpeechEnd:
		t.mark(mark{c.Mark, t.end, t.end})
	case visavis.TurnEnd:
		t.turnEnd = true
	}
	t.trim()
}

// write appends samples, at most leastTape, and makes room for them.
func (t *tape) write(pcm []int16) {
	for need := int(t.end-t.base) + len(pcm); len(t.ring) < min(need, mostTape); {
		t.grow()
	}
	if lost := t.end + int64(len(pcm)-len(t.ring)) - t.base; lost > 0 {
		t.base += lost
		t.cursor = max(t.cursor, t.base)
	}
	at := int(t.end) & (len(t.ring) - 1)
	n := copy(t.ring[at:], pcm)
	copy(t.ring, pcm[n:])
	t.end += int64(len(pcm))
}

func (t *tape) grow() {
	ring := make([]int16, max(leastTape, 2*len(t.ring)))
	for n := t.base; n < t.end; n++ {
		ring[int(n)&(len(ring)-1)] = t.ring[int(n)&(len(t.ring)-1)]
	}
	t.ring = ring
}

func (t *tape) mark(m mark) {
	if len(t.marks) >= mostMarks {
		t.remove(0, 1)
	}
	t.marks = append(t.marks, m)
}

// dropOpen forgets the utterance that has begun and not ended, because another one begins.
func (t *tape) dropOpen() {
	if n := len(t.marks); n > 0 && t.marks[n-1].Mark == visavis.SpeechStart {
		t.remove(n-1, n)
	}
}

// remove takes marks[i:j] off the tape.
func (t *tape) remove(i, j int) {
	t.marks = append(t.marks[:i], t.marks[j:]...)
	if t.fed > i {
		t.fed = max(i, t.fed-(j-i))
	}
}

// trim forgets audio that nobody needs again.
func (t *tape) trim() {
	keep := t.end - t.rate.N(preRoll)
	if len(t.marks) > 0 {
		keep = min(keep, t.marks[0].from)
	}
	t.base = max(t.base, min(max(keep, t.done), t.cursor))
}

// next copies up to len(buf) samples that were not fed yet into buf and returns them as a chunk,
// with the mark that follows them. It reports false when there is nothing. From now on the mark
// counts as fed: its answer may come before the feeder knows that it was taken.
func (t *tape) next(buf []int16) (visavis.Chunk, bool) {
	n, c := min(t.end-t.cursor, int64(len(buf))), visavis.Chunk{Rate: t.rate}
	if t.fed < len(t.marks) && t.marks[t.fed].at <= t.cursor+n {
		m := t.marks[t.fed]
		n, c.Mark = max(m.at-t.cursor, 0), m.Mark
		t.fed++
	}
	at := int(t.cursor) & (len(t.ring) - 1)
	if n > 0 {
		k := copy(buf[:n], t.ring[at:])
		copy(buf[k:n], t.ring)
	}
	c.PCM = buf[:n]
	if n == 0 && c.Mark == visavis.NoMark && t.turnEnd {
		c.Mark, t.turnEnd = visavis.TurnEnd, false // never replayed: what it asks for is over by then
	}
	return c, n > 0 || c.Mark != visavis.NoMark
}

// taken moves on behind a chunk that next has returned.
func (t *tape) taken(c visavis.Chunk) {
	t.cursor = min(t.cursor+int64(len(c.PCM)), t.end)
	t.trim()
}

// rewind has everything that is kept fed again.
func (t *tape) rewind() { t.cursor, t.fed = t.base, 0 }

// full reports whether what was not fed yet leaves no room for more.
func (t *tape) full() bool {
	return t.end-t.cursor > mostTape-2*leastTape || len(t.marks)-t.fed >= mostMarks-1
}

// behind reports whether there is something to be fed.
func (t *tape) behind() bool { return t.cursor < t.end || t.fed < len(t.marks) || t.turnEnd }

// asked returns how many of the marks that were fed ask for a final transcript.
func (t *tape) asked() int { return ends(t.marks[:t.fed]) }

// owed returns how many marks ask for a final transcript.
func (t *tape) owed() int { return ends(t.marks) }

func ends(marks []mark) int {
	n := 0
	for _, m := range marks {
		if m.Mark == visavis.SpeechEnd {
			n++
		}
	}
	return n
}

// firstEnd returns which mark is answered next; at least one must ask.
func (t *tape) firstEnd() int {
	i := 0
	for t.marks[i].Mark != visavis.SpeechEnd {
		i++
	}
	return i
}

// answered says that a final transcript has answered the first SpeechEnd.
func (t *tape) answered() {
	i := t.firstEnd()
	t.done = max(t.done, t.marks[i].at)
	t.remove(0, i+1)
	t.trim()
}

// goesOn reports whether the user has been heard to speak again after the first SpeechEnd.
func (t *tape) goesOn() bool {
	i := t.firstEnd()
	return i > 0 && i+1 < t.fed
}

// join makes one utterance of the first two: the first SpeechEnd was answered, but what was said
// before it is part of what follows.
func (t *tape) join() {
	i := t.firstEnd()
	t.remove(i, i+2)
}

// final says that what was fed has become a final transcript although no SpeechEnd asked for it. The
// SpeechEnd that is still to come asks for what is said from here on.
func (t *tape) final() {
	open := t.fed > 0 && t.marks[t.fed-1].Mark == visavis.SpeechStart
	t.done = t.cursor
	if open {
		t.remove(0, t.fed-1)
		t.marks[0].at, t.marks[0].from = t.cursor, t.cursor
	} else {
		t.remove(0, t.fed)
	}
	t.trim()
}

// length returns how much is kept of what has been said.
func (t *tape) length() time.Duration {
	if len(t.marks) == 0 {
		return 0
	}
	return t.rate.D(t.marks[len(t.marks)-1].at - t.base)
}
