package lipsync

import "github.com/visavis/visavis/lipsync/acoustic"

// study learns how a voice sounds while it is aligned.
type study struct {
	model   *acoustic.Model // of the voice, as it is known by now: nobody else's
	lessons *acoustic.Adaptation
	recent  [remembered]acoustic.Features // frame i is at i % remembered
	frame   int32
	phone   [remembered]acoustic.Features
}

// remembered is how many frames a phone may be behind the audio, with its length, to be learnt from.
const remembered = 256

func newStudy(v *Voice) *study {
	model := *v.model
	s := &study{model: &model}
	if v.lessons != nil {
		s.lessons = v.lessons.Copy()
	} else {
		s.lessons = acoustic.NewAdaptation(v.base)
	}
	return s
}

// keep remembers the features of the next frame.
func (s *study) keep(x *acoustic.Features) {
	s.recent[s.frame%remembered] = *x
	s.frame++
}

// learn takes in that a phone was heard. If it surely was, the voice is known by it from now on.
func (s *study) learn(phone uint8, f final, surely bool) {
	if s.frame-f.from > remembered {
		return
	}
	n := 0
	for i := f.from; i < f.to; i++ {
		s.phone[n] = s.recent[i%remembered]
		n++
	}
	s.lessons.Add(s.model, int(phone), s.phone[:n])
	if surely {
		s.lessons.Teach(s.model, int(phone), lessonPrior)
	}
}

// voice returns a voice with what was learnt.
func (s *study) voice(v *Voice, mean acoustic.Average) *Voice { return v.taught(s.lessons, mean) }
