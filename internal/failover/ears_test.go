package failover_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

const (
	block    = 320  // samples of a chunk
	wordLen  = 3200 // samples of a spoken word
	wordRest = 640  // samples of quiet between two words
)

// recogniser understands the audio of these tests: a word is samples that are all its number. What
// it understands depends on what it hears and nothing else.
type recogniser struct {
	delay time.Duration // between SpeechEnd and its answer
	first time.Duration // what is added to that for a call's first answer
	// fault is asked before each chunk is taken in; what it returns, if not nil, ends the call.
	fault func(ctx context.Context, r *ear, c visavis.Chunk) error
	calls int
	at    []time.Time // of the calls
}

// ear is one call of a recogniser.
type ear struct {
	emit    func(visavis.Transcript)
	heard   int // samples
	last    int16
	runs    []run
	word    int16 // number of the last word of the last transcript
	from    int   // where the utterance begins
	done    int   // where the last one ended
	in      bool
	told    int
	answers int
}

func (r *recogniser) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	r.calls++
	r.at = append(r.at, time.Now())
	e := &ear{emit: emit}
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if r.fault != nil {
				if err := r.fault(ctx, e, c); err != nil {
					return err
				}
			}
			delay := r.delay
			if e.answers == 0 {
				delay += r.first
			}
			if err := e.hear(ctx, c, delay); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *ear) hear(ctx context.Context, c visavis.Chunk, delay time.Duration) error {
	before := e.heard
	e.add(c.PCM)
	switch c.Mark {
	case visavis.SpeechStart:
		e.in, e.told, e.from = true, 0, max(before-8000, e.done, 0)
	case visavis.SpeechEnd:
		if err := sleep(ctx, delay); err != nil {
			return err
		}
		t := visavis.Transcript{Flushed: true}
		if e.in {
			t = e.transcript()
			t.Flushed = true
		}
		e.in, e.done = false, e.heard
		e.answers++
		e.emit(t)
	case visavis.NoMark:
		if e.heard/block%8 != 0 || !e.in {
			return nil
		}
		if t := e.transcript(); len(t.Words) > e.told {
			e.told = len(t.Words)
			e.emit(t)
		}
	}
	return nil
}

// run is samples that are all the same: a word, or part of one.
type run struct {
	v        int16
	from, to int
}

// add hears samples.
func (e *ear) add(pcm []int16) {
	for _, v := range pcm {
		if n := len(e.runs); v != 0 && n > 0 && e.runs[n-1].v == v && e.runs[n-1].to == e.heard {
			e.runs[n-1].to++
		} else if v != 0 {
			e.runs = append(e.runs, run{v, e.heard, e.heard + 1})
		}
		e.heard++
		e.last = v
	}
}

// transcript reads the words of the utterance.
func (e *ear) transcript() visavis.Transcript {
	var t visavis.Transcript
	var texts []string
	first := len(e.runs)
	for first > 0 && e.runs[first-1].to > e.from {
		first--
	}
	for _, r := range e.runs[first:] {
		start := max(r.from, e.from)
		if r.to-start < wordLen/2 {
			continue // too little of it
		}
		t.Words = append(t.Words, visavis.Word{Text: fmt.Sprint("w", r.v), Start: int64(start), End: int64(r.to)})
		texts = append(texts, t.Words[len(t.Words)-1].Text)
	}
	t.Text = strings.Join(texts, " ")
	e.word = 0
	if len(e.runs) > first {
		e.word = e.runs[len(e.runs)-1].v
	}
	return t
}

// user speaks into a chain's microphone in real time and collects what was understood.
type user struct {
	t        *testing.T
	in       chan visavis.Chunk
	done     chan error
	began    time.Time
	sent     int64
	next     int16 // number of the next word
	said     []string
	words    map[string]int64 // where each begins
	finals   []visavis.Transcript
	finalAt  []time.Time
	partials []visavis.Transcript
	reports  reports
	waited   time.Duration // the longest that a chunk had to wait
	fast     bool          // faster than real time
}

func newUser(t *testing.T, health *failover.Health, es ...visavis.Transcriber) *user {
	u := &user{t: t, in: make(chan visavis.Chunk), done: make(chan error, 1), next: 1, words: make(map[string]int64), began: time.Now()}
	c := failover.Chain[visavis.Transcriber]{Engines: engines(es...), Health: health, Report: u.reports.add}
	go func() { u.done <- failover.Transcriber(c).Transcribe(t.Context(), u.in, u.take) }()
	return u
}

func (u *user) take(t visavis.Transcript) {
	if t.Flushed {
		u.finals = append(u.finals, t)
		u.finalAt = append(u.finalAt, time.Now())
		return
	}
	u.partials = append(u.partials, t)
}

func (u *user) send(pcm []int16, mark visavis.Mark) {
	began := time.Now()
	buf := append([]int16(nil), pcm...)
	u.in <- visavis.Chunk{Rate: visavis.MicRate, PCM: buf, Mark: mark}
	u.waited = max(u.waited, time.Since(began))
	if !u.fast {
		time.Sleep(visavis.MicRate.D(int64(len(pcm))))
	}
	u.sent += int64(len(pcm))
}

// audio sends samples of one value; the mark comes with the chunk at a place.
func (u *user) audio(v int16, samples int, mark visavis.Mark, at int) {
	for n := 0; n < samples; n += block {
		pcm := make([]int16, block)
		for i := range pcm {
			pcm[i] = v
		}
		m := visavis.NoMark
		if n == at {
			m = mark
		}
		u.send(pcm, m)
	}
}

func (u *user) quiet(d time.Duration) { u.audio(0, int(visavis.MicRate.N(d)), visavis.NoMark, -1) }

// speaks says n words; the first is noticed 40 ms after it has begun.
func (u *user) speaks(n int) {
	var text []string
	for i := range n {
		word := fmt.Sprint("w", u.next)
		text = append(text, word)
		u.words[word] = u.sent
		mark := visavis.NoMark
		if i == 0 {
			mark = visavis.SpeechStart
		}
		u.audio(u.next, wordLen, mark, 2*block)
		u.audio(0, wordRest, visavis.NoMark, -1)
		u.next++
	}
	u.said = append(u.said, strings.Join(text, " "))
}

// stops is quiet until the end of the speech is noticed.
func (u *user) stops() { u.audio(0, 20*block, visavis.SpeechEnd, 19*block) }

// utters says n words and stops.
func (u *user) utters(n int) { u.speaks(n); u.stops() }

// leaves closes the microphone and checks that all that was said was understood, once, and where.
func (u *user) leaves() {
	u.t.Helper()
	close(u.in)
	if err := <-u.done; err != nil {
		u.t.Errorf("Transcribe: %v", err)
	}
	u.check()
}

func (u *user) check() {
	u.t.Helper()
	var got []string
	for _, f := range u.finals {
		got = append(got, f.Text)
		for _, w := range f.Words {
			if at := u.words[w.Text]; w.Start != at || w.End != at+wordLen {
				u.t.Errorf("%s is at %d-%d, want %d-%d", w.Text, w.Start, w.End, at, at+wordLen)
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(u.said) {
		u.t.Errorf("understood %q, want %q", got, u.said)
	}
}

// wants checks what was reported.
func (u *user) wants(reports ...string) {
	u.t.Helper()
	if fmt.Sprint(u.reports) != fmt.Sprint(reports) {
		u.t.Errorf("reports %q, want %q", u.reports, reports)
	}
}

// bubble runs a test in fake time and checks that nothing is left running.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}
