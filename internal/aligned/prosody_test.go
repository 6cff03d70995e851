package aligned

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

// paced is a player that can be asked to speak at the speed of another performance.
type paced struct {
	player
	other *performance
	speed float64
}

func (p paced) With(as visavis.Prosody) visavis.Speaker {
	if as.Speed != p.speed || as.Expressivity != 0 {
		return nil
	}
	p.performance = p.other
	return p
}

// TestLipsAtSpeeds: a voice that is asked to speak faster or slower keeps its lips, and all that was
// learnt of how it sounds.
func TestLipsAtSpeeds(t *testing.T) {
	onlyThorough(t)
	story := story[:4]
	p := perform(t, "rms", story...)
	for _, speed := range []float64{0.7, 1.5} {
		t.Run(fmt.Sprint(speed), func(t *testing.T) {
			other := performAs(t, "rms", visavis.Prosody{Speed: speed}, story...)
			synctest.Test(t, func(t *testing.T) {
				v := New(Config{Speaker: paced{player{performance: p, speed: 10}, other, speed}, Exact: true})
				asked := v.With(visavis.Prosody{Speed: speed})
				if asked == nil {
					t.Fatal("it cannot be asked for the speed")
				}
				h := listen(t, asked, story...)
				if !slices.Equal(h.pcm, other.pcm()) {
					t.Error("the audio is not the voice's")
				}
				checkScore(t, "sounds", judge(other.phones, h.phones, p.rate), score{20, 90, 88})
				checkScore(t, "words", judgeWords(other.words, h.words, p.rate), score{60, 75, 100})
				if v.known.Load() == lipsync.Unknown() {
					t.Error("nothing was learnt for the voice as it is")
				}
			})
		})
	}
}

func TestVoiceThatCannotBeAsked(t *testing.T) {
	p := &performance{}
	for name, v := range map[string]*Voice{
		"takes nothing":       New(Config{Speaker: player{performance: p}}),
		"takes another speed": New(Config{Speaker: paced{player{performance: p}, p, 1.5}}),
	} {
		if v.With(visavis.Prosody{Speed: 0.7}) != nil {
			t.Errorf("a voice that %s promises more", name)
		}
	}
}
