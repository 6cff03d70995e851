package listen

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/wire"
)

// The rhythm of results, in samples (4.3, 4.4).
var (
	// often is how much audio is between two results.
	often = visavis.MicRate.N(time.Second)
	// soon is how much is between them at least when there is something new to read.
	soon = visavis.MicRate.N(300 * time.Millisecond)
	// longQuiet is how long a window of quiet grows while interim results tell of it.
	longQuiet = visavis.MicRate.N(5 * time.Second)
	// behind is how far the last word of a partial transcript may be back before the recogniser is
	// taken to be behind: then a result reaches to that word only.
	behind = visavis.MicRate.N(2 * time.Second)
	// patience is what a recogniser of live speech may need for a word on a busy machine.
	patience = visavis.MicRate.N(2 * time.Second)
)

// machine makes the messages of one channel of a stream (4.3) of what is heard in it. Final results
// tile the timeline: each begins where the one before ended. It is pure; places are samples at
// visavis.MicRate.
type machine struct {
	channel  []int // this channel, number of channels
	interims bool  // interim results are wanted
	onsets   bool  // SpeechStarted is
	endpoint bool  // quiet ends an utterance
	gap      int64 // between words, for UtteranceEnd; 0: not wanted
	metadata wire.ResultMetadata
	writer   writer
	numerals *atomic.Bool // what a Configure has made of the writer's; nil: nothing
	say      func(wire.Message)

	live    atomic.Bool // audio comes no faster than it is spoken
	start   int64       // the open window begins here
	heard   int64
	safe    int64 // nothing more will be understood before it
	covered int64 // what results have told of
	partial visavis.Transcript
	fresh   bool  // partial has not been told
	pending bool  // speech is being understood
	spoken  bool  // words were told since the last speech_final
	lastEnd int64 // of the last word that was told
	gapDue  bool  // no UtteranceEnd was sent for it
	words   int   // spoken ones that were told of the open window
	ended   int   // of these, the first ones, for which an UtteranceEnd was sent
}

// newMachine returns a machine for channel n of so many.
func newMachine(q wire.ListenQuery, n, of int, metadata wire.ResultMetadata, say func(wire.Message)) machine {
	return machine{
		channel: []int{n, of}, metadata: metadata, say: say, writer: newWriter(q),
		interims: q.InterimResults, onsets: q.VADEvents, endpoint: !q.Endpointing.Off, gap: visavis.MicRate.N(q.UtteranceEnd),
	}
}

// handle takes what happened.
func (m *machine) handle(e hearing.Event) {
	switch e.Kind {
	case hearing.Advanced:
		m.advance(e)
	case hearing.Began:
		m.pending = true
		if m.onsets {
			m.say(wire.SpeechStarted{Channel: m.channel, Timestamp: seconds(e.At)})
		}
	case hearing.Partial:
		m.fresh = m.fresh || e.Transcript.Text != m.partial.Text
		m.partial = e.Transcript
		m.interim()
	case hearing.Ended:
		m.end(e)
	}
}

// advance looks at what more audio has changed.
func (m *machine) advance(e hearing.Event) {
	m.heard, m.safe, m.pending = e.Upto, e.Safe, e.Pending
	quiet := e.Safe - m.start
	switch {
	case quiet < often:
	case m.pending, !m.interims, quiet >= longQuiet:
		m.close(e.Safe, wire.ListenResults{})
	}
	m.interim()
	m.checkGap()
}

// interim tells of the open window, if it is time to.
func (m *machine) interim() {
	if !m.interims {
		return
	}
	reach := m.reach()
	if more := reach - m.covered; more >= often || m.fresh && more >= soon {
		written, transcript := m.write(within(m.partial, m.start, reach), false)
		m.result(reach, wire.ListenResults{Channel: alternative(m.partial, written, transcript)})
		m.covered, m.fresh = reach, false
	}
}

// write writes down a transcript of the open window.
func (m *machine) write(t visavis.Transcript, whole bool) ([]wire.ListenWord, string) {
	if m.numerals != nil {
		m.writer.spelling.numerals = m.numerals.Load()
	}
	m.words = m.writer.spoken(t)
	return m.writer.write(t, whole)
}

// reach is how far an interim result goes.
func (m *machine) reach() int64 {
	if words := m.partial.Words; m.pending && len(words) > 0 {
		if last := words[len(words)-1].End; m.heard-last > behind {
			return last
		}
	}
	return m.heard
}

// end tells what was understood.
func (m *machine) end(e hearing.Event) {
	m.partial, m.fresh = visavis.Transcript{}, false
	m.safe, m.pending = e.Safe, e.Pending
	defer m.checkGap()
	t := within(e.Transcript, m.start, e.Upto)
	if len(t.Words) == 0 && e.Upto <= m.start {
		return
	}
	written, transcript := m.write(t, e.Cause != hearing.Long)
	m.spoken = m.spoken || len(written) > 0
	r := wire.ListenResults{Channel: alternative(t, written, transcript), FromFinalize: e.Cause == hearing.Asked}
	if r.SpeechFinal = e.Cause == hearing.Quiet && m.endpoint && m.spoken; r.SpeechFinal {
		m.spoken = false
	}
	m.close(e.Upto, r)
}

// close tells the final result of the window up to a place, and opens the next one there.
func (m *machine) close(end int64, r wire.ListenResults) {
	r.IsFinal = true
	m.result(end, r)
	m.start, m.covered = end, max(m.covered, end)
	m.words, m.ended = 0, 0
}

func (m *machine) result(end int64, r wire.ListenResults) {
	if r.Channel.Alternatives == nil {
		r.Channel = alternative(visavis.Transcript{}, []wire.ListenWord{}, "")
	}
	if words := r.Channel.Alternatives[0].Words; len(words) > 0 {
		m.lastEnd = samples(words[len(words)-1].End)
		m.gapDue = m.gapDue || m.words > m.ended // a final may move the words that were told
	}
	r.ChannelIndex, r.Metadata = m.channel, m.metadata
	r.Start, r.Duration = seconds(m.start), between(m.start, end)
	m.say(r)
}

// checkGap looks at the time since the last word. In the midst of speech, or of a noise that is taken
// for it, there may be words that are not understood yet.
func (m *machine) checkGap() {
	if m.gap == 0 || !m.gapDue {
		return
	}
	quiet := m.heard - m.lastEnd
	switch {
	case quiet < m.gap:
		return
	case m.pending && m.safe-m.lastEnd >= m.gap: // it comes after the gap
	case m.pending && (!m.live.Load() || quiet < m.gap+patience):
		return
	}
	m.gapDue, m.ended = false, m.words
	m.say(wire.UtteranceEnd{Channel: m.channel, LastWordEnd: seconds(m.lastEnd)})
}

// within keeps the words of a transcript in a window: speech may have begun a little before it was
// noticed.
func within(t visavis.Transcript, start, end int64) visavis.Transcript {
	t.Words = slices.Clone(t.Words)
	for i := range t.Words {
		w := &t.Words[i]
		w.Start = min(max(w.Start, start), end)
		w.End = min(max(w.End, w.Start), end)
	}
	return t
}

func alternative(t visavis.Transcript, words []wire.ListenWord, transcript string) wire.ListenChannel {
	a := wire.ListenAlternative{Transcript: transcript, Words: words, Confidence: confidence(t)}
	return wire.ListenChannel{Alternatives: []wire.ListenAlternative{a}}
}
