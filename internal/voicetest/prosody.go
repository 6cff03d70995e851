package voicetest

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// With returns a voice as it is asked to speak; nil if it cannot.
func With(s visavis.Speaker, as visavis.Prosody) visavis.Speaker {
	return s.(visavis.Prosodic).With(as)
}

// asked is With for what every voice should do.
func asked(t *testing.T, s visavis.Speaker, as visavis.Prosody) visavis.Speaker {
	t.Helper()
	other := With(s, as)
	if other == nil {
		t.Fatalf("the voice refuses %+v", as)
	}
	return other
}

// tolerance is how far the length of speech at a speed may be from what the speed says.
const tolerance = 0.04

// CheckSpeeds checks that a voice takes the time that a speed says, pauses and all, and that its
// times are true to the sound all the same.
func CheckSpeeds(t *testing.T, s visavis.Speaker) {
	t.Helper()
	clauses := []string{"Peter Piper picked a peck of pickled peppers,", "while the big black bug bit the big black bear."}
	usual := Speak(t, s, nil, clauses...)
	for _, speed := range []float64{0.7, 1.3, 1.5} {
		r := Speak(t, asked(t, s, visavis.Prosody{Speed: speed}), nil, clauses...)
		off := float64(len(r.PCM))*speed/float64(len(usual.PCM)) - 1
		t.Logf("at speed %g the voice takes %d samples, at 1 %d: %.1f %% off", speed, len(r.PCM), len(usual.PCM), 100*off)
		if math.Abs(off) > tolerance {
			t.Errorf("at speed %g the length is off by more than %g %%", speed, 100*tolerance)
		}
		if len(r.Words) != len(usual.Words) {
			t.Errorf("at speed %g there are %d words, at 1 %d", speed, len(r.Words), len(usual.Words))
		}
		CheckSound(t, r)
	}
	if With(s, visavis.Prosody{Speed: 0.4}) != nil || With(s, visavis.Prosody{Speed: 1.6}) != nil || With(s, visavis.Prosody{Expressivity: 3}) != nil {
		t.Error("the voice promises more than can be asked for")
	}
}

// CheckExpressivity checks that the pitch moves the more the livelier a voice is asked to be.
func CheckExpressivity(t *testing.T, s visavis.Speaker) {
	t.Helper()
	clauses := []string{"Are you really sure that nobody in the valley owns an umbrella?", "Oh well, then we all may lie in the rain again today!"}
	var spreads []float64
	for _, e := range []float64{-2, 0, 2} {
		spreads = append(spreads, melody(Speak(t, asked(t, s, visavis.Prosody{Expressivity: e}), nil, clauses...)))
	}
	if spreads[0]*1.3 > spreads[1] || spreads[1]*1.3 > spreads[2] {
		t.Errorf("calm, as always and lively the pitch spreads by %.1f semitones", spreads)
	}
}

// CheckSharing checks that replies of one worker do not hear how others were asked to speak.
func CheckSharing(t *testing.T, s, other visavis.Speaker) {
	t.Helper()
	slow, lively := visavis.Prosody{Speed: 0.7}, visavis.Prosody{Expressivity: 2}
	length := func(s visavis.Speaker, as visavis.Prosody) float64 {
		return float64(len(Speak(t, asked(t, s, as), nil, "This is one and the same sentence.").PCM))
	}
	usual, slowed := length(s, visavis.Prosody{}), length(s, slow)
	for i, step := range []struct {
		voice visavis.Speaker
		as    visavis.Prosody
		want  float64 // 0: whatever it is
	}{{other, slow, 0}, {s, visavis.Prosody{}, usual}, {other, visavis.Prosody{}, 0}, {s, slow, slowed}, {s, lively, usual}, {s, visavis.Prosody{}, usual}} {
		got := length(step.voice, step.as)
		if step.want > 0 && math.Abs(got-step.want) > 0.02*step.want { // espeak-ng is not the same twice
			t.Errorf("step %d, asked for %+v, has %g samples, want %g", i, step.as, got, step.want)
		}
	}
}

// melody is how far apart the quarters of the pitch of a reply's vowels are, in semitones.
func melody(r Reply) float64 {
	var pitches []float64
	for _, p := range r.Phones {
		if strings.Contains(" AA AE AH AO AY EH EY IY OW UW ", " "+p.Name+" ") {
			if hz := r.pitchAt((p.Start + p.End) / 2); hz > 0 {
				pitches = append(pitches, 12*math.Log2(hz))
			}
		}
	}
	if len(pitches) < 8 {
		return math.NaN()
	}
	slices.Sort(pitches)
	return pitches[len(pitches)*3/4] - pitches[len(pitches)/4]
}

// pitchAt returns the pitch around a sample, in Hz, by autocorrelation; 0: there is none.
func (r Reply) pitchAt(sample int64) float64 {
	window, most := int(r.Rate)/40, int(r.Rate)/60
	from := int(sample) - window/2
	if from < 0 || from+window+most > len(r.PCM) {
		return 0
	}
	best, period := 0.7, 0
	for lag := int(r.Rate) / 350; lag < most; lag++ {
		if c := alike(r.PCM[from:from+window], r.PCM[from+lag:]); c > best+0.02 {
			best, period = c, lag
		}
	}
	if period == 0 {
		return 0
	}
	return float64(r.Rate) / float64(period)
}

// alike is the correlation of a with what b begins with.
func alike(a, b []int16) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb+1)
}
