package export

import (
	"math"
	"sort"

	"github.com/visavis/visavis"
)

// Channels is the six things a mouth does: all 0..1, but the width -1 (narrow)..1 (wide).
type Channels struct {
	Jaw      float64 `json:"jaw"`
	Width    float64 `json:"width"`
	Round    float64 `json:"round"`
	Seal     float64 `json:"seal"`
	LipTeeth float64 `json:"lipteeth"`
	Tongue   float64 `json:"tongue"`
}

// Mouth is a mouth over time: the shapes of a recording, blended as the page blends them
// (web/src/face/mouth.ts). Each sound pulls at each channel by its dominance, after Cohen and
// Massaro: the drawn value is the mean of the targets, weighted by
//
//	D(t) = dominance · exp(-max(0, |t - c| - 0.3 d) / tau)
//
// for a sound of length d with its centre c after 0.4 d; tau is the lead of its kind before c, and
// the trail after it, over 2.3. Then comes what speech does not forgive: P, B and M shut the lips,
// F and V put the lip to the teeth, for 45 ms and two ramps at least. Nothing is smoothed
// afterwards, for smoothing eats closures.
type Mouth struct {
	perMs    float64 // samples
	segments []segment
	longest  float64 // ms, of all segments
}

// Times in ms.
const (
	reachMs  = 300 // a sound further away pulls at nothing
	rampMs   = 50  // lips close and part in this time
	shutMs   = 45
	pauseMs  = 120 // a shorter pause does not relax the mouth
	relaxMs  = 110
	easeInMs = 40 // how long before the first lead the mouth is still at rest

	restingJaw = 0.03 // lips at rest are not pressed shut
	leastIdle  = 0.02
)

// segment is a sound with everything computed, times in ms.
type segment struct {
	sound
	start, end          float64
	centre, plateau     float64
	tauBefore, tauAfter float64
	strength            float64
	shutFrom, shutUntil float64
}

// NewMouth returns the mouth for shapes in their order.
func NewMouth(shapes []visavis.MouthShape, rate visavis.SampleRate) *Mouth {
	m := &Mouth{perMs: float64(rate) / 1000}
	for _, s := range shapes {
		k := kindOf(s)
		if k == pause && float64(s.End-s.Start)/m.perMs > pauseMs {
			continue
		}
		if k == pause {
			k = brief
		}
		seg := newSegment(soundOf(k), float64(s.Start)/m.perMs, float64(s.End)/m.perMs, float64(s.Strength))
		m.longest = max(m.longest, seg.end-seg.start)
		m.segments = append(m.segments, seg)
	}
	return m
}

func newSegment(s sound, start, end, strength float64) segment {
	length := end - start
	shut := 0.8 * length
	more := max(0, shutMs-shut) / 2 // on both sides
	return segment{
		sound: s, start: start, end: end,
		centre: start + 0.4*length, plateau: 0.3 * length,
		tauBefore: s.lead / 2.3, tauAfter: s.trail / 2.3,
		strength: min(1, max(0, strength)),
		shutFrom: start - more, shutUntil: start + shut + more,
	}
}

// At returns the mouth at a sample. The loudness of the voice there, 0..1, opens vowels further.
func (m *Mouth) At(sample int64, loudness float64) Channels {
	now := float64(sample) / m.perMs
	near := m.near(now)
	gain := 0.75 + 0.5*min(1, max(0, loudness))
	idle := leastIdle + away(near, now)
	var v [blended]float64
	for channel := range v {
		v[channel] = blend(near, channel, now, gain, idle)
	}
	c := Channels{Jaw: v[jaw], Width: v[width], Round: v[round], Tongue: v[tongue]}
	for i := range near {
		c.close(&near[i], now)
	}
	c.LipTeeth *= 1 - c.Seal
	c.Jaw *= (1 - c.Seal) * (1 - c.LipTeeth)
	return c
}

// near returns the segments that may matter at a time.
func (m *Mouth) near(now float64) []segment {
	from := sort.Search(len(m.segments), func(i int) bool { return m.segments[i].start >= now-reachMs-m.longest })
	to := from
	for to < len(m.segments) && m.segments[to].start <= now+reachMs {
		to++
	}
	return m.segments[from:to]
}

// away returns how far the mouth is from speech: 0 within it, 1 when it has come to rest.
func away(near []segment, now float64) float64 {
	least := 1.0
	for i := range near {
		since := smoothstep(0, relaxMs, now-near[i].end)
		until := smoothstep(easeInMs, easeInMs+relaxMs, near[i].start-now)
		least = min(least, max(since, until))
	}
	return least
}

func blend(near []segment, channel int, now, gain, idle float64) float64 {
	weight, sum, floor := idle, 0.0, 0.0
	switch channel {
	case jaw:
		sum = idle * restingJaw
	case width:
		floor = -1
	}
	for i := range near {
		s := &near[i]
		p := s.pulls[channel]
		if p.dominance == 0 {
			continue
		}
		d := s.dominance(p, now)
		weight += d
		sum += d * s.target(channel, p, gain)
	}
	return min(1, max(floor, sum/weight))
}

func (s *segment) dominance(p pull, now float64) float64 {
	distance, tau := max(0, math.Abs(now-s.centre)-s.plateau), s.tauAfter
	if now < s.centre {
		tau = s.tauBefore
	}
	return p.dominance * math.Exp(-distance/tau)
}

// target is where a channel goes. Vowels open with stress and loudness; what a consonant needs, it
// needs at a whisper too.
func (s *segment) target(channel int, p pull, gain float64) float64 {
	if !s.vowel {
		return p.target
	}
	reach := 0.4 + 0.6*s.strength
	if channel == jaw {
		reach *= gain
	}
	return p.target * reach
}

// close shuts the mouth as far as a sound wants it.
func (c *Channels) close(s *segment, now float64) {
	if !s.seals && !s.bites {
		return
	}
	shut := min(smoothstep(s.shutFrom-rampMs, s.shutFrom, now), 1-smoothstep(s.shutUntil, s.shutUntil+rampMs, now))
	if s.seals {
		c.Seal = max(c.Seal, shut)
	} else {
		c.LipTeeth = max(c.LipTeeth, shut)
	}
}

// smoothstep goes from 0 to 1 between two values, level at both ends.
func smoothstep(from, to, v float64) float64 {
	t := min(1, max(0, (v-from)/(to-from)))
	return t * t * (3 - 2*t)
}
