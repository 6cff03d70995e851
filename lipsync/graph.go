package lipsync

import (
	"slices"

	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// node is a sound at a place in a text, or a pause that may be there.
type node struct {
	phone    uint8
	stressed bool
	word     int32 // number of the word in the text; none: a pause
	from     []arc // what may come before

	// Between these frames the sound may be heard; outside of them it is unlikely.
	earliest, latest int32
}

const (
	none  = -1
	never = 1 << 30 // a frame that does not come
)

// arc leads to a node from another one.
type arc struct {
	node  int32
	score float32
}

// graph is all ways to speak a text. Nodes are numbered in the order of the text, each after those
// that it follows; those that are spoken can be forgotten.
type graph struct {
	nodes []node
	first int32   // number of nodes[0]
	ends  []int32 // nodes that the text so far may end with
	loops bool    // any node may come again
}

const (
	// takePause is the cost of a pause between two words, beside that of its length.
	takePause = -1
	// unusual is the cost of any way to speak a word but the first.
	unusual = -4
	// bigramWeight is how much it counts which sound follows which.
	bigramWeight = 3
)

// newText is a text with nothing in it yet but the pause before it.
func newText() *graph {
	return &graph{nodes: []node{{phone: acoustic.Silence, word: none, latest: never}}, ends: []int32{0}}
}

// newLoop is any sounds in any order, by how often they follow one another.
func newLoop(m *acoustic.Model) *graph {
	g := &graph{loops: true}
	for phone := range acoustic.Phones {
		n := node{phone: uint8(phone), word: none, latest: never}
		for before := range acoustic.Phones {
			if before != phone {
				n.from = append(n.from, arc{int32(before), m.Bigram[before][phone] * bigramWeight})
			}
		}
		g.nodes = append(g.nodes, n)
	}
	return g
}

// next returns the number of the node that will be added next.
func (g *graph) next() int32 { return g.first + int32(len(g.nodes)) }

func (g *graph) at(number int32) *node { return &g.nodes[number-g.first] }

// add appends a word and the pause that may follow it. Ways that begin alike share their beginning.
// Those that are too many for arcs to lead over are left out.
func (g *graph) add(w pronounce.Word, number, earliest int32) {
	first := g.next()
	var ends []int32
	for i, way := range w.Ways {
		if i > 0 && int(g.next()-first)+unshared(way, w.Ways[:i]) >= reach-2 {
			continue
		}
		cost := float32(0)
		if i > 0 {
			cost = unusual
		}
		if last := g.way(way, first, cost, node{word: number, earliest: earliest, latest: never}); last != none && !slices.Contains(ends, last) {
			ends = append(ends, last)
		}
	}
	if len(ends) > 0 {
		g.ends = append(ends, g.pausesAfter(ends, first, earliest)...)
	}
}

// pausesAfter returns the pauses that may follow a word, among them those that may follow its ends
// within other ways.
func (g *graph) pausesAfter(ends []int32, first, earliest int32) (pauses []int32) {
	var without []int32
	for _, end := range ends {
		if p := g.shared(first, acoustic.Silence, []int32{end}); p != none {
			pauses = append(pauses, p)
		} else {
			without = append(without, end)
		}
	}
	if len(without) > 0 {
		pauses = append(pauses, g.pause(without, earliest))
	}
	return pauses
}

// way appends the sounds of a word, as far as they are not there from first on, and returns the last.
func (g *graph) way(way []pronounce.Sound, first int32, cost float32, n node) (last int32) {
	from, last := g.ends, int32(none)
	for _, s := range way {
		phone, ok := soundIndex(s)
		if !ok {
			continue
		}
		if s.Apart && last != none {
			from = []int32{last, g.pauseAfter(last, first, n.earliest)}
		}
		last = g.shared(first, phone, from)
		if last == none {
			n.phone, n.stressed, n.from = phone, s.Stressed, arcs(from, cost)
			last, cost = g.append(n), 0
		}
		from = []int32{last}
	}
	return last
}

// unshared returns how many nodes a way needs that others do not have.
func unshared(way []pronounce.Sound, others [][]pronounce.Sound) int {
	shared := 0
	for _, other := range others {
		n := 0
		for n < min(len(way), len(other)) && way[n] == other[n] {
			n++
		}
		shared = max(shared, n)
	}
	nodes := len(way) - shared
	for _, s := range way[shared:] {
		if s.Apart {
			nodes++
		}
	}
	return nodes
}

// pauseAfter returns the pause that may follow a sound within a word.
func (g *graph) pauseAfter(last, first, earliest int32) int32 {
	if p := g.shared(first, acoustic.Silence, []int32{last}); p != none {
		return p
	}
	return g.pause([]int32{last}, earliest)
}

// pause appends a pause that may come after some sounds.
func (g *graph) pause(from []int32, earliest int32) int32 {
	return g.append(node{phone: acoustic.Silence, word: none, from: arcs(from, takePause), earliest: earliest, latest: never})
}

// shared returns the node, not before first, that is a phone after the nodes in from; none if there
// is none yet.
func (g *graph) shared(first int32, phone uint8, from []int32) int32 {
	for n := first; n < g.next(); n++ {
		if at := g.at(n); at.phone == phone && len(at.from) == len(from) && at.from[0].node == from[0] {
			return n
		}
	}
	return none
}

func arcs(nodes []int32, score float32) (all []arc) {
	for _, n := range nodes {
		all = append(all, arc{n, score})
	}
	return all
}

func (g *graph) append(n node) (number int32) {
	g.nodes = append(g.nodes, n)
	return g.next() - 1
}

// forget drops the nodes before a number.
func (g *graph) forget(number int32) {
	g.nodes = g.nodes[:copy(g.nodes, g.nodes[number-g.first:])]
	g.first = number
}

// soundIndex tells an unstressed AH, which is nothing but a breath of voice, from a stressed one.
func soundIndex(s pronounce.Sound) (uint8, bool) {
	name := s.Phone
	if name == "AH" && !s.Stressed {
		name = "AX"
	}
	phone, ok := acoustic.Index(name)
	return uint8(phone), ok && phone != acoustic.Silence
}
