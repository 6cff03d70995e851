package conversation

import (
	"errors"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/lipsync"
)

// How a reply is made: from the generator's text over clauses to speech.

const (
	// apology is said when a generator failed before it wrote anything.
	apology = "[sad] Sorry, I lost my train of thought. Could you say that again?"
	// lostThread is said after what there is when it failed later.
	lostThread = "[sad] Sorry, I lost my thread."
)

func (m *Machine) wrote(ev Wrote) {
	r := m.live(ev.Turn)
	if r == nil || r.returned {
		return
	}
	r.lastText = m.now
	if !r.given {
		r.firsts.note(ev)
	}
	if ev.Delta.Thought != "" {
		m.think(r, ev)
	}
	m.write(r, ev)
}

// write takes a piece of the reply itself.
func (m *Machine) write(r *reply, ev Wrote) {
	if r.returned || ev.Delta.Text == "" && ev.Delta.Call == nil {
		return
	}
	m.endThoughts(r)
	r.textLen += len(ev.Delta.Text)
	for _, c := range r.splitter.Add(ev.Delta.Text) {
		r.filler = filler{}
		m.say(r, c, ev.Asked, ev.At)
	}
	if c := ev.Delta.Call; c != nil {
		r.textLen += sizeOf(*c)
		r.wanted = append(r.wanted, *c)
	}
	if r.textLen > maxReply {
		m.written(Written{Turn: ev.Turn, Err: errTooLong, Asked: ev.Asked, At: ev.At})
	}
}

// written: the generator has returned. If it failed, the listener is told; but a reply that is only
// being prepared is dropped then: there may be another try when the user has finished.
func (m *Machine) written(ev Written) {
	r := m.live(ev.Turn)
	if r == nil || r.returned {
		return
	}
	if ev.Err == nil && len(r.wanted) > 0 && len(r.rounds) == maxRounds {
		ev.Err = errTooManyRounds
	}
	if ev.Err != nil && m.isAhead(r) {
		m.dropAhead()
		return
	}
	m.endThoughts(r)
	rest := r.splitter.Close()
	if ev.Err != nil {
		m.show(Trouble{Stage: "think", Err: ev.Err})
		rest = append(rest, excuse(len(r.clauses)+len(rest) > 0, ev.Err)...)
		r.wanted = nil
	}
	if len(rest) == 0 {
		r.noteThinking(ev.Asked, ev.At)
	}
	for _, c := range rest {
		m.say(r, c, ev.Asked, ev.At)
	}
	r.returned = true
	if !m.isAhead(r) {
		m.roundWritten(r)
	}
}

// excuse is what the agent says when its generator failed, after something or nothing.
func excuse(after bool, err error) []clause.Clause {
	text := apology
	switch {
	case errors.Is(err, errTooLong):
		return nil
	case after:
		text = lostThread
	}
	var s clause.Splitter
	return append(s.Add(text), s.Close()...)
}

// roundWritten goes on after the generator: with the calls that it wants, or to the end.
func (m *Machine) roundWritten(r *reply) {
	if len(r.wanted) > 0 {
		m.beginRound(r)
		return
	}
	r.allWritten = true
	if r.silent {
		m.finishSpeech(r)
		return
	}
	m.do(SaidAll{r.turn})
}

// say hands a clause to the voice, or to the reader where there is none.
func (m *Machine) say(r *reply, c clause.Clause, asked, at time.Time) {
	r.noteThinking(asked, at)
	if r.awaitsText() {
		r.lastSpeech = m.now // the voice was idle until now
	}
	r.clauses = append(r.clauses, spokenClause{Clause: c})
	if !r.silent {
		m.do(Say{r.turn, c.Text})
		return
	}
	if !m.isAhead(r) {
		m.showClauses(r, len(r.clauses))
	}
}

// showClauses shows the text of all clauses before the nth that were not shown yet.
func (m *Machine) showClauses(r *reply, n int) {
	for ; r.shown < min(n, len(r.clauses)); r.shown++ {
		m.show(AgentSays{r.turn, r.shown, r.clauses[r.shown].Text})
	}
}

func (m *Machine) spoke(ev *Spoke) {
	r := m.live(ev.Turn)
	if r == nil || r.silent || ev.Speech.Clause >= len(r.clauses) {
		return
	}
	sp := &ev.Speech
	if r.phase == thinking {
		r.phase, r.rate, r.playFrom = speaking, sp.Rate, m.now
		stages := r.marks.stages(ev, m.now)
		stages.First = r.firsts.measured(r.marks)
		m.show(Latency{r.turn, stages})
	}
	r.goOn(m.now)
	m.showClauses(r, sp.Clause+1)
	first := !r.clauses[sp.Clause].takes.Begun() || sp.Again
	if r.clauses[sp.Clause].takes.Begin(sp, r.samples) {
		m.show(Again{r.turn, sp.Clause, sp.Rate, r.samples})
	}
	m.showTimes(r, sp, first)
	r.audio = Audio{Turn: r.turn, Start: r.samples, Rate: sp.Rate, PCM: sp.PCM}
	r.extend(sp)
	m.show(&r.audio)
	r.lastSpeech = m.now
}

// slowVoiceDue is when it is to be told that the voice does not begin; zero: not, as things are.
func (m *Machine) slowVoiceDue() time.Time {
	r := m.reply
	if r == nil || r.phase != thinking || len(r.clauses) == 0 || r.silent || r.slow || m.Holding() {
		return time.Time{}
	}
	return r.lastSpeech.Add(slowVoice)
}

func (m *Machine) noteSlowVoice() {
	if due := m.slowVoiceDue(); !due.IsZero() && !m.now.Before(due) {
		m.reply.slow = true
		m.show(VoiceSlow{m.reply.turn})
	}
}

// showTimes shows what belongs to a piece of speech besides its audio. Where the voice does not tell
// when its words are heard, they are guessed with the first piece: captions and cues need not be
// exact, and history does not rely on it.
func (m *Machine) showTimes(r *reply, sp *visavis.Speech, first bool) {
	c := &r.clauses[sp.Clause]
	if len(sp.Phones) > 0 {
		m.show(Lips{r.turn, sp.Rate, lipsync.Shapes(sp.Phones)})
	}
	words := sp.Words
	if first && c.takes.Last().Untimed {
		words = guessWords(c.Text, r.samples, sp.Rate)
	}
	if len(words) > 0 {
		m.show(Words{r.turn, sp.Clause, sp.Rate, words})
	}
	for ; c.cued < len(c.Cues); c.cued++ {
		cue := c.Cues[c.cued]
		m.show(Cue{r.turn, sp.Rate, c.sampleOf(cue.At, sp.Rate), cue.Name})
	}
}

// spoken: the voice has returned. If it failed, the rest of the reply is shown as text, now or as it
// is written.
func (m *Machine) spoken(ev Spoken) {
	r := m.live(ev.Turn)
	if r == nil || r.silent {
		return
	}
	if m.isAhead(r) {
		m.dropAhead()
		return
	}
	if ev.Err != nil {
		m.show(Trouble{Stage: "speak", Err: ev.Err})
		r.silence()
		m.showClauses(r, len(r.clauses))
	}
	if r.allWritten {
		m.finishSpeech(r)
	}
}

// finishSpeech: nothing more will be spoken; what was may still have to be heard.
func (m *Machine) finishSpeech(r *reply) {
	r.allSpoken = true
	m.show(AudioDone{r.turn, r.rate, r.samples})
	if r.phase == thinking {
		m.settle(false)
		return
	}
	r.phase, r.heardAt = draining, m.now
	if r.heardOut() {
		m.settle(false)
	}
}
