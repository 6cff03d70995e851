package aligned

// perPage is how many things fit on a page, and room how many a piece of speech has at most as a
// rule.
const perPage, room = 256, 16

// pages are where what is told stays valid: who is told may keep it. There is an allocation for a
// page, not for a piece.
type pages[T any] struct{ free []T }

// open returns an empty slice to append to.
func (p *pages[T]) open() []T {
	if cap(p.free) < room {
		p.free = make([]T, 0, perPage)
	}
	return p.free
}

// take returns what was appended, for good.
func (p *pages[T]) take(s []T) []T {
	if n := len(s); n <= cap(p.free) { // or it has grown out of the page
		p.free = p.free[n:n]
	}
	return s[:len(s):len(s)]
}
