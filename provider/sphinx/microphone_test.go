package sphinx

import (
	"testing"

	"github.com/visavis/visavis"
)

// counting is audio whose samples are their own numbers, so that a test sees what went where.
type counting struct {
	t    *testing.T
	mic  microphone
	next int16
}

func (c *counting) hear(samples int, mark visavis.Mark) *utterance {
	c.t.Helper()
	pcm := make([]int16, samples)
	for i := range pcm {
		pcm[i] = c.next
		c.next++
	}
	u, err := c.mic.hear(visavis.Chunk{PCM: pcm, Rate: visavis.MicRate, Mark: mark})
	if err != nil {
		c.t.Fatal(err)
	}
	return u
}

func check(t *testing.T, u *utterance, start int64, samples int, how ending) {
	t.Helper()
	if u.start != start || len(u.pcm) != samples || u.ending != how {
		t.Errorf("utterance at %d with %d samples, ending %d; want %d, %d, %d", u.start, len(u.pcm), u.ending, start, samples, how)
	}
	if len(u.pcm) > 0 && u.pcm[0] != int16(u.start) {
		t.Errorf("the utterance's first sample is number %d, not number %d", u.pcm[0], u.start)
	}
}

func TestUtteranceIncludesItsOnset(t *testing.T) {
	c := counting{t: t}
	c.hear(onset, visavis.NoMark)
	c.hear(1000, visavis.NoMark)
	u := c.hear(320, visavis.SpeechStart)
	c.hear(320, visavis.NoMark)
	c.hear(320, visavis.SpeechEnd)
	check(t, u, 1320, onset+640, concluded)
}

func TestUtteranceDoesNotReachIntoTheOneBefore(t *testing.T) {
	c := counting{t: t}
	c.hear(320, visavis.SpeechStart)
	c.hear(320, visavis.SpeechEnd)
	c.hear(100, visavis.NoMark)
	check(t, c.hear(320, visavis.SpeechStart), 640, 420, open)
}

func TestSpeechStartDropsTheUtteranceBefore(t *testing.T) {
	c := counting{t: t}
	old := c.hear(320, visavis.SpeechStart)
	c.hear(320, visavis.NoMark)
	next := c.hear(320, visavis.SpeechStart)
	check(t, old, 0, 960, dropped)
	check(t, next, 0, 960, open)
}

func TestSpeechEndWithoutSpeechIsAnswered(t *testing.T) {
	c := counting{t: t}
	check(t, c.hear(320, visavis.SpeechEnd), 320, 0, concluded)
}

func TestLongUtteranceIsCut(t *testing.T) {
	for _, test := range []struct {
		why           string
		pauseAt, want int
	}{
		{"at a pause", 20 * 16000, 20*16000 + pause},
		{"anywhere, without a pause", longest, longest},
	} {
		var m microphone
		first, _ := m.hear(visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechStart})
		var second *utterance
		for at := 0; second == nil; at += 320 {
			pcm := make([]int16, 320)
			for i := range pcm {
				if pcm[i] = 3000; at >= test.pauseAt {
					pcm[i] = 30
				}
			}
			second, _ = m.hear(visavis.Chunk{PCM: pcm, Rate: visavis.MicRate})
		}
		if len(first.pcm) != test.want || first.ending != continued || second.start != int64(test.want) {
			t.Errorf("cut %s: after %d samples (ending %d), the next starts at %d; want %d", test.why, len(first.pcm), first.ending, second.start, test.want)
		}
	}
}

func TestOtherRatesAreRefused(t *testing.T) {
	var m microphone
	if _, err := m.hear(visavis.Chunk{PCM: make([]int16, 10), Rate: 48000}); err == nil {
		t.Error("48 kHz audio would be understood as gibberish; want an error")
	}
}
