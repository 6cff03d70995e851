package conversation

import (
	"time"

	"github.com/visavis/visavis/clause"
)

// A reply that waits for calls is not silent for long: the agent says that it is at it.

// filler is what a reply has said to pass the time.
type filler struct {
	since time.Time // when the wait began; zero: there is none
	said  int
}

const (
	// fillerPause is the quiet before the first.
	fillerPause = 1200 * time.Millisecond
	// fillerAgain is how long the wait must last for the second, and last.
	fillerAgain = 8 * time.Second
)

// text returns the next to say and how long the wait must have lasted; none: empty.
func (f *filler) text() (string, time.Duration) {
	switch f.said {
	case 0:
		return "One moment.", fillerPause
	case 1:
		return "This takes a little longer.", fillerAgain
	}
	return "", 0
}

// await begins a wait, or goes on with one: rounds without a word between them are one wait.
func (f *filler) await(now time.Time) {
	if f.since.IsZero() {
		f.since = now
	}
}

// fillerDue returns when the next filler is to be said; zero: not, as things are. Nothing is said
// over the user, over the reply's own words, or closely after them.
func (m *Machine) fillerDue() time.Time {
	r := m.reply
	if r == nil || !r.calling() || r.silent || !r.awaitsText() || r.phase > speaking || m.hearing.busy() || m.overlap.active {
		return time.Time{}
	}
	text, wait := r.filler.text()
	if text == "" {
		return time.Time{}
	}
	due := r.filler.since.Add(wait)
	if quiet := r.playedOut().Add(fillerPause); r.phase == speaking && quiet.After(due) {
		return quiet
	}
	return due
}

// fillWait says the filler that is due.
func (m *Machine) fillWait() {
	due := m.fillerDue()
	if due.IsZero() || m.now.Before(due) {
		return
	}
	r := m.reply
	text, _ := r.filler.text()
	r.filler.said++
	r.noteTools(m.now)
	m.say(r, clause.Clause{Text: text}, m.now, m.now)
}
