package aligned

import (
	"context"
	"sync"

	"github.com/visavis/visavis/lipsync/pronounce"
)

// script is what a reply's voice is given to say. Who hands the clauses on writes it, who listens
// reads it.
type script struct {
	voice *Voice

	mu    sync.Mutex
	texts []string // of the clauses
}

// clause is one as it was written, and how it is read.
type clause struct {
	words   []pronounce.Word
	written []written
}

// written is a word as it is written: "5.99" is one, but four to say.
type written struct {
	from, to int
	sounds   int // that it has as a rule
	parts    int // words that are spoken
}

// index returns which of the words begins at a byte.
func (c *clause) index(from int) int {
	i := 0
	for i < len(c.written)-1 && c.written[i].from < from {
		i++
	}
	return i
}

// after returns the first word that does not begin before a byte.
func (c *clause) after(at int) int {
	i := 0
	for i < len(c.written) && c.written[i].from < at {
		i++
	}
	return i
}

// follow hands clauses on to the voice and notes them before that, until there are no more or ctx
// ends.
func (s *script) follow(ctx context.Context, in <-chan string, out chan<- string) {
	for {
		select {
		case text, more := <-in:
			if !more {
				return
			}
			select {
			case out <- s.note(text):
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// note adds a clause and returns it as the voice should say it. Its words are looked up here, so that
// a lexicon that has to find some out does while the voice gets ready.
func (s *script) note(text string) string {
	s.mu.Lock()
	s.texts = append(s.texts, text)
	s.mu.Unlock()
	if len(s.words(text)) > 0 && s.voice.cfg.Spell {
		return pronounce.Say(text)
	}
	return text
}

// words returns the words of a text, as they are read now.
func (s *script) words(text string) []pronounce.Word {
	if !s.voice.english() {
		return nil
	}
	return s.voice.cfg.Lexicon.Words(text)
}

// after returns the clauses from number n on.
func (s *script) after(n int) []clause {
	s.mu.Lock()
	texts := s.texts[n:]
	s.mu.Unlock()
	var clauses []clause
	for _, text := range texts {
		clauses = append(clauses, newClause(s.words(text)))
	}
	return clauses
}

func newClause(words []pronounce.Word) clause {
	c := clause{words: words}
	for _, w := range words {
		if n := len(c.written); n == 0 || c.written[n-1].from != w.From {
			c.written = append(c.written, written{from: w.From, to: w.To})
		}
		last := &c.written[len(c.written)-1]
		last.sounds += len(w.Ways[0])
		last.parts++
	}
	return c
}
