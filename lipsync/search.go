package lipsync

import (
	"math"

	"github.com/visavis/visavis/lipsync/acoustic"
)

const (
	perPhone = acoustic.States / acoustic.Phones
	// beam is how much worse than the best a token may be.
	beam = 200
	// memory is how many ends of phones are remembered: for two seconds at least.
	memory = 8192
	// skipState is the cost of a phone without a middle.
	skipState = -2
	// reach is how many nodes an arc may lead over: the other ways to speak a word.
	reach = 64
	// untimely is the cost of a frame of a sound at a time when it should not be heard.
	untimely = -30
)

// dead is the score of what is impossible.
var dead = float32(math.Inf(-1))

// token is the best way to be in a state now.
type token struct {
	score  float32
	start  int32 // frame at which its phone began
	before int32 // number of the past that it had before; none: nothing
}

// past is a phone that is over, on the way of some token.
type past struct {
	node   int32
	start  int32
	before int32
}

// search finds the best way through a graph for the frames so far, frame by frame. All numbers of
// nodes are those of the graph.
type search struct {
	graph *graph
	pace  *pace
	frame int32 // the next
	best  token
	where int32 // node of the best

	tokens    [][perPhone]token // of each node
	leave     []int32           // for each node, the past that leaving it makes; none: not made yet
	exits     []token           // for each node, the token that leaves it
	low, high int32             // only nodes from low on, before high, have tokens

	pasts  [memory]past
	number int32 // pasts so far

	open   int32 // node whose start is final
	opened int32 // and that start
}

// begin makes ready for a graph.
func (s *search) begin(g *graph) {
	s.graph, s.frame = g, 0
	s.tokens, s.leave, s.exits = s.tokens[:0], s.leave[:0], s.exits[:0]
	s.grow()
	s.restart(0, []int32{g.first}, 0)
}

// grow makes room for nodes that were added to the graph.
func (s *search) grow() {
	for len(s.tokens) < len(s.graph.nodes) {
		t := token{score: dead}
		s.tokens = append(s.tokens, [perPhone]token{t, t, t})
		s.leave, s.exits = append(s.leave, none), append(s.exits, t)
	}
}

// restart gives up all ways and begins again at a frame, in one of some nodes, each of which costs
// more than the one before it.
func (s *search) restart(frame int32, nodes []int32, cost float32) {
	for i := range s.tokens {
		for k := range s.tokens[i] {
			s.tokens[i][k].score = dead
		}
	}
	s.frame, s.best = frame, token{score: dead}
	s.open, s.opened = nodes[0], frame
	s.pasts[0], s.number = past{node: s.open, start: frame, before: none}, 1
	s.low, s.high = nodes[0], nodes[len(nodes)-1]+1
	for i, n := range nodes {
		// As if the state had been entered before the frame: what it scores comes with the frame.
		s.tokens[n-s.graph.first][0] = token{score: -cost * float32(i), start: frame, before: 0}
	}
}

// step takes the scores of a frame in.
func (s *search) step(scores *[acoustic.States]float32) {
	s.grow()
	s.prepareExits()
	s.advance(scores)
	s.frame++
	s.prune()
}

// prepareExits computes for each node what leaving it now scores.
func (s *search) prepareExits() {
	for n := s.low; n < s.high; n++ {
		i := n - s.graph.first
		s.leave[i], s.exits[i] = none, s.tokens[i][perPhone-1]
		if e := &s.exits[i]; e.score > dead {
			e.score += s.pace.leave(s.graph.nodes[i].phone, s.frame-e.start)
		}
	}
}

// advance moves all tokens by a frame.
func (s *search) advance(scores *[acoustic.States]float32) {
	last := min(s.high+reach, s.graph.next())
	for n := last - 1; n >= s.low; n-- {
		at := s.graph.at(n)
		t := &s.tokens[n-s.graph.first]
		s.goOn(t, at.phone)
		s.arrive(t, at.from)
		timely := float32(0)
		if s.frame < at.earliest || s.frame > at.latest {
			timely = untimely
		}
		of := (*[perPhone]float32)(scores[perPhone*int(at.phone):])
		for k := range t {
			t[k].score += of[k] + timely
		}
	}
	s.high = last
}

// goOn lets tokens stay in a phone, in their state or the next ones.
func (s *search) goOn(t *[perPhone]token, phone uint8) {
	for k := range t {
		if t[k].score > dead && s.frame > t[k].start {
			t[k].score += s.pace.stay(phone, s.frame-t[k].start)
		}
	}
	if t[1].score > t[2].score {
		t[2] = t[1]
	}
	if t[0].score+skipState > t[2].score {
		t[2] = t[0]
		t[2].score += skipState
	}
	if t[0].score > t[1].score {
		t[1] = t[0]
	}
}

// arrive lets the best token that leaves one of the nodes before in, if it beats staying in the
// first state.
func (s *search) arrive(t *[perPhone]token, from []arc) {
	for _, a := range from {
		if a.node < s.low || a.node >= s.high {
			continue
		}
		if score := s.exits[a.node-s.graph.first].score + a.score; score > t[0].score {
			t[0] = token{score: score, start: s.frame, before: s.remember(a.node)}
		}
	}
}

// remember returns the number of the past that leaving a node now makes.
func (s *search) remember(n int32) int32 {
	i := n - s.graph.first
	if s.leave[i] == none {
		e := &s.exits[i]
		s.pasts[s.number%memory] = past{node: n, start: e.start, before: e.before}
		s.leave[i] = s.number
		s.number++
	}
	return s.leave[i]
}

// prune drops tokens that are far worse than the best.
func (s *search) prune() {
	s.best.score = dead
	for n := s.low; n < s.high; n++ {
		for k := range perPhone {
			if t := &s.tokens[n-s.graph.first][k]; t.score > s.best.score {
				s.best, s.where = *t, n
			}
		}
	}
	low, high := s.high, s.low
	for n := s.low; n < s.high; n++ {
		if s.cut(&s.tokens[n-s.graph.first], s.best.score-beam) {
			low, high = min(low, n), n+1
		}
	}
	if !s.graph.loops {
		s.low, s.high = low, high
	}
}

// cut drops the tokens below a limit and reports whether any is left.
func (s *search) cut(t *[perPhone]token, limit float32) (alive bool) {
	for k := range t {
		if t[k].score < limit {
			t[k].score = dead
		} else {
			alive = true
		}
	}
	return alive
}

// forget drops what is over from the graph: the nodes before a number, which have no tokens.
func (s *search) forget(number int32) {
	n := number - s.graph.first
	s.tokens = s.tokens[:copy(s.tokens, s.tokens[n:])]
	s.leave = s.leave[:copy(s.leave, s.leave[n:])]
	s.exits = s.exits[:copy(s.exits, s.exits[n:])]
	s.graph.forget(number)
	s.low = max(s.low, number)
}
