package sphinx

import (
	"fmt"

	"github.com/visavis/visavis"
)

const (
	// onset is how much audio before SpeechStart belongs to the utterance: the half second that
	// Mark allows, and a little quiet in front of it.
	onset = 16000 * 6 / 10
	// longest and pause bound an utterance, and with it the memory and the time that its end
	// takes: from longer/2 on it is cut at a pause, at longest it is cut anywhere.
	longest = 30 * 16000
	pause   = 16000 * 2 / 10
)

// microphone cuts a stream of chunks into utterances. One goroutine uses it.
type microphone struct {
	received int64 // samples
	before   []int16
	current  *utterance
	level    level
}

// hear takes a chunk and returns the utterance that began with it, if one did.
func (m *microphone) hear(c visavis.Chunk) (*utterance, error) {
	if c.Rate != visavis.MicRate {
		return nil, fmt.Errorf("sphinx hears audio of %d Hz, not of %d Hz", visavis.MicRate, c.Rate)
	}
	m.received += int64(len(c.PCM))
	m.keep(c.PCM)
	if m.current != nil {
		m.current.add(c.PCM)
	}
	switch {
	case c.Mark == visavis.SpeechStart:
		m.leave(dropped)
		return m.begin(m.before), nil
	case c.Mark == visavis.SpeechEnd:
		return m.finish(), nil
	case m.current != nil && m.level.hear(c.PCM):
		m.leave(continued)
		return m.begin(nil), nil
	}
	return nil, nil
}

// keep remembers the end of what was heard, for the utterance that may begin in it.
func (m *microphone) keep(pcm []int16) {
	m.before = append(m.before, pcm...)
	if extra := len(m.before) - onset; extra > 0 {
		m.before = append(m.before[:0], m.before[extra:]...)
	}
}

func (m *microphone) begin(first []int16) *utterance {
	m.current = newUtterance(m.received-int64(len(first)), append([]int16(nil), first...))
	m.level = level{}
	return m.current
}

// finish answers SpeechEnd. One that ends nothing is answered with an utterance without audio.
func (m *microphone) finish() (silent *utterance) {
	if m.current == nil {
		silent = m.begin(nil)
	}
	m.leave(concluded)
	m.before = m.before[:0] // it has been heard; a next utterance does not begin in it
	return silent
}

// leave ends the current utterance, if there is one.
func (m *microphone) leave(how ending) {
	if m.current != nil {
		m.current.end(how)
		m.current = nil
	}
}

// level follows the loudness of an utterance, to find a place where it may be cut.
type level struct {
	samples int
	sum     int64 // of magnitudes
	quiet   int   // samples since the last that were not quiet
}

// hear reports whether the utterance should be cut behind pcm.
func (l *level) hear(pcm []int16) bool {
	if len(pcm) == 0 {
		return false
	}
	var sum int64
	for _, s := range pcm {
		sum += max(int64(s), -int64(s))
	}
	l.samples += len(pcm)
	l.sum += sum
	// A quarter of the average loudness is below any voiced sound.
	if 4*sum/int64(len(pcm)) > l.sum/int64(l.samples) {
		l.quiet = 0
	} else {
		l.quiet += len(pcm)
	}
	return l.samples >= longest || l.samples >= longest/2 && l.quiet >= pause
}
