package deepgram

import (
	"math"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

const (
	// onset is how long before SpeechStart speech may have begun: the half second that Mark allows,
	// and what the server's times may be off.
	onset = 700 * time.Millisecond
	// hush is the quiet that surely precedes a SpeechEnd: audio that the server has not closed yet
	// but that lies in it holds no words.
	hush = 400 * time.Millisecond
	// novaTells is how much audio later a server that hears has told of some: it does so once a second.
	novaTells = 1500 * time.Millisecond
	// slack forgives the rounding of times in results.
	slack = 20 * time.Millisecond
)

// nova hears /v1/listen: windows of audio whose text changes until they are final (4.4). What
// belongs to an utterance is decided by the time of each word.
type nova struct {
	*timeline
	emit func(visavis.Transcript)
	send func(wire.Message)

	finals  []piece // closed windows that an utterance may still need
	interim piece   // the open window
	closed  int64   // end of the last closed window
	heard   int64   // end of the last window, open or closed

	open    span // the utterance that is being spoken
	talking bool
	told    string   // its last partial
	ended   []answer // owed, oldest first
	since   int64    // what is before has been answered
}

// answer is an end of speech that waits for its words.
type answer struct {
	span
	due  time.Time
	done bool // the server said that there is no more
}

// endless is the end of an utterance that is still being spoken.
const endless = math.MaxInt64

func (n *nova) start(at int64) {
	n.open = span{max(n.since, n.lastEnd(), at-n.rate.N(onset)), endless}
	n.talking, n.told = true, ""
}

// lastEnd is where the utterance before the present one ended.
func (n *nova) lastEnd() int64 {
	if len(n.ended) == 0 {
		return 0
	}
	return n.ended[len(n.ended)-1].to
}

func (n *nova) end(at int64, now time.Time) {
	a := answer{span: span{n.open.from, at}}
	if !n.talking {
		a.from = at // an end without a start: no words
	}
	n.talking = false
	n.ended = append(n.ended, a)
	last := &n.ended[len(n.ended)-1]
	if last.from < last.to && !n.complete(a) {
		n.send(wire.Finalize{})
		last.due = now.Add(finalizeWait)
		n.hurry(now)
	}
	n.settle()
}

// endTurn: turns are none of nova's business, and the end of speech before it has asked for all.
func (n *nova) endTurn(time.Time) {}

func (n *nova) hear(m wire.Message, now time.Time) error {
	switch m := m.(type) {
	case wire.ListenResults:
		n.result(m)
		n.hurry(now)
		n.settle()
		n.tell()
	case wire.UtteranceEnd:
		n.utteranceEnd(m)
	case wire.ListenError:
		return &visavis.VendorError{Engine: engine, Op: "listen", Message: m.Description + " " + m.Message}
	}
	return nil
}

// result takes over a window.
func (n *nova) result(r wire.ListenResults) {
	if len(r.ChannelIndex) > 0 && r.ChannelIndex[0] != 0 {
		return
	}
	p := n.piece(r)
	if again := p.from < n.closed-n.rate.N(slack); !again {
		n.heard = max(n.heard, p.to)
		if r.IsFinal {
			n.close(p)
		} else {
			n.interim = p
		}
	}
	if r.FromFinalize && len(n.ended) > 0 && n.ended[0].from < p.to {
		n.ended[0].done = true
	}
}

func (n *nova) close(p piece) {
	n.closed = max(n.closed, p.to)
	n.interim = piece{}
	if p.text != "" {
		n.finals = append(n.finals, p)
	}
	n.prune()
}

// prune forgets windows that no utterance can need: those that were answered, and in quiet those
// that are too old for the utterance that may begin.
func (n *nova) prune() {
	before := n.since
	if !n.talking && len(n.ended) == 0 {
		before = max(before, n.fed-2*n.rate.N(onset))
	}
	kept := n.finals[:0]
	for _, p := range n.finals {
		if p.to > before {
			kept = append(kept, p)
		}
	}
	n.finals = kept
}

func (n *nova) piece(r wire.ListenResults) piece {
	p := piece{span: span{n.at(r.Start), n.at(r.Start + r.Duration)}}
	if len(r.Channel.Alternatives) == 0 {
		return p
	}
	best := r.Channel.Alternatives[0]
	p.text, p.confidence = best.Transcript, best.Confidence
	if p.text == "" {
		return p
	}
	for _, w := range best.Words {
		p.addWord(visavis.Word{Text: w.Text(), Start: n.at(w.Start), End: n.at(w.End), Confidence: w.Confidence})
	}
	return p
}

// utteranceEnd: there was a gap between words, so that nothing more comes for an utterance whose
// windows are closed (4.4).
func (n *nova) utteranceEnd(m wire.UtteranceEnd) {
	if len(n.ended) == 0 || n.openWords(n.ended[0].span) {
		return
	}
	if at := n.at(m.LastWordEnd); m.LastWordEnd >= 0 && n.ended[0].has(at) {
		n.ended[0].done = true
		n.settle()
	}
}

// complete reports whether all words of an utterance that has ended are final.
func (n *nova) complete(a answer) bool {
	return a.done || a.from >= a.to || n.closed >= a.to-n.rate.N(hush) && !n.openWords(a.span)
}

// openWords reports whether the open window has words of an utterance.
func (n *nova) openWords(s span) bool { return n.interim.within(s).text != "" }

// hurry shortens the wait for an answer when the server has heard all of the utterance and found
// no words that it had not closed: then there may be none.
func (n *nova) hurry(now time.Time) {
	if len(n.ended) == 0 {
		return
	}
	a := &n.ended[0]
	if n.heard < a.to-n.rate.N(hush) {
		return
	}
	wait := hushWait
	if n.openWords(a.span) {
		wait = finalizeWait
	}
	if soon := now.Add(wait); soon.Before(a.due) {
		a.due = soon
	}
}

// isBehind reports whether the server has had the time to tell of all of an utterance and has not.
func (n *nova) isBehind(a answer) bool {
	return n.heard < a.to-n.rate.N(hush) && n.fed >= a.to+n.rate.N(novaTells)
}

// settle answers the utterances that are complete, in order.
func (n *nova) settle() {
	for len(n.ended) > 0 && n.complete(n.ended[0]) {
		n.answer()
	}
}

// answer answers the oldest utterance with what there is.
func (n *nova) answer() {
	a := n.ended[0]
	n.ended = n.ended[1:]
	t := n.transcript(a.span)
	t.Flushed = true
	// Audio behind what was answered may hold words after all, for the next utterance.
	known := n.closed
	if n.openWords(a.span) {
		known = max(known, n.interim.to)
	}
	n.since = max(n.since, min(a.to, known))
	n.prune()
	n.emit(t)
}

// tell emits a partial transcript when it differs from the one before.
func (n *nova) tell() {
	if !n.talking || len(n.ended) > 0 {
		return
	}
	t := n.transcript(n.open)
	if t.Text == "" || t.Text == n.told {
		return
	}
	n.told = t.Text
	n.emit(t)
}

// transcript joins what was closed and what is open.
func (n *nova) transcript(s span) visavis.Transcript {
	parts := make([]piece, 0, len(n.finals)+1)
	for _, p := range n.finals {
		parts = append(parts, p.within(s))
	}
	return join(append(parts, n.interim.within(s)))
}

func (n *nova) opened(now time.Time) {
	for i := range n.ended {
		n.ended[i].due = now.Add(finalizeWait)
	}
}

func (n *nova) due() time.Time {
	if len(n.ended) == 0 {
		return time.Time{}
	}
	return n.ended[0].due
}

// expire answers with what there is. Of a server that is behind that would be less than was said.
func (n *nova) expire(time.Time) error {
	if n.isBehind(n.ended[0]) {
		return errBehind()
	}
	n.answer()
	n.settle()
	return nil
}

func (n *nova) owe() bool { return len(n.ended) > 0 }

// closing: CloseStream itself has everything decoded.
func (n *nova) closing() {}

func (n *nova) finish() {
	for n.owe() {
		n.answer()
	}
}
