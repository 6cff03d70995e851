package speak

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// maxPast is how many speeches may have been sent and not yet played, for an Interrupt to be placed in
// one of them.
const maxPast = 32

// timeline is a session's audio as its listener has it: what an Interrupt has cut away is not there.
// It counts samples at the client's rate.
type timeline struct {
	rate    visavis.SampleRate
	end     int64   // of what was made and counted
	counted int64   // samples of the delivery that are before end, or were cut away
	played  float64 // ms that the last Interrupt has established
	cut     bool    // there was an Interrupt
}

// add counts what was queued until now, and returns how much that is.
func (t *timeline) add(total int64) int64 {
	n := total - t.counted
	t.end, t.counted = t.end+n, total
	return n
}

// advances reports whether an offset is behind that of the last Interrupt.
func (t *timeline) advances(ms float64) bool { return ms >= 0 && (!t.cut || ms > t.played) }

// rebase has the session go on where it was interrupted.
func (t *timeline) rebase(at instant) { t.end, t.played, t.cut = at.sample, at.ms, true }

// at returns the instant of an offset, which is not behind so many samples.
func (t *timeline) at(offset *wire.PlaybackOffset, end int64) instant {
	last := instant{end, float64(t.rate.D(end)) / float64(time.Millisecond)}
	if offset == nil || *offset.Value >= last.ms {
		return last
	}
	ms := *offset.Value
	return instant{t.rate.N(time.Duration(ms * float64(time.Millisecond))), ms}
}

// instant is a place in a session's audio.
type instant struct {
	sample int64
	ms     float64
}

// interruption is an Interrupt that is being carried out.
type interruption struct {
	at     instant
	in     *speech // the one that the listener was in
	placed bool    // the client has said where
}

// interrupt stops what is spoken and forgets what waits. What was heard is told when the voice has
// stopped: then nothing of it can follow.
func (f *flux) interrupt(offset *wire.PlaybackOffset) {
	total := f.delivery.total()
	switch {
	case f.cutting != nil:
		f.warn(wire.InterruptInProgress, "Another Interrupt is not finished yet; this one is ignored.")
		return
	case total == 0:
		f.warn(wire.NoAudioGenerated, "There is no audio yet; this Interrupt is ignored.")
		return
	case offset != nil && !f.session.advances(*offset.Value):
		f.warn(wire.InvalidInterruptOffset, "playback_offset must be greater than that of the Interrupt before it, and not negative; this Interrupt is ignored.")
		return
	}
	at := f.session.at(offset, f.session.end+total-f.session.counted)
	in := f.speechAt(at.sample, offset != nil)
	if in == nil {
		f.warn(wire.NoActiveSpeech, "There is no speech to interrupt; this Interrupt is ignored.")
		return
	}
	f.carryOut(&interruption{at: at, in: in, placed: offset != nil})
}

// speechAt returns the speech that a listener was in; nil: none. One that has ended is looked for only if
// the listener's place is known.
func (f *flux) speechAt(sample int64, known bool) *speech {
	var active *speech
	if len(f.speeches) > 0 {
		active = f.speeches[0]
	}
	if active != nil && sample >= active.from || !known {
		return active
	}
	for _, s := range f.past {
		if s.from <= sample && sample < s.from+s.samples {
			return s
		}
	}
	return active
}

// remember keeps a speech that has ended, as it may be played only now.
func (f *flux) remember(s *speech) {
	f.past = append(f.past, s)
	text := 0
	for i := len(f.past) - 1; i >= 0; i-- {
		if text += len(f.past[i].text); text > maxWaiting || i < len(f.past)-maxPast {
			f.past = f.past[i+1:]
			return
		}
	}
}

// carryOut cuts the speech under way off and drops those that wait for it.
func (f *flux) carryOut(cut *interruption) {
	f.cutting = cut
	f.prompter.clear()
	if len(f.speeches) > 0 {
		f.speeches[0].flushed = true // what is written from here on is another speech
		f.speeches = f.speeches[:1]
	}
	if waits := f.cut(); !waits {
		f.dropped()
	}
}

// dropped implements protocol: the voice has stopped, and the client is told what was heard.
func (f *flux) dropped() {
	cut := f.cutting
	f.cutting = nil
	f.stop(cut.in)
	answer := wire.FluxInterrupted{AudioPlayedMS: int64(cut.at.ms), Metadata: cut.in.metadata(f.session.rate)}
	if cut.placed {
		played := f.session.rate.D(max(0, cut.at.sample-cut.in.from))
		spoken, remaining := cut.in.split(played)
		answer.TextSpoken, answer.TextRemaining = &spoken, &remaining
	}
	f.session.rebase(cut.at)
	f.past = nil
	f.send(answer)
	f.start()
	f.mind()
}

// stop ends the speech that was cut off. If the Interrupt's answer is about another one, which the
// listener was still in, it has an end of its own.
func (f *flux) stop(told *speech) {
	if len(f.speeches) == 0 || !f.speeches[0].started {
		return
	}
	s := f.speeches[0]
	f.speeches = f.speeches[1:]
	if s != told {
		f.conclude(s)
		return
	}
	s.samples = f.session.add(f.delivery.total())
}
