package hearing

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/vad"
)

const (
	// Speech that does not end is settled in pieces: from long on at a pause that is no part of a word,
	// at longest wherever it is.
	long      = 10 * int64(visavis.MicRate)
	longPause = 200 * int64(visavis.MicRate) / 1000
	longest   = 30 * int64(visavis.MicRate)
)

// move is a decision about a piece of speech, the unit that the recogniser answers for.
type move struct {
	mark   visavis.Mark // NoMark: the recogniser is not concerned
	at     int64        // SpeechStart: where the speech began; else where the voice was heard last
	begins bool         // somebody begins to speak, who was quiet
	cause  Cause        // of an end
}

// marker decides where pieces of speech begin and end. It is pure.
type marker struct {
	detector *vad.Detector
	now      int64 // samples heard
	turn     bool  // somebody speaks, or pauses for less than the hang-over
	voice    bool  // somebody speaks
	last     int64 // where the voice was heard last, while it pauses
	open     bool  // a piece is
	began    int64 // where it was opened
	moves    []move
	note     func(vad.Event)
}

func newMarker(hangover time.Duration) *marker {
	m := &marker{detector: vad.New(vad.Config{Hangover: hangover})}
	m.note = m.follow
	return m
}

// hear returns what is to be done after a block; the result is valid until the next call.
func (m *marker) hear(pcm []int16) []move {
	m.moves = m.moves[:0]
	m.now += int64(len(pcm))
	m.detector.Feed(pcm, m.note)
	if m.open && m.overlong() {
		m.end(Long)
	}
	if m.turn && m.voice && !m.open {
		m.begin(move{at: m.now})
	}
	return m.moves
}

func (m *marker) overlong() bool {
	length := m.now - m.began
	return length >= longest || length >= long && !m.voice && m.now-m.last >= longPause
}

// follow takes what the detector tells.
func (m *marker) follow(ev vad.Event) {
	switch ev.Kind {
	case vad.Start:
		m.turn, m.voice = true, true
		m.begin(move{at: ev.Sample, begins: true})
	case vad.Pause:
		m.voice, m.last = false, ev.Sample
	case vad.Resume:
		m.voice = true
		if !m.open {
			m.begin(move{at: ev.Sample})
		}
	case vad.End:
		m.turn, m.voice = false, false
		m.end(Quiet)
	}
}

func (m *marker) begin(mv move) {
	m.open, m.began = true, m.now
	mv.mark = visavis.SpeechStart
	m.moves = append(m.moves, mv)
}

// end ends the piece, if there is one, and tells of an end in any case.
func (m *marker) end(cause Cause) {
	mv := move{at: m.now, cause: cause}
	if !m.voice {
		mv.at = m.last
	}
	if m.open {
		m.open, mv.mark = false, visavis.SpeechEnd
	}
	m.moves = append(m.moves, mv)
}

// settle ends the piece without there being quiet.
func (m *marker) settle(cause Cause) []move {
	m.moves = m.moves[:0]
	m.end(cause)
	return m.moves
}
