package vendors

import (
	"strings"
	"time"
	"unicode"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// voicing is how a vendor's voice sounds: in the code of Utterance, in frames, faster than real time.
type voicing struct {
	encoding pcm.Encoding
	rate     visavis.SampleRate
	factor   float64
	frame    int // bytes; 0: 40 ms
}

// usualFrame is what a frame holds.
const usualFrame = 40 * time.Millisecond

// usualFactor is how many times faster than real time audio comes.
const usualFactor = 10

// sound is a frame of audio.
type sound struct {
	bytes []byte
	lasts time.Duration // in real time
	words int           // that have ended by its end, counted from the beginning of its text
}

// say returns what a text sounds like, and a letter's quiet so that the next text is not of the same
// word; nothing if there is nothing to speak in it.
func (v voicing) say(text string) []sound {
	text = strings.Join(strings.Fields(text), " ")
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return nil
	}
	samples := append(Speak(text, v.rate), make([]int16, letterAt(1, v.rate))...)
	return v.frames(v.encoding.Append(nil, samples), text+" ")
}

// frames cuts audio into frames.
func (v voicing) frames(audio []byte, text string) []sound {
	size := v.frame
	if size == 0 {
		size = int(v.rate.N(usualFrame)) * v.encoding.Size()
	}
	var out []sound
	for at := 0; at < len(audio); at += size {
		end := min(at+size, len(audio))
		out = append(out, sound{bytes: audio[at:end], lasts: v.due(end) - v.due(at), words: v.words(text, end)})
	}
	out[len(out)-1].words = strings.Count(text, " ")
	return out
}

// words returns how many words of a text are over at a byte of its audio: the next one has begun.
func (v voicing) words(text string, at int) int {
	letters := at / v.encoding.Size() * lettersPerSecond / int(v.rate)
	return strings.Count(text[:min(max(0, letters-1), len(text))], " ")
}

// due is when the byte at a place is sent, counted from the first.
func (v voicing) due(at int) time.Duration {
	factor := v.factor
	if factor == 0 {
		factor = usualFactor
	}
	return time.Duration(float64(v.rate.D(int64(at/v.encoding.Size()))) / factor)
}
