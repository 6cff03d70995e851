package conversation

import "time"

// overlap is a sound of the user during a reply: the reply is ducked, or held if it has not begun,
// until it is known what the sound is.
type overlap struct {
	active  bool
	ducked  bool
	since   time.Time
	voiced  time.Duration // speech so far, without the running stretch
	running time.Time     // start of the running stretch; zero while there is quiet
	meant   time.Time     // since when the words understood have been meant for us; zero: they are not
}

// How much speech of a user who is still speaking decides what. The first applies to words that are
// meant for us, the second where nothing was understood yet, the third to anything.
const (
	wordsDecide = 300 * time.Millisecond
	voiceDecide = 900 * time.Millisecond
	anyDecide   = 2 * time.Second
	// meaningStands is how long words must have been meant for us before they decide: recognisers
	// begin "okay" with "will". Commands need not stand.
	meaningStands = 250 * time.Millisecond
)

func (o *overlap) speech(now time.Time) time.Duration {
	if o.running.IsZero() {
		return o.voiced
	}
	return o.voiced + now.Sub(o.running)
}

// deadline is when time alone would change the verdict. While there is quiet the end of the
// utterance is awaited, which hearing times.
func (o *overlap) deadline(now time.Time) time.Time {
	if !o.active || o.running.IsZero() {
		return time.Time{}
	}
	var next time.Time
	if stands := o.meant.Add(meaningStands); !o.meant.IsZero() && stands.After(now) {
		next = stands
	}
	for _, d := range []time.Duration{wordsDecide, voiceDecide, anyDecide} {
		if o.speech(now) < d {
			return earlier(next, o.running.Add(d-o.voiced))
		}
	}
	return next
}

// beginOverlap: a sound begins during a reply.
func (m *Machine) beginOverlap(voiced time.Duration) {
	o := &m.overlap
	if !o.active {
		*o = overlap{active: true, since: m.now}
	}
	o.voiced, o.running = voiced, m.now
	m.duck()
}

// pauseOverlap: the sound has paused. A backchannel ends like this: the voice need not wait for the
// end of the utterance to be raised again.
func (m *Machine) pauseOverlap(voiced time.Duration) {
	o := &m.overlap
	o.voiced, o.running = voiced, time.Time{}
	if o.active && voiced < voiceDecide && m.hearing.partial != "" && isBackchannel(lowerWords(m.hearing.partial)) {
		m.unduck()
	}
}

// resumeOverlap: the sound goes on.
func (m *Machine) resumeOverlap() {
	if m.overlap.active {
		m.overlap.running = m.now
		m.duck()
	}
}

func (m *Machine) duck() {
	if r := m.reply; r != nil && !m.overlap.ducked && (r.phase == speaking || r.phase == draining) {
		m.overlap.ducked = true
		m.show(Duck{r.turn})
	}
}

func (m *Machine) unduck() {
	if m.overlap.ducked && m.reply != nil {
		m.show(Resume{m.reply.turn})
	}
	m.overlap.ducked = false
}

// judgeOverlap gives the floor to a user who is still speaking once it is clear that they mean it.
// In quiet the end of the utterance is near and tells more; only a command does not wait for it.
func (m *Machine) judgeOverlap() {
	o := &m.overlap
	if !o.active {
		return
	}
	words := lowerWords(join(m.hearing.held, m.hearing.partial))
	meant, speech := m.isMeant(words), o.speech(m.now)
	switch {
	case !meant:
		o.meant = time.Time{}
	case o.meant.IsZero():
		o.meant = m.now
	}
	stands := meant && m.now.Sub(o.meant) >= meaningStands
	talks := !o.running.IsZero()
	switch {
	case meant && hasCommand(words) && speech >= wordsDecide,
		talks && stands && speech >= wordsDecide,
		talks && len(words) == 0 && speech >= voiceDecide,
		talks && speech >= anyDecide:
		m.hearing.awaited = true
		m.confirmOverlap()
	}
}

// confirmOverlap gives the user the floor.
func (m *Machine) confirmOverlap() {
	m.overlap = overlap{}
	m.show(UserStartedSpeaking{})
	m.cut()
}

// rejectOverlap lets the reply go on as if nothing had been.
func (m *Machine) rejectOverlap() {
	if r := m.reply; r != nil && m.overlap.active {
		m.unduck()
		r.lastText, r.lastSpeech = m.now, m.now // a reply that was held has lost no time of its own
		if r.phase == thinking {
			r.marks.held += m.now.Sub(m.overlap.since)
		}
	}
	m.overlap = overlap{}
}
