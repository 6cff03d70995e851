package conversation

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
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

	splitter   clause.Splitter
	textLen    int
	allWritten bool
	lastText   time.Time // when the generator last wrote

	clauses    []spokenClause
	shown      int       // clauses whose text was shown
	silent     bool      // there is no voice, or no longer
	readFrom   int       // clauses from here on are read, not heard; -1: none
	lastSpeech time.Time // when the voice last spoke, or was last idle

	rate     visavis.SampleRate
	samples  int64     // sent
	playFrom time.Time // when the first sample was sent
	heard    int64     // reported or estimated
	heardAt  time.Time // when heard last changed, or the audio was complete
	cutAt    time.Time
	audio    Audio // what Show carries, reused
}

// spokenClause is a clause and where it is in the reply's audio.
type spokenClause struct {
	clause.Clause
	begun      bool
	start, end int64
	words      []visavis.SpokenWord // nil while unknown
	cued       int                  // cues shown
}

// place accounts for a piece of speech.
func (r *reply) place(sp *visavis.Speech) {
	c := &r.clauses[sp.Clause]
	if !c.begun {
		c.begun, c.start = true, r.samples
	}
	r.samples += int64(len(sp.PCM))
	c.end = r.samples
}

// sampleOf returns where the byte at of the clause's text is heard. Times come with the first piece
// of a clause; a voice that has none is taken to act a cue where the clause begins, which is now.
func (c *spokenClause) sampleOf(at int, now int64) int64 {
	for _, w := range c.words {
		if w.To > at {
			return w.Start
		}
	}
	if n := len(c.words); n > 0 {
		return c.words[n-1].End
	}
	return now
}

// silence has the clauses that were not shown yet be read instead of heard.
func (r *reply) silence() { r.silent, r.readFrom = true, r.shown }

// awaitsText reports whether the voice has begun all that was written.
func (r *reply) awaitsText() bool {
	n := len(r.clauses)
	return !r.allWritten && (n == 0 || r.silent || r.clauses[n-1].begun)
}

// heardOut reports whether the listener has heard all that was sent, but for what rounding and a
// player's last block may hide.
func (r *reply) heardOut() bool {
	return r.rate.D(r.samples-r.heard) <= unheardTail
}

// due returns when the reply's present phase has lasted too long.
func (r *reply) due(reportsHeard bool) time.Time {
	switch {
	case r.phase == cutting:
		return r.cutAt.Add(heardWait)
	case r.phase == draining && reportsHeard:
		return r.heardAt.Add(r.rate.D(r.samples-r.heard) + playGrace)
	case r.phase == draining:
		return r.playFrom.Add(r.rate.D(r.samples))
	case r.awaitsText():
		return r.lastText.Add(writeWait)
	}
	return r.lastSpeech.Add(speakWait)
}
