package clause

// Clause is a piece of a reply that can be spoken on its own.
type Clause struct {
	// Text is plain words and punctuation, without white space at its ends. It is never empty and
	// at most 240 characters long. Clauses are joined by a space.
	Text string
	Cues []Cue // in the order of At
}

// Cue is an emotion or gesture that begins with a word.
type Cue struct {
	At   int    // byte offset in Text of the word's first letter or digit
	Name string // as Canonical returns it: "happy", "nod"
}

// Splitter turns the deltas of one reply into clauses. The zero value is ready.
type Splitter struct {
	lex lexer
	cut cutter
}

// Add takes the next piece of the reply's text and returns the clauses that are complete now.
func (s *Splitter) Add(delta string) []Clause {
	s.lex.raw += delta
	s.lex.run(&s.cut, false)
	return s.cut.take()
}

// AtEnd reports whether the text so far ends a sentence, as far as one can tell before more of it comes:
// whoever has waited long enough for that may Close. Without any text left it is true.
func (s *Splitter) AtEnd() bool {
	if s.lex.inCode || s.lex.hidden != "" {
		return false
	}
	text := s.cut.text
	if s.lex.raw != "" && !s.lex.glued {
		text += " "
	}
	text += s.lex.raw
	return text == "" || ending(text) == sentence
}

// Close says that the reply is complete and returns what is left of it. The Splitter is then ready
// for another reply. A cue that no word follows belongs to the last word, or is dropped if that
// has been returned already.
func (s *Splitter) Close() []Clause {
	s.lex.run(&s.cut, true)
	s.cut.attach()
	s.cut.flush()
	out := s.cut.take()
	*s = Splitter{}
	return out
}
