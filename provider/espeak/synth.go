package espeak

import (
	"fmt"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voice"
)

// block is how much audio is sent at a time.
const block = int(rate) / 20

// synth is espeak-ng inside its worker process.
//
// The library is never told to stop: it is not the same afterwards. It synthesises a clause whole,
// in a few milliseconds, and what is not wanted any more is not sent.
type synth struct {
	lib   *library
	voice string          // that is set
	as    visavis.Prosody // how it is set to speak

	// What the callback has collected of the clause being spoken.
	pcm    []int16
	events []event
}

func newSynth(lib *library) *synth {
	s := &synth{lib: lib}
	// purego never frees a callback: there is one for the life of the process.
	lib.espeak_SetSynthCallback(purego.NewCallback(s.collect))
	return s
}

// collect is what espeak-ng calls with each piece of audio; pcm is nil at the end.
func (s *synth) collect(pcm *int16, samples int32, events *event) uintptr {
	if pcm != nil {
		s.pcm = append(s.pcm, unsafe.Slice(pcm, samples)...)
	}
	s.events = append(s.events, listed(events)...)
	return 0 // go on
}

// Say implements voice.Synth.
func (s *synth) Say(name string, as visavis.Prosody, text string, out *voice.Output) error {
	if err := s.become(name, as); err != nil {
		return err
	}
	stress := s.lib.stressMarks(text)
	s.pcm, s.events = s.pcm[:0], s.events[:0]
	if err := s.lib.say(text); err != nil {
		return err
	}
	if len(s.pcm) == 0 {
		return nil
	}
	out.Times(readTimes(s.events, s.pcm, text, stress))
	for pcm := s.pcm; len(pcm) > 0; {
		n := min(block, len(pcm))
		if !out.Audio(pcm[:n]) {
			return nil
		}
		pcm = pcm[n:]
	}
	return nil
}

// become has the library speak with a voice, as it is asked to.
func (s *synth) become(name string, as visavis.Prosody) error {
	if name != s.voice && s.lib.espeak_SetVoiceByName(fileOf(name)) != 0 {
		return fmt.Errorf("espeak-ng has no voice %s", name)
	}
	if name != s.voice || as != s.as {
		s.lib.espeak_SetParameter(parameterRate, rateOf(as.Speed), 0)
		s.lib.espeak_SetParameter(parameterRange, rangeOf(as.Expressivity), 0)
	}
	s.voice, s.as = name, as
	return nil
}

// fileOf returns the library's name for a voice: that of British English is not its language tag.
func fileOf(name string) string {
	language, variant, has := strings.Cut(name, "+")
	if language == "en-gb" {
		language = "en"
	}
	if has {
		return language + "+" + variant
	}
	return language
}
