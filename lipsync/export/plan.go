package export

import "github.com/visavis/visavis"

// shortestCue is how long a drawing stays at least, in hundredths of a second: shorter ones flicker.
const shortestCue = 6

// plan finds the cues that fulfil the wishes best. All its numbers are whole, so that ties are
// ties, which go to the longer of the later cues: lips are early rather than late.
type plan struct {
	length int
	// sums[t][s] is what showing s from 0 until t is worth.
	sums [][allShapes]int32
	// came[t][s]: how the best cues that end at t with s came about.
	came [][allShapes]origin
}

// origin is how the best cues got to a moment: longer means that the last one was shown already,
// anything else that it began shortestCue before, after the shape of the number.
type origin uint8

const longer = origin(allShapes)

func newPlan(t Track) *plan {
	p := &plan{length: t.Duration()}
	worth := make([][allShapes]int32, p.length+1)
	speech := t.speech()
	for _, phone := range speech {
		for _, w := range t.parts(phone) {
			fill(worth, w)
		}
	}
	first, last := p.length, p.length
	if n := len(speech); n > 0 {
		first, last = t.centi(speech[0].Start), t.centi(speech[n-1].End)
	}
	fill(worth, timedWish{resting("X"), 0, first})
	fill(worth, timedWish{resting("X"), last, p.length})
	p.sum(worth)
	return p
}

// speech returns the phones without the pauses around them, in which the mouth rests however short
// they are.
func (t Track) speech() []visavis.Phone {
	from, to := 0, len(t.Phones)
	for from < to && t.Phones[from].Name == "SIL" {
		from++
	}
	for from < to && t.Phones[to-1].Name == "SIL" {
		to--
	}
	return t.Phones[from:to]
}

func fill(worth [][allShapes]int32, w timedWish) {
	for at := w.from; at < min(w.to, len(worth)-1); at++ {
		for i, letter := range w.shapes {
			worth[at][shapeOf(letter)] = int32(w.each())
			if i == 0 && len(w.shapes) > 1 {
				worth[at][shapeOf(letter)] += favour
			}
		}
	}
}

func shapeOf(letter rune) Shape {
	if letter == 'X' {
		return ShapeX
	}
	return Shape(letter - 'A')
}

// sum turns what a moment is worth into what is worth all until then.
func (p *plan) sum(worth [][allShapes]int32) {
	var sum [allShapes]int32
	for t := range worth {
		now := worth[t]
		worth[t] = sum
		for s := range sum {
			sum[s] += now[s]
		}
	}
	p.sums = worth
}

// best returns the cues that are worth most, less the effort of getting from one to the next.
func (p *plan) best() []Cue {
	if p.length < 2*shortestCue {
		return []Cue{{0, p.length, p.single()}}
	}
	p.came = make([][allShapes]origin, p.length+1)
	recent := make([][allShapes]int32, shortestCue+1) // scores at t are at t % len
	for s := range allShapes {
		recent[shortestCue][s] = p.sums[shortestCue][s]
	}
	for t := shortestCue + 1; t <= p.length; t++ {
		for s := range allShapes {
			recent[t%len(recent)][s], p.came[t][s] = p.step(recent, t, s)
		}
	}
	return p.trace(winner(recent[p.length%len(recent)]))
}

// single returns the shape that suits best if there is only one.
func (p *plan) single() Shape {
	if p.length == 0 {
		return ShapeX
	}
	return winner(p.sums[p.length])
}

// winner returns the best shape; at rest if nothing matters.
func winner(scores [allShapes]int32) Shape {
	best := ShapeX
	for s := range ShapeX {
		if scores[s] > scores[best] {
			best = s
		}
	}
	return best
}

// step returns the best that can end at t with s: s goes on, or has just become long enough.
func (p *plan) step(recent [][allShapes]int32, t, s int) (int32, origin) {
	score, from := recent[(t-1)%len(recent)][s]+p.sums[t][s]-p.sums[t-1][s], longer
	begun := t - shortestCue
	if begun < shortestCue {
		return score, from
	}
	for before := range allShapes {
		if before == s {
			continue
		}
		fresh := recent[begun%len(recent)][before] + p.sums[t][s] - p.sums[begun][s] - effort(Shape(before), Shape(s))
		if fresh > score {
			score, from = fresh, origin(before)
		}
	}
	return score, from
}

// trace follows the best cues back from the end.
func (p *plan) trace(last Shape) []Cue {
	var back []Cue
	cue := Cue{End: p.length, Shape: last}
	for t := p.length; t > shortestCue; {
		from := p.came[t][cue.Shape]
		if from == longer {
			t--
			continue
		}
		t -= shortestCue
		cue.Start = t
		back = append(back, cue)
		cue = Cue{End: t, Shape: Shape(from)}
	}
	back = append(back, cue)
	cues := make([]Cue, 0, len(back))
	for i := range back {
		cues = append(cues, back[len(back)-1-i])
	}
	return cues
}

// effort is what it costs to change from one drawing to another: something for any change, and more
// the less they are alike.
func effort(from, to Shape) int32 {
	a, b := looks(from), looks(to)
	return 5 + abs(a[0]-b[0]) + abs(a[1]-b[1])
}

// looks returns how open and how rounded a shape is, 0..10.
func looks(s Shape) [2]int32 {
	return [allShapes][2]int32{{0, 0}, {2, 0}, {5, 0}, {10, 0}, {5, 5}, {2, 10}, {1, 0}, {6, 0}, {0, 0}}[s]
}

func abs(n int32) int32 { return max(n, -n) }
