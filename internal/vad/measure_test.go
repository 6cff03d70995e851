package vad

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// truth is where somebody speaks in a scene.
type truth struct {
	from, to int64
	voice    int64 // the first pitch
}

// conversation puts the utterances after each other, equally loud (−24 dB of full scale times
// level), with pauses of one to two seconds.
func conversation(rng *rand.Rand, speech [][]float64, level float64) (sound []float64, turns []truth) {
	sound = make([]float64, 2*rate)
	for _, u := range speech {
		from := int64(len(sound))
		turns = append(turns, truth{from, from + int64(len(u)), from + firstPitch(u)})
		sound = append(sound, scaled(u, level*2000/rms(u))...)
		sound = append(sound, make([]float64, rate+rng.IntN(rate))...)
	}
	add(sound, 0, scaled(white(rng, len(sound)), 3*level)) // the quietest room
	return sound, turns
}

// firstPitch finds the first 40 ms of clean speech that repeat themselves, by comparing them with
// what came one period before.
func firstPitch(x []float64) int64 {
	loud := rms(x)
	for at := longest; at+window < len(x); at += hop {
		now := x[at : at+window]
		if rms(now) < loud/4 {
			continue
		}
		for t := shortest; t <= longest; t++ {
			if similarity(now, x[at-t:at-t+window]) > 0.85 {
				return int64(at)
			}
		}
	}
	return 0
}

func similarity(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab, aa, bb = ab+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return ab / math.Sqrt(aa*bb+1e-9)
}

// score compares what a detector said with the truth.
type score struct {
	found, splits, wrong int
	sinceSound           []time.Duration // from the first sound of a turn to Start
	sinceVoice           []time.Duration // from its first pitch to Start
	endOff               []time.Duration // how far off End's sample is
	endDelay             []time.Duration // from the last sound to End
}

func judge(samples []int16, turns []truth) score {
	var out score
	seen := make([]bool, len(turns))
	now := int64(0)
	listen := func(e Event) {
		i := len(turns) - 1
		for i >= 0 && e.Sample < turns[i].from-rate/4 {
			i--
		}
		if i < 0 || e.Kind == Start && e.Sample > turns[i].to {
			out.wrong++
			return
		}
		out.note(e, now, turns[i], seen[i])
		seen[i] = true
	}
	d := New(Config{})
	for piece := range slices.Chunk(samples, hop) {
		now += int64(len(piece))
		d.Feed(piece, listen)
	}
	return out
}

func (s *score) note(e Event, now int64, t truth, seen bool) {
	switch {
	case e.Kind == Start && seen:
		s.splits++
	case e.Kind == Start:
		s.found++
		s.sinceSound = append(s.sinceSound, span(now-t.from))
		s.sinceVoice = append(s.sinceVoice, span(now-t.voice))
	case e.Kind == End:
		s.endOff = append(s.endOff, span(e.Sample-t.to))
		s.endDelay = append(s.endDelay, span(now-t.to))
	}
}

func quantile(d []time.Duration, q float64) int64 {
	if len(d) == 0 {
		return -1
	}
	d = slices.Sorted(slices.Values(d))
	return d[int(math.Round(q*float64(len(d)-1)))].Milliseconds()
}

// condition is speech in a noise, and how well it must be heard.
type condition struct {
	name     string
	noise    maker
	snr      float64 // dB of the speech over the noise; over the loudest 10 ms of keys
	level    float64 // of the speech
	splits   int     // turns that may be split
	sinceMS  int64   // bound of the time from the first pitch to Start, at p95
	endingMS int64   // bound of the time from the last sound to End, at p95
}

// conditions have bounds that are what was measured, with room for other recordings of this kind.
func conditions() []condition {
	return []condition{
		{"none", nil, 0, 1, 0, 150, 560},
		{"none", nil, 0, 0.05, 0, 150, 560},
		{"white", white, 20, 1, 0, 150, 560},
		{"white", white, 10, 1, 0, 150, 560},
		{"white", white, 5, 1, 3, 200, 560},
		{"pink", pink, 20, 1, 0, 150, 560},
		{"pink", pink, 10, 1, 1, 150, 560},
		{"pink", pink, 5, 1, 4, 200, 560},
		{"pink", pink, 20, 0.05, 0, 150, 560},
		{"fan", fan, 20, 1, 0, 150, 560},
		{"fan", fan, 10, 1, 1, 150, 560},
		{"keys", keys, 10, 1, 0, 150, 1000},
		{"keys", keys, 0, 1, 1, 150, 1000},
		{"keys", keys, -6, 1, 1, 200, 1000},
	}
}

