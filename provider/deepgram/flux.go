package deepgram

import (
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// fluxTells is how much audio later a server that hears has told of some.
const fluxTells = time.Second

// flux hears /v2/listen: turns, whose begin and end the server finds (5.4). Our own turn detector's
// ends of speech are questions that the server answers in its own time:
//
//	no turn is open      nothing was said, as far as is known: empty, after a short wait
//	a turn is open       its EndOfTurn is the answer, however long it takes within limits
//	the turn was over    before we noticed: it was told then, and the answer is empty
type flux struct {
	*timeline
	emit    func(visavis.Transcript)
	send    func(wire.Message)
	timeout time.Duration // eot_timeout

	turn    fluxTurn
	next    int // turns below are over
	talking bool
	over    bool // the server ended a turn since speech began, and began no other
	owed    bool // an end of speech waits for its answer
	asked   int64
	limit   time.Time // when the wait for it is over
	heard   int64     // the server has told of what was before
	sign    time.Time // when it told something, or was looked at
	forced  bool      // ForceEndTurn was sent
	leaving bool      // the stream is being closed: nothing is told but what is owed
}

// fluxTurn is the turn that the server has open.
type fluxTurn struct {
	open  bool
	index int
	piece
	// cut is what was answered before the server ended the turn, which it did not; the rest is new.
	cut      string
	cutWords int
	dropped  bool // nobody wants its text
	ending   bool // since EagerEndOfTurn
}

func (f *flux) start(at int64) {
	if f.owed {
		// The user goes on before the turn was over: its text will come with the next answer.
		f.answer(visavis.Transcript{Flushed: true, Turn: visavis.TurnOpen})
	}
	if f.talking && f.turn.open {
		f.turn.dropped = true // a second start drops what was said since the first
		f.send(wire.ForceEndTurn{})
	}
	f.talking, f.over = true, false
}

func (f *flux) end(at int64, now time.Time) {
	said := f.talking
	f.talking = false
	if f.owed { // an end without a start, while another is owed
		f.answer(visavis.Transcript{Flushed: true, Turn: visavis.TurnOpen})
	}
	f.owed, f.asked, f.sign = true, at, now
	switch {
	case f.turn.open:
		f.limit = now.Add(f.timeout + turnMargin)
	case said && !f.over:
		f.limit = now.Add(wordsWait)
	default:
		f.answer(visavis.Transcript{Flushed: true})
	}
}

// endTurn: the caller has decided that the turn is over.
func (f *flux) endTurn(now time.Time) {
	if f.turn.open && !f.forced {
		f.forced, f.limit = true, now.Add(turnMargin)
		f.send(wire.ForceEndTurn{})
	}
}

func (f *flux) hear(m wire.Message, now time.Time) error {
	switch m := m.(type) {
	case wire.TurnInfo:
		f.info(m, now)
	case wire.FluxWarning:
		if f.forced && f.owed && m.Code == wire.NoActiveTurn {
			f.giveUp()
		}
	case wire.FluxError:
		return &visavis.VendorError{Engine: engine, Op: "listen", Status: fluxStatus(m.Code),
			Message: string(m.Code) + ": " + m.Description, RequestID: m.RequestID}
	}
	return nil
}

// fluxStatus is the close status that goes with an error: whether another try may help.
func fluxStatus(c wire.Code) int {
	if c == wire.UnparsableClientMessage {
		return 1008
	}
	return 1011
}

func (f *flux) info(m wire.TurnInfo, now time.Time) {
	f.heard, f.sign = max(f.heard, f.at(m.AudioWindowEnd)), now
	if m.TurnIndex < f.next || f.leaving && !f.owed {
		return // over, as far as we are concerned
	}
	if m.Transcript == "" && !f.turn.open {
		f.silence(m)
		return
	}
	changed := f.update(m)
	if f.owed && changed {
		f.limit = now.Add(f.timeout + turnMargin)
	}
	switch m.Event {
	case wire.TurnEnded:
		f.ended()
	case wire.TurnEagerEnd:
		f.turn.ending = true
		f.tell(visavis.TurnEnding, true)
	case wire.TurnResumed:
		f.turn.ending = false
		f.tell(visavis.TurnOpen, true)
	case wire.TurnStarted, wire.TurnUpdate:
		// One that comes between an eager end and its confirmation takes nothing back (5.4).
		f.tell(visavis.TurnOpen, changed && !f.turn.ending)
	}
}

// silence: the server has heard everything up to there and found no turn.
func (f *flux) silence(m wire.TurnInfo) {
	if f.owed && f.at(m.AudioWindowEnd) >= f.asked {
		f.answer(visavis.Transcript{Flushed: true})
	}
}

// update takes over a turn's text and reports whether it has changed.
func (f *flux) update(m wire.TurnInfo) bool {
	if !f.turn.open || f.turn.index != m.TurnIndex {
		f.turn = fluxTurn{open: true, index: m.TurnIndex}
		f.over, f.forced = false, false
	}
	before := f.turn.text
	f.turn.piece = f.piece(m)
	return f.turn.text != before
}

func (f *flux) piece(m wire.TurnInfo) piece {
	p := piece{span: span{f.at(m.AudioWindowStart), f.at(m.AudioWindowEnd)}, text: m.Transcript}
	words := m.Words
	if cut := f.turn.cut; cut != "" && strings.HasPrefix(p.text, cut) {
		p.text = strings.TrimSpace(p.text[len(cut):])
		words = words[min(f.turn.cutWords, len(words)):]
	}
	timed := true
	for _, w := range words {
		p.confidence += w.Confidence / float64(len(words))
		if timed = timed && w.Start != nil && w.End != nil; timed {
			p.addWord(visavis.Word{Text: w.Word, Start: f.at(*w.Start), End: f.at(*w.End), Confidence: w.Confidence})
		}
	}
	if !timed {
		p.words = nil // times are optional (5.3)
	}
	return p
}

// tell emits a partial transcript.
func (f *flux) tell(turn visavis.Turn, worth bool) {
	if worth && f.turn.text != "" && !f.turn.dropped {
		t := join([]piece{f.turn.piece})
		t.Turn = turn
		f.emit(t)
	}
}

// ended: the server says that the turn is over.
func (f *flux) ended() {
	t := visavis.Transcript{}
	if !f.turn.dropped {
		t = join([]piece{f.turn.piece})
	}
	f.next = f.turn.index + 1
	f.turn = fluxTurn{}
	f.over = true
	if t.Text == "" && !f.owed {
		return
	}
	t.Flushed, t.Turn = true, visavis.TurnOver
	f.answer(t)
}

// answer emits a transcript with Flushed; nothing is owed after it.
func (f *flux) answer(t visavis.Transcript) {
	f.owed, f.forced, f.limit = false, false, time.Time{}
	f.emit(t)
}

func (f *flux) opened(now time.Time) {
	if f.owed {
		f.limit, f.sign = now.Add(wordsWait), now
	}
}

func (f *flux) due() time.Time {
	if !f.owed {
		return time.Time{}
	}
	if look := f.sign.Add(tellWait); look.Before(f.limit) {
		return look
	}
	return f.limit
}

// isBehind reports whether the server has had the time to tell of all that was said and has not.
func (f *flux) isBehind() bool {
	return f.heard < f.asked-f.rate.N(hush) && f.fed >= f.asked+f.rate.N(fluxTells)
}

// expire: a turn hangs. First the server is told to end it; when it does not, we do. But of a server
// that is behind less would be had than was said.
func (f *flux) expire(now time.Time) error {
	if f.isBehind() {
		return errBehind()
	}
	f.sign = now
	switch {
	case now.Before(f.limit): // it was only looked at
	case f.turn.open && !f.forced:
		f.endTurn(now)
	default:
		f.giveUp()
	}
	return nil
}

// giveUp answers what is owed with what there is. The server may go on with the turn: what it adds
// belongs to the next answer.
func (f *flux) giveUp() {
	if !f.turn.open {
		f.answer(visavis.Transcript{Flushed: true})
		return
	}
	t := join([]piece{f.turn.piece})
	t.Flushed, t.Turn = true, visavis.TurnOver
	f.turn.cut = strings.TrimSpace(f.turn.cut + " " + f.turn.text)
	f.turn.cutWords += len(t.Words)
	f.turn.piece = piece{}
	f.over = true
	f.answer(t)
}

func (f *flux) owe() bool { return f.owed }

// closing: CloseStream would leave an open turn without its end (5.5).
func (f *flux) closing() {
	f.talking, f.leaving = false, true
	if f.owed && f.turn.open {
		f.forced = true
		f.send(wire.ForceEndTurn{})
	}
}

func (f *flux) finish() {
	if f.owed {
		f.giveUp()
	}
}
