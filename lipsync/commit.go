package lipsync

import "github.com/visavis/visavis/lipsync/acoustic"

// patience is how long to wait before something is final.
type patience struct {
	// least and most are frames behind the audio: before least nothing is final, after most all is.
	least, most int32
	// margin is how much better than any other way the best must be at first. It falls to nothing
	// while one waits.
	margin float32
}

// needed returns the margin that is needed so many frames behind the audio.
func (p patience) needed(behind int32) float32 {
	return p.margin * float32(p.most-behind) / float32(p.most-p.least)
}

// final is a phone that is over for good.
type final struct {
	node     int32
	from, to int32 // frames
}

// commit makes the open phone final if the best way has left it for long or surely enough, and
// reports whether it has. Ways that disagree are given up. From frame rest on nobody speaks: a sound
// that seems to begin there, like the closure of a stop, may as well begin when the rest is over, and
// is waited for.
func (s *search) commit(p patience, rest int32) (final, bool) {
	if s.where == s.open && s.near(s.best.start) {
		return final{}, false
	}
	next, at, ok := s.after(s.where, s.best)
	if !ok {
		return final{}, false
	}
	if at+nearby >= rest && s.graph.at(next).phone != acoustic.Silence {
		return final{}, false
	}
	behind := s.frame - at
	if behind < p.least || s.margin(next) < p.needed(behind) {
		return final{}, false
	}
	f := final{s.open, s.opened, max(at, s.opened)}
	s.giveUpAllBut(next, at)
	s.open, s.opened = next, f.to
	return f, true
}

// finish makes final what the best way holds after the open phone, and then the phone it is in, up
// to the last frame.
func (s *search) finish(emit func(final)) {
	for {
		next, at, ok := s.after(s.where, s.best)
		if !ok {
			break
		}
		at = max(at, s.opened)
		emit(final{s.open, s.opened, at})
		s.open, s.opened = next, at
	}
	emit(final{s.open, s.opened, s.frame})
}

// nearby is how many frames two ways may differ about when a phone begins and still mean the same.
const nearby = 6

func near(a, b int32) bool { return a <= b+nearby && a >= b-nearby }

// near reports whether a phone that begins at a frame may be the open one.
func (s *search) near(start int32) bool { return near(start, s.opened) }

// after returns the phone that follows the open one on a token's way, and when it begins there. It
// reports false if the token is still in the open phone, or never was.
func (s *search) after(node int32, t token) (next, at int32, ok bool) {
	next = none
	for {
		if node == s.open && s.near(t.start) {
			return next, at, next != none
		}
		next, at = node, t.start
		if t.before == none || s.number-t.before >= memory || t.start < s.opened-nearby {
			return next, at, false
		}
		p := &s.pasts[t.before%memory]
		node, t.start, t.before = p.node, p.start, p.before
	}
}

// margin returns how much better the best token is than the best that does not go on with next.
func (s *search) margin(next int32) float32 {
	other := dead
	for n := s.low; n < s.high; n++ {
		for k := range perPhone {
			t := s.tokens[n-s.graph.first][k]
			if t.score <= other {
				continue
			}
			if to, _, ok := s.after(n, t); !ok || to != next {
				other = t.score
			}
		}
	}
	return s.best.score - other
}

// giveUpAllBut drops the tokens that do not go on with next at about a frame.
func (s *search) giveUpAllBut(next, frame int32) {
	for n := s.low; n < s.high; n++ {
		for k := range perPhone {
			t := &s.tokens[n-s.graph.first][k]
			if t.score == dead {
				continue
			}
			if to, at, ok := s.after(n, *t); !ok || to != next || !near(at, frame) {
				t.score = dead
			}
		}
	}
}
