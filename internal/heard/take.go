package heard

import "github.com/visavis/visavis"

// Takes are the attempts to speak a clause: several when voices failed in the middle of it and
// another began it anew. Without any, the clause has not begun.
type Takes []Take

// Take is one attempt to speak a clause.
type Take struct {
	Start, End int64                // samples from the start of the reply
	Words      []visavis.SpokenWord // nil: unknown
	Untimed    bool                 // they will remain so
	Guessed    bool                 // Words may be guesses: what counts is Ended
	Ended      []visavis.SpokenWord
}

// Begun reports whether any of the clause was spoken.
func (t Takes) Begun() bool { return len(t) > 0 }

// Last returns the present take; the clause has begun.
func (t Takes) Last() *Take { return &t[len(t)-1] }

// Begin accounts for the beginning of a piece of speech at a sample of the reply, and reports whether it
// begins the clause anew.
func (t *Takes) Begin(sp *visavis.Speech, at int64) (again bool) {
	again = t.Begun() && sp.Again
	if again || !t.Begun() {
		*t = append(*t, Take{Start: at, End: at, Untimed: sp.Words == nil})
	}
	last := t.Last()
	last.Words, last.Ended = append(last.Words, sp.Words...), append(last.Ended, sp.Ended...)
	last.Guessed = last.Guessed || sp.Ended != nil
	return again
}