// TestConversations measures; run it with -v for the table.
func TestConversations(t *testing.T) {
	speech := utterances(t)
	t.Log("noise    dB level  found splits wrong | Start after sound, after voice | end off by, End after | ms, p50/p95")
	for i, c := range conditions() {
		if underRace && i%6 != 0 {
			continue
		}
		rng := rand.New(rand.NewPCG(5, 6))
		sound, turns := conversation(rng, speech, c.level)
		if c.noise != nil {
			n := c.noise(rng, len(sound))
			add(sound, 0, scaled(n, c.level*2000/loudness(c.name, n)*math.Pow(10, -c.snr/20)))
		}
		s := judge(toPCM(sound), turns)
		t.Logf("%-6s %4.0f %5.2f  %2d/%d %6d %5d | %9d/%d %9d/%d  | %9d %9d/%d", c.name, c.snr, c.level,
			s.found, len(turns), s.splits, s.wrong,
			quantile(s.sinceSound, .5), quantile(s.sinceSound, .95), quantile(s.sinceVoice, .5), quantile(s.sinceVoice, .95),
			quantile(s.endOff, .5), quantile(s.endDelay, .5), quantile(s.endDelay, .95))
		c.check(t, s, len(turns))
	}
}

func (c condition) check(t *testing.T, s score, turns int) {
	t.Helper()
	if s.found != turns || s.wrong > 0 || s.splits > c.splits {
		t.Errorf("%s %v dB: %d of %d turns found, %d split, %d wrong", c.name, c.snr, s.found, turns, s.splits, s.wrong)
	}
	if p := quantile(s.sinceVoice, .95); p > c.sinceMS {
		t.Errorf("%s %v dB: a voice is noticed after %d ms at p95", c.name, c.snr, p)
	}
	if p := quantile(s.endDelay, .95); p > c.endingMS {
		t.Errorf("%s %v dB: an end is noticed after %d ms at p95", c.name, c.snr, p)
	}
}

func loudness(name string, x []float64) float64 {
	if name != "keys" {
		return rms(x)
	}
	loud := 0.0
	for piece := range slices.Chunk(x, hop) {
		loud = max(loud, rms(piece))
	}
	return loud
}

// TestNoiseAlone: nobody speaks, however loud the noise is, so no turn opens.
func TestNoiseAlone(t *testing.T) {
	for _, c := range []struct {
		name  string
		noise maker
	}{{"white", white}, {"pink", pink}, {"fan", fan}, {"keys", keys}, {"coughs", coughs}, {"doors", doors}} {
		for i, level := range []float64{30, 300, 3000} {
			if underRace && i > 0 {
				continue
			}
			rng := rand.New(rand.NewPCG(9, 9))
			sound := c.noise(rng, 20*rate)
			sound = scaled(sound, level/rms(sound))
			add(sound, 0, scaled(white(rng, len(sound)), 1))
			starts := 0
			New(Config{}).Feed(toPCM(sound), func(e Event) {
				if e.Kind == Start {
					starts++
				}
			})
			if starts > 0 {
				t.Errorf("%s at level %.0f opened %d turns in 20 s", c.name, level, starts)
			}
		}
	}
}

// TestSwitchedOn: a noise that begins all at once opens no turn that lasts.
func TestSwitchedOn(t *testing.T) {
	for _, c := range []struct {
		name  string
		noise maker
	}{{"white", white}, {"pink", pink}, {"fan", fan}} {
		rng := rand.New(rand.NewPCG(3, 3))
		sound := make([]float64, 12*rate)
		n := c.noise(rng, 9*rate)
		add(sound, 3*rate, scaled(n, 1000/rms(n)))
		add(sound, 0, scaled(white(rng, len(sound)), 5))
		d := New(Config{})
		got := events(d, toPCM(sound))
		t.Logf("%s: %v", c.name, got)
		if d.Voiced() > 2*time.Second {
			t.Errorf("%s switched on was speech for %v", c.name, d.Voiced())
		}
	}
}

// TestSpeechAtOnce: a stream that begins in the middle of a word is heard at the next one.
func TestSpeechAtOnce(t *testing.T) {
	speech := utterances(t)
	late := 0
	for i, u := range speech {
		sound := slices.Concat(scaled(u, 2000/rms(u)), make([]float64, rate))
		add(sound, 0, scaled(white(rand.New(rand.NewPCG(1, 1)), len(sound)), 10))
		got := events(New(Config{}), toPCM(sound))
		if len(got) == 0 || got[0].Sample > rate {
			late++
		}
		t.Logf("utterance %d: %v", i, got[:min(1, len(got))])
	}
	if late > 1 {
		t.Errorf("%d of %d streams that begin with speech are not heard within a second", late, len(speech))
	}
}

// TestCoughAfterSpeech: coughs in the pauses neither resume a turn nor keep it open much longer.
func TestCoughAfterSpeech(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	sound, turns := conversation(rng, [][]float64{vowel(120, rate), vowel(180, rate)}, 1)
	for _, turn := range turns {
		c := cough(rng, 0)
		add(sound, int(turn.to)+rate/4, scaled(c, 3000/rms(c)))
	}
	s := judge(toPCM(sound), turns)
	if s.found != 2 || s.wrong != 0 || s.splits != 0 || quantile(s.endDelay, 1) > 600 {
		t.Errorf("%+v", s)
	}
}
