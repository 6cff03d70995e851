package aligned

// place decides to which clause the first held piece belongs, and cuts it where the next clause
// begins.
func (r *reply) place() {
	p := r.held.front()
	if r.believes() || r.clause < 0 {
		p.clause = max(p.clause, r.clause)
		return
	}
	next, start, known := r.tell.next(r.clause)
	switch {
	case p.before > r.clause: // no clause is passed over
		p.clause = p.before
	case known && start <= p.from:
		p.clause = r.following(next)
	case known && start < p.to:
		r.held.cut(start)
		r.held.front().clause = r.clause
	case known || !r.said(r.clause) || p.from < r.tell.lastEnd:
		r.stay(p)
	default:
		p.clause = max(p.clause, r.clause)
	}
}

// following returns the next clause with words, which next is at the latest.
func (r *reply) following(next int) int {
	for n := r.clause + 1; n < next; n++ {
		if len(r.clauses[n].written) > 0 {
			return n
		}
	}
	return next
}

// stay leaves a piece to the present clause although the voice believes that it belongs to a later
// one. The very last audio is shared with that one, so that it is not lost.
func (r *reply) stay(p *piece) {
	later := p.clause > r.clause
	middle := (p.from + p.to) / 2
	if later && r.over && r.held.count() == 1 && middle > p.from {
		r.held.cut(middle)
		p = r.held.front()
		r.held.pieces[1].rest = true // it is not shared again
	} else if later && p.rest {
		return
	}
	p.clause = r.clause
}

// believes reports whether the voice knows best which clause it speaks.
func (r *reply) believes() bool { return r.voice.cfg.Exact || r.aligner.Doubts() }

// said reports whether all words of a clause were told.
func (r *reply) said(clause int) bool {
	return clause >= len(r.clauses) || r.tell.told >= len(r.clauses[clause].written)
}

// ends reports whether the clause of the first held piece ends with it.
func (r *reply) ends(p *piece) bool {
	if r.held.count() == 1 {
		return r.over && !r.broken // of a voice that broke off, nobody knows how far the clause had come
	}
	following := r.held.pieces[1]
	if r.believes() {
		return following.clause > p.clause
	}
	_, start, known := r.tell.next(p.clause)
	return known && start <= p.to || following.rest && following.clause > p.clause
}
