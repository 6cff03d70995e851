package conversation

import "time"

// marks are the moments that a turn passed on its way to the first sample.
type marks struct {
	lastVoice time.Time     // the user's voice was last heard
	ended     time.Time     // the turn detector was sure
	final     time.Time     // the transcriber had the text
	asked     time.Time     // the generator was called
	written   time.Time     // it had written the first clause
	held      time.Duration // how long the ready reply waited for a sound of the user to pass
}

// stages says where the time went until now, when the first piece of speech was sent. The engines'
// shares are measured beside the engines; what is left is ours.
func (k marks) stages(first *Spoke, now time.Time) Stages {
	s := Stages{
		Hangover: k.ended.Sub(k.lastVoice) + k.held,
		Listen:   k.final.Sub(k.ended),
		Think:    k.written.Sub(k.asked),
		Speak:    first.At.Sub(first.Asked),
		Total:    now.Sub(k.lastVoice),
	}
	s.Orchestration = s.Total - s.Hangover - s.Listen - s.Think - s.Speak
	return s
}
