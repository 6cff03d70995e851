package vendors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// stepsPerSecond is how finely an ear hears: what a message brings is taken in 20 ms at a time, so
// that events are where they belong however much audio comes at once.
const stepsPerSecond = 50

const (
	// loud and soft are the RMS at which speech begins and below which it is over.
	loud, soft = 300.0, 150.0
	// shortestPause is the quiet that is not part of a word or between two.
	shortestPause = 100 * time.Millisecond
	// sentencePause parts two sentences of a script.
	sentencePause = 500 * time.Millisecond
)

var errNotAudio = errors.New("the bytes cannot be decoded as audio")

// ear hears a stream: it decodes bytes, tells speech from quiet by its loudness, and understands
// what is coded in the sound or, with a script, what comes next there.
type ear struct {
	rate   visavis.SampleRate // 0: a WAV header is awaited
	bytes  pcm.Decoder
	header []byte
	step   []int16 // not yet a whole step

	heard    int64 // samples
	speaking bool
	lastLoud int64 // where it was loud last
	code     *decoder
	script   *script // nil: code is understood
}

// newEar hears raw audio at a rate, or a WAV file when rate is 0.
func newEar(encoding pcm.Encoding, rate visavis.SampleRate, s *script) *ear {
	e := &ear{rate: rate, bytes: pcm.Decoder{Encoding: encoding}, script: s}
	if rate != 0 {
		e.code = newDecoder(rate)
	}
	return e
}

// feed takes bytes and calls each after every step of audio.
func (e *ear) feed(b []byte, each func()) error {
	if e.rate == 0 {
		rest, err := e.sniff(b)
		if err != nil || e.rate == 0 {
			return err
		}
		b = rest
	}
	e.step = e.bytes.Append(e.step, b)
	for n := int(e.rate) / stepsPerSecond; len(e.step) >= n; e.step = e.step[n:] {
		e.take(e.step[:n])
		each()
	}
	return nil
}

// sniff collects a WAV header and returns the bytes behind it.
func (e *ear) sniff(b []byte) ([]byte, error) {
	const canonical = 44
	e.header = append(e.header, b...)
	h := e.header
	if len(h) < canonical {
		return nil, nil
	}
	mono16 := bytes.Equal(h[20:24], []byte{1, 0, 1, 0}) && h[34] == 16
	if string(h[:4]) != "RIFF" || string(h[36:40]) != "data" || !mono16 {
		return nil, errNotAudio
	}
	e.rate = visavis.SampleRate(binary.LittleEndian.Uint32(h[24:]))
	e.code = newDecoder(e.rate)
	return h[canonical:], nil
}

// take hears one step.
func (e *ear) take(samples []int16) {
	e.heard += int64(len(samples))
	volume := rms(samples)
	begins := !e.speaking && volume > loud
	anew := begins && e.quiet() >= sentencePause
	if begins || e.speaking && volume > soft {
		e.lastLoud = e.heard
	}
	if e.script != nil {
		e.script.hear(e, anew)
	} else {
		e.code.feed(samples)
	}
	e.speaking = e.lastLoud > 0 && e.quiet() < shortestPause
}

// quiet returns how long it has been quiet.
func (e *ear) quiet() time.Duration { return e.rate.D(e.heard - e.lastLoud) }

// words returns the words that are complete, from the beginning of the stream. Their places are
// samples.
func (e *ear) words() []visavis.Word {
	switch {
	case e.script != nil:
		return e.script.words
	case e.code != nil:
		return e.code.words
	}
	return nil
}

// within reports whether a word is being heard.
func (e *ear) within() bool {
	if e.script != nil {
		return e.speaking
	}
	return e.code != nil && len(e.code.said) > 0
}

// settle makes the best of what was heard of the last word.
func (e *ear) settle() {
	if e.code != nil {
		e.code.feed(e.step)
		e.heard += int64(len(e.step))
		e.step = nil
		e.code.endWord()
	}
	if e.script != nil {
		e.script.rest(e)
	}
}

// seconds returns a place in seconds, as the protocol counts.
func (e *ear) seconds(sample int64) float64 {
	if e.rate == 0 {
		return 0
	}
	return math.Round(float64(sample)/float64(e.rate)*1000) / 1000
}

// script is understood sentence by sentence, whatever is said: the n-th stretch of speech is the
// n-th sentence, word by word as time passes.
type script struct {
	next  func() string // the next sentence; empty: there is none
	words []visavis.Word
	left  []string
	from  int64 // where the word that is being said began
}

// hear lets the script go on by one step. begins: a new stretch of speech.
func (s *script) hear(e *ear, begins bool) {
	if begins || s.words == nil && s.left == nil && e.lastLoud > 0 {
		s.rest(e)
		s.left, s.from = strings.Fields(s.next()), e.lastLoud-e.rate.N(time.Second/stepsPerSecond)
	}
	if e.lastLoud > 0 && e.quiet() >= shortestPause {
		s.rest(e)
		return
	}
	for len(s.left) > 0 {
		end := s.from + letterAt(len(s.left[0]), e.rate)
		if end > e.heard {
			return
		}
		s.say(end, e.rate)
	}
}

// rest says what is left at once: the speaker was faster.
func (s *script) rest(e *ear) {
	for len(s.left) > 0 {
		s.from = min(s.from, e.lastLoud) // no word is said after the speaker has finished
		s.say(min(s.from+letterAt(len(s.left[0]), e.rate), e.lastLoud), e.rate)
	}
}

// say makes the next word complete.
func (s *script) say(end int64, rate visavis.SampleRate) {
	s.words = append(s.words, visavis.Word{Text: s.left[0], Start: s.from, End: end, Confidence: 0.99})
	s.left, s.from = s.left[1:], end+letterAt(1, rate)
}

func rms(samples []int16) float64 {
	sum := 0.0
	for _, s := range samples {
		sum += float64(s) * float64(s)
	}
	return math.Sqrt(sum / float64(max(1, len(samples))))
}
