package conversation

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/lipsync"
)

// How a reply is made: from the generator's text over clauses to speech.

// apology is said when a generator failed before it wrote anything.
const apology = "[sad] Sorry, I lost my train of thought. Could you say that again?"

func (m *Machine) wrote(ev Wrote) {
	r := m.live(ev.Turn)
	if r == nil || r.allWritten {
		return
	}
	r.lastText = m.now
	r.textLen += len(ev.Delta)
	for _, c := range r.splitter.Add(ev.Delta) {
		m.say(r, c, ev.Asked, ev.At)
	}
	if r.textLen > maxReply {
		m.written(Written{Turn: ev.Turn, Err: errTooLong, At: ev.At})
	}
}

func (m *Machine) written(ev Written) {
	r := m.live(ev.Turn)
	if r == nil || r.allWritten {
		return
	}
	rest := r.splitter.Close()
	if ev.Err != nil {
		m.show(Trouble{Stage: "think", Err: ev.Err})
		if len(r.clauses)+len(rest) == 0 {
			var s clause.Splitter
			rest = append(s.Add(apology), s.Close()...)
		}
	}
	for _, c := range rest {
		m.say(r, c, m.now, ev.At)
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
	if len(r.clauses) == 0 {
		r.marks.asked, r.marks.written = asked, at
	}
	if r.awaitsText() {
		r.lastSpeech = m.now // the voice was idle until now
	}
	r.clauses = append(r.clauses, spokenClause{Clause: c})
	if r.silent {
		m.showClauses(r, len(r.clauses))
		return
	}
	m.do(Say{r.turn, c.Text})
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
		m.show(Latency{r.turn, r.marks.stages(ev, m.now)})
	}
	m.showClauses(r, sp.Clause+1)
	m.showTimes(r, sp)
	r.audio = Audio{Turn: r.turn, Start: r.samples, Rate: sp.Rate, PCM: sp.PCM}
	r.place(sp)
	m.show(&r.audio)
	r.lastSpeech = m.now
}

// showTimes shows what belongs to a piece of speech besides its audio.
func (m *Machine) showTimes(r *reply, sp *visavis.Speech) {
	c := &r.clauses[sp.Clause]
	if len(sp.Phones) > 0 {
		m.show(Lips{r.turn, sp.Rate, lipsync.Shapes(sp.Phones)})
	}
	if len(sp.Words) > 0 {
		m.show(Words{r.turn, sp.Clause, sp.Rate, sp.Words})
		c.words = append(c.words, sp.Words...)
	}
	for ; c.cued < len(c.Cues); c.cued++ {
		cue := c.Cues[c.cued]
		m.show(Cue{r.turn, sp.Rate, c.sampleOf(cue.At, r.samples), cue.Name})
	}
}

// spoken: the voice has returned. If it failed, the rest of the reply is shown as text, now or as it
// is written.
func (m *Machine) spoken(ev Spoken) {
	r := m.live(ev.Turn)
	if r == nil || r.silent {
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
