package conversation

import "time"

// marks are the moments that a turn passed on its way to the first sample, and the shares of those
// that took several rounds.
type marks struct {
	lastVoice time.Time     // the user's voice was last heard
	ended     time.Time     // the turn detector was sure
	final     time.Time     // the transcriber had the text
	think     time.Duration // the generator's share, until the first clause
	tools     time.Duration // that of its calls
	toolsFrom time.Time     // calls are under way since; zero: none
	held      time.Duration // how long the ready reply waited for a sound of the user to pass
	// prepared: the reply was begun before the user had finished. What was done until then took none
	// of the user's time.
	prepared bool
}

// span is how much of the user's time passed between two moments.
func (k marks) span(from, to time.Time) time.Duration {
	if k.prepared && from.Before(k.final) {
		from = k.final
	}
	return max(0, to.Sub(from))
}

// noteThinking adds a round of the generator, until its first clause if there is one.
func (r *reply) noteThinking(asked, at time.Time) {
	if len(r.clauses) == 0 {
		r.marks.think += r.marks.span(asked, at)
	}
}

// noteCalls begins a round's calls, noteTools adds them up so far.
func (r *reply) noteCalls(now time.Time) { r.marks.toolsFrom = now }

func (r *reply) noteTools(now time.Time) {
	if len(r.clauses) == 0 {
		r.marks.tools += now.Sub(r.marks.toolsFrom)
	}
	r.marks.toolsFrom = now
}

// stages says where the time went until now, when the first piece of speech was sent. The engines'
// shares are measured beside the engines; what is left is ours.
func (k marks) stages(first *Spoke, now time.Time) Stages {
	s := Stages{
		Hangover: k.ended.Sub(k.lastVoice) + k.held,
		Listen:   k.final.Sub(k.ended),
		Think:    k.think,
		Tools:    k.tools,
		Speak:    k.span(first.Asked, first.At),
		Total:    now.Sub(k.lastVoice),
	}
	s.Orchestration = s.Total - s.Hangover - s.Listen - s.Think - s.Tools - s.Speak
	return s
}
