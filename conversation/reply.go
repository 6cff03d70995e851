package conversation

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/heard"
)

type phase int

const (
	thinking phase = iota // nothing was played yet
	speaking              // audio is being sent
	draining              // all audio was sent, not all was heard
	cutting               // the user has the floor; the client's report of what was heard is due
)

// reply is one turn of the agent, from the prompt to the last sample heard.
type reply struct {
	turn    int
	phase   phase
	marks   marks
	stopped bool // its engines were told to stop

	thoughts   thoughts
	firsts     firsts
	splitter   clause.Splitter
	textLen    int            // of all rounds, calls included
	wanted     []visavis.Call // that the generator has asked for; made when it returns
	rounds     []*round
	calls      int // made, or refused
	filler     filler
	returned   bool // the generator has, after its last round
	allWritten bool
	lastText   time.Time // when the generator last wrote, or was asked

	clauses    []spokenClause
	shown      int       // clauses whose text was shown
	given      bool      // its text was: a greeting, or what a client has the agent say
	silent     bool      // there is no voice, or no longer
	readFrom   int       // clauses from here on are read, not heard; -1: none
	allSpoken  bool      // the voice has returned
	lastSpeech time.Time // when the voice last spoke, or was last idle
	slow       bool      // that the voice is was shown

	rate     visavis.SampleRate
	samples  int64     // sent
	playFrom time.Time // when the first sample was sent, pauses since then added
	heard    int64     // reported or estimated
	heardAt  time.Time // when heard last changed, or the audio was complete
	cutAt    time.Time
	audio    Audio // what Show carries, reused
}

// silence has the clauses that were not shown yet be read instead of heard.
func (r *reply) silence() { r.silent, r.readFrom = true, r.shown }

// awaitsText reports whether the voice has begun all that was written.
func (r *reply) awaitsText() bool {
	n := len(r.clauses)
	return !r.allWritten && (n == 0 || r.silent || r.clauses[n-1].takes.Begun())
}

// heardOut reports whether the listener has heard all that was sent, but for what rounding and a
// player's last block may hide.
func (r *reply) heardOut() bool {
	return r.rate.D(r.samples-r.heard) <= heard.Unheard
}

// playedOut is when all that was sent has come out of the loudspeaker, by the clock.
func (r *reply) playedOut() time.Time {
	if r.rate == 0 {
		return r.playFrom
	}
	return r.playFrom.Add(r.rate.D(r.samples))
}

// goOn says that more is sent now. If all before it has been heard, there was a pause that does not
// count as playing: a tool took long, or the voice is slow.
func (r *reply) goOn(now time.Time) {
	if dry := now.Sub(r.playedOut()); dry > 0 {
		r.playFrom = r.playFrom.Add(dry)
	}
}

// due returns when the reply's present phase has lasted too long; zero: it may last. Calls have
// deadlines of their own.
func (r *reply) due(reportsHeard bool) time.Time {
	switch {
	case r.phase == cutting:
		return r.cutAt.Add(heardWait)
	case r.phase == draining && reportsHeard:
		return r.heardAt.Add(r.rate.D(r.samples-r.heard) + playGrace)
	case r.phase == draining:
		return r.playedOut()
	case r.awaitsText() && r.calling():
		return time.Time{}
	case r.awaitsText():
		return r.lastText.Add(writeWait)
	}
	return r.lastSpeech.Add(speakWait)
}
