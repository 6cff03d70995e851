package conversation

import (
	"slices"
	"time"
)

// overlap is a sound of the user during a reply: the reply is ducked, or held if it has not begun,
// until it is known what the sound is.
type overlap struct {
	active  bool
	ducked  bool
	since   time.Time
	voiced  time.Duration // speech so far, without the running stretch
	running time.Time     // start of the running stretch; zero while there is quiet

	word      string // the only word understood so far; empty: none or several
	wordSince time.Time
}

// How much speech decides what. The first applies once words were understood; the second when
// there are none yet, or only such as "mm-hm"; the third to anything.
const (
	wordsDecide = 300 * time.Millisecond
	voiceDecide = 900 * time.Millisecond
	anyDecide   = 2 * time.Second
	// wordStands is how long a lone word must stand before it decides: recognisers begin "okay"
	// with "will".
	wordStands = 250 * time.Millisecond
)

// Below these, one word that was understood in a short sound is not believed.
const (
	doubtfulVoice      = 350 * time.Millisecond
	doubtfulConfidence = 0.5
)

func (o *overlap) speech(now time.Time) time.Duration {
	if o.running.IsZero() {
		return o.voiced
	}
	return o.voiced + now.Sub(o.running)
}

func (o *overlap) pause(voiced time.Duration) {
	o.voiced, o.running = voiced, time.Time{}
}

func (o *overlap) resume(now time.Time) {
	if o.active {
		o.running = now
	}
}

// deadline is when more speech alone would change the verdict. While there is quiet the end of the
// utterance is awaited, which hearing times.
func (o *overlap) deadline(now time.Time) time.Time {
	if !o.active || o.running.IsZero() {
		return time.Time{}
	}
	var next time.Time
	if stands := o.wordSince.Add(wordStands); o.word != "" && stands.After(now) {
		next = stands
	}
	for _, d := range []time.Duration{wordsDecide, voiceDecide, anyDecide} {
		if o.speech(now) < d {
			return earlier(next, o.running.Add(d-o.voiced))
		}
	}
	return next
}

// understand notes what was understood so far and reports whether it may be relied on.
func (o *overlap) understand(words []string, now time.Time) bool {
	if len(words) != 1 {
		o.word = ""
		return len(words) > 0
	}
	if o.word != words[0] {
		o.word, o.wordSince = words[0], now
	}
	return commands[o.word] || now.Sub(o.wordSince) >= wordStands
}

func (m *Machine) beginOverlap(voiced time.Duration) {
	o := &m.overlap
	if !o.active {
		*o = overlap{active: true, since: m.now}
		if m.reply.phase == speaking || m.reply.phase == draining {
			o.ducked = true
			m.show(Duck{m.reply.turn})
		}
	}
	o.voiced, o.running = voiced, m.now
}

// judgeOverlap is called whenever something that matters to the verdict has changed.
func (m *Machine) judgeOverlap() {
	if !m.overlap.active {
		return
	}
	text := join(m.hearing.held, m.hearing.partial)
	if m.judge(text, 0, m.overlap.speech(m.now), false) == interruption {
		m.confirmOverlap()
	}
}

type verdict int

const (
	undecided verdict = iota
	nothing
	interruption
)

// judge says what a sound during a reply is, from the words understood and the length of speech.
// At the end of the utterance it always decides.
func (m *Machine) judge(text string, confidence float64, voiced time.Duration, ended bool) verdict {
	words := lowerWords(text)
	meant := len(words) > 0 && !isBackchannel(words) && !m.isEcho(words)
	switch {
	case ended && !meant:
		return nothing
	case ended && isDoubtful(words, confidence, voiced):
		return nothing
	case ended:
		return interruption
	case voiced >= anyDecide,
		voiced >= voiceDecide && (meant || len(words) == 0),
		voiced >= wordsDecide && meant && m.overlap.understand(words, m.now):
		return interruption
	}
	return undecided
}

// isDoubtful reports whether what was understood is rather what a recogniser makes of a cough: one
// word in a short sound, of which it is not sure.
func isDoubtful(words []string, confidence float64, voiced time.Duration) bool {
	return len(words) == 1 && voiced < doubtfulVoice && confidence < doubtfulConfidence
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
		if m.overlap.ducked {
			m.show(Resume{r.turn})
		}
		r.lastText, r.lastSpeech = m.now, m.now // a reply that was held has lost no time of its own
		if r.phase == thinking {
			r.marks.held += m.now.Sub(m.overlap.since)
		}
	}
	m.overlap = overlap{}
}

// commands are words that nobody says to show that they listen.
var commands = map[string]bool{
	"stop": true, "wait": true, "no": true, "hold": true, "quiet": true, "enough": true, "hey": true,
	"listen": true, "pause": true, "silence": true,
}

// backchannels are what listeners say to show that they listen.
var backchannels = map[string]bool{
	"mm": true, "mhm": true, "hmm": true, "hm": true, "uh": true, "huh": true, "um": true, "ah": true,
	"oh": true, "aha": true, "yeah": true, "yes": true, "yep": true, "okay": true, "ok": true, "right": true,
	"sure": true, "really": true, "wow": true, "nice": true, "cool": true, "good": true, "great": true,
	"i": true, "see": true, "the": true, "a": true, "and": true,
}

// isBackchannel reports whether the words only show that the user listens. Articles and the like
// count too: they are what a recogniser makes of a cough.
func isBackchannel(words []string) bool {
	return len(words) <= 3 && !slices.ContainsFunc(words, func(w string) bool { return !backchannels[w] })
}

// isEcho reports whether the words are what our own voice has just said: the loudspeaker came back
// through the microphone.
func (m *Machine) isEcho(words []string) bool {
	if m.reply == nil || len(words) < 2 {
		return false
	}
	ours := m.reply.recentWords(m.now)
	hits := 0
	for _, w := range words {
		if ours[w] {
			hits++
		}
	}
	return hits*10 >= len(words)*7
}
