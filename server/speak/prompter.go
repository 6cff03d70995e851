package speak

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/wire"
)

// Why a text is not taken.
var (
	errTooLong = errors.New("the text has too many characters")
	errTooMuch = errors.New("too much text waits to be spoken")
	errFlushed = errors.New("too many flushes")
)

// line is what the voice is given next: a clause, or the end of a reply.
type line struct {
	clause string // empty: the reply ends here
	// flush is the number of the Flush that ended the reply, to be answered when it has been spoken;
	// noFlush: nobody asked.
	flush int
	last  bool // nothing will be said after this reply: the client has sent Close
}

// noFlush stands for no Flush at all.
const noFlush = -1

func (l line) ends() bool { return l.clause == "" }

// prompter turns a client's messages into the lines of a voice. It is pure: it is told the time. Its
// lines depend on the text alone, not on how the messages divide it, as long as no pause is between
// them.
type prompter struct {
	splitter clause.Splitter
	lines    []line
	waiting  int         // bytes of text in lines
	heard    time.Time   // when the last text came; zero: all text is in lines and their reply has ended
	flushes  []time.Time // when those of the last flushWindow came
	flushed  int         // flushes that were taken
	cleared  int         // clears
	closed   bool        // nothing is taken any more
	patient  bool        // a pause does not end the reply
}

// speak takes a client's piece of text.
func (p *prompter) speak(now time.Time, text string) error {
	if !p.closed && utf8.RuneCountInString(text) > wire.MaxSpeakText {
		return errTooLong
	}
	return p.write(now, text)
}

// write takes a piece of text of any length.
func (p *prompter) write(now time.Time, text string) error {
	switch {
	case text == "" || p.closed:
		return nil
	case p.waiting > maxWaiting:
		return errTooMuch
	}
	p.heard = now
	p.add(p.splitter.Add(text))
	return nil
}

// flush ends the reply with an answer, or refuses to.
func (p *prompter) flush(now time.Time) error {
	if p.closed {
		return nil
	}
	p.flushes = slices.DeleteFunc(p.flushes, func(at time.Time) bool { return now.Sub(at) >= flushWindow })
	if len(p.flushes) >= maxFlushes {
		return errFlushed
	}
	p.flushes = append(p.flushes, now)
	p.end(line{flush: p.flushed})
	p.flushed++
	return nil
}

// clear forgets all that was not yet spoken and returns the number of this clear.
func (p *prompter) clear() int {
	p.splitter = clause.Splitter{}
	clear(p.lines)
	p.lines, p.waiting, p.heard = p.lines[:0], 0, time.Time{}
	if p.closed {
		p.end(line{flush: noFlush, last: true})
	}
	p.cleared++
	return p.cleared - 1
}

// close ends the last reply.
func (p *prompter) close() {
	if !p.closed {
		p.closed = true
		p.end(line{flush: noFlush, last: true})
	}
}

// deadline returns when tick is to be called; zero: not at all.
func (p *prompter) deadline() time.Time {
	switch {
	case p.heard.IsZero():
		return time.Time{}
	case p.splitter.AtEnd():
		return p.heard.Add(sentencePause)
	}
	return p.heard.Add(phrasePause)
}

// tick has what there is spoken when the text has come to a pause, which as a rule ends the reply.
func (p *prompter) tick(now time.Time) {
	switch d := p.deadline(); {
	case d.IsZero() || now.Before(d):
	case p.patient:
		p.add(p.splitter.Close())
		p.heard = time.Time{}
	default:
		p.end(line{flush: noFlush})
	}
}

// end completes the reply. Its last line is the one given.
func (p *prompter) end(l line) {
	p.add(p.splitter.Close())
	p.lines = append(p.lines, l)
	p.heard = time.Time{}
}

func (p *prompter) add(clauses []clause.Clause) {
	for _, c := range clauses {
		p.lines = append(p.lines, line{clause: c.Text, flush: noFlush})
		p.waiting += len(c.Text)
	}
}

// next returns the line that the voice is to be given; take removes it.
func (p *prompter) next() (line, bool) {
	if len(p.lines) == 0 {
		return line{}, false
	}
	return p.lines[0], true
}

func (p *prompter) take() {
	p.waiting -= len(p.lines[0].clause)
	p.lines[0] = line{}
	p.lines = p.lines[1:]
}
