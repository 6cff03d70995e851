package failover

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// chunk is 20 ms of a microphone whose sample n is n.
func chunk(t *tape, mark visavis.Mark) visavis.Chunk {
	c := visavis.Chunk{Rate: visavis.MicRate, PCM: make([]int16, 320), Mark: mark}
	for i := range c.PCM {
		c.PCM[i] = int16(t.end + int64(i))
	}
	return c
}

// hold appends chunks and feeds them.
func hold(t *tape, d time.Duration, mark visavis.Mark) {
	buf := make([]int16, 320)
	for n := int64(0); n < visavis.MicRate.N(d); n += 320 {
		t.append(chunk(t, mark))
		mark = visavis.NoMark
		for c, ok := t.next(buf); ok; c, ok = t.next(buf) {
			t.taken(c)
		}
	}
}

func TestTapeKeepsWhatIsNeeded(t *testing.T) {
	var tp tape
	kept := func(why string, want time.Duration) {
		t.Helper()
		if got := visavis.MicRate.D(tp.end - tp.base); got != want {
			t.Errorf("%s: %v are kept, want %v", why, got, want)
		}
	}
	hold(&tp, 10*time.Second, visavis.NoMark)
	kept("in quiet, what may be needed before speech", 500*time.Millisecond)
	hold(&tp, 10*time.Second, visavis.SpeechStart)
	kept("in speech, all of it", 10500*time.Millisecond)
	hold(&tp, 2*time.Second, visavis.SpeechStart)
	kept("a new start drops what was before", 2500*time.Millisecond)
	hold(&tp, 3*time.Second, visavis.SpeechEnd)
	kept("until it is answered", 5500*time.Millisecond)
	tp.answered()
	kept("and no longer", 500*time.Millisecond)
	hold(&tp, 100*time.Second, visavis.SpeechStart)
	kept("at most what there is room for", visavis.MicRate.D(mostTape))
}

func TestTapePassesOnTheCallersEnd(t *testing.T) {
	var tp tape
	tp.append(chunk(&tp, visavis.SpeechEnd))
	tp.append(visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.TurnEnd})
	var got []visavis.Mark
	buf := make([]int16, 320)
	for tp.behind() {
		c, _ := tp.next(buf)
		tp.taken(c)
		got = append(got, c.Mark)
	}
	if want := []visavis.Mark{visavis.SpeechEnd, visavis.TurnEnd}; !slices.Equal(got, want) {
		t.Errorf("marks are %v, want %v: the turn ends after the speech", got, want)
	}
}

// What is read from a tape is what was written, in order, whatever the engine takes when, and what
// was not taken is not forgotten.
func TestTapeReadsWhatWasWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var tp tape
	buf := make([]int16, 320)
	at, marks, fed, stuck := int64(0), 0, 0, false
	for range 20000 {
		if rng.IntN(2) == 0 && !tp.full() {
			mark := visavis.NoMark
			if rng.IntN(50) == 0 {
				mark = visavis.SpeechEnd
				marks++
			}
			c := chunk(&tp, mark)
			c.PCM = c.PCM[:rng.IntN(321)]
			tp.append(c)
		}
		if rng.IntN(200) == 0 {
			stuck = !stuck // for a while, the engine takes nothing
		}
		if stuck {
			continue
		}
		c, ok := tp.next(buf)
		if !ok {
			continue
		}
		for i, v := range c.PCM {
			if v != int16(at+int64(i)) {
				t.Fatalf("sample %d is %d", at+int64(i), v)
			}
		}
		at += int64(len(c.PCM))
		if c.Mark != visavis.NoMark {
			fed++
			tp.answered()
		}
		tp.taken(c)
		if tp.base > tp.cursor || tp.cursor != at {
			t.Fatalf("base %d, cursor %d, read %d", tp.base, tp.cursor, at)
		}
	}
	for c, ok := tp.next(buf); ok; c, ok = tp.next(buf) {
		if c.Mark != visavis.NoMark {
			fed++
		}
		tp.taken(c)
	}
	if fed != marks {
		t.Errorf("%d marks of %d came out", fed, marks)
	}
}
