package sphinx

import (
	"slices"
	"testing"
)

func constant(sound, frames float32) voice {
	return voice{Mean: slices.Repeat([]float32{sound}, features), Frames: frames}
}

// heardFor returns the sum of frames that all sound the same.
func heardFor(sound, frames float32) (sum vector, n float32) {
	for i := range sum {
		sum[i] = sound * frames
	}
	return sum, frames
}

func TestFirstGuessFollowsTheSpeaker(t *testing.T) {
	got := constant(40, stockFrames).with(heardFor(60, stockFrames))
	if m := got.Mean[0]; m != 50 {
		t.Errorf("as much of a voice at 60 moves the stock mean from 40 to %.1f, want half way", m)
	}
}

func TestKnownVoiceOnlyDrifts(t *testing.T) {
	got := constant(60, fullFrames).with(heardFor(50, 100))
	if m := got.Mean[0]; m < 58 || m > 59 || got.Frames != fullFrames {
		t.Errorf("a second at 50 moves a known voice from 60 to %.1f (weight %.0f)", m, got.Frames)
	}
}

func TestSilenceTeachesNothing(t *testing.T) {
	if got := constant(60, 300).with(heardFor(0, 0)); got.Mean[0] != 60 || got.Frames != 300 {
		t.Errorf("an utterance without speech changed a voice to %.1f (weight %.0f)", got.Mean[0], got.Frames)
	}
}

// A decoder's sums grow from what it was told; after 800 frames it scales them down and goes on.
func TestTrackFindsSpeechAmongSilence(t *testing.T) {
	var tr track
	m := cMeans{frames: 500, sum: new(vector)}
	m.sum[0] = 500 * 40
	tr.add(&m)
	for frame := 0; frame < 400; frame += 2 {
		sound := float32(10) // quiet
		if frame >= 100 && frame < 200 {
			sound = 60
		}
		m.frames += 2
		m.sum[0] += 2 * sound
		if m.frames > 800 {
			m.sum[0] *= 500 / float32(m.frames)
			m.frames = 500
		}
		tr.add(&m)
	}
	h := heard{words: []heardWord{{start: 100 + margin, end: 150}, {start: 150, end: 200 - margin}}}
	if sum, n := tr.spoken(h); n != 100 || sum[0] != 6000 {
		t.Errorf("the speech is %.0f frames with a sum of %.0f, want 100 with 6000", n, sum[0])
	}
	if _, n := tr.spoken(heard{}); n != 0 {
		t.Errorf("without words %.0f frames are speech", n)
	}
}
