package pronounce

import (
	"context"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// Reader tells how text is spoken, as well and as quickly as it can: by a voice that knows its
// phones when there is one, and by the Lexicon alone when that fails or takes too long. It may be
// used by any number of goroutines.
type Reader struct {
	lexicon *Lexicon
	voice   visavis.Speaker // nil: none

	mu    sync.Mutex // guards the fields below
	known map[string][]Word
	order []string // of known, oldest first
}

const (
	// readLimit is how long the voice may take.
	readLimit = 200 * time.Millisecond
	// remembered is how many texts are not read twice.
	remembered = 256
)

// NewReader returns a Reader; voice may be nil.
func NewReader(l *Lexicon, voice visavis.Speaker) *Reader {
	return &Reader{lexicon: l, voice: voice, known: make(map[string][]Word)}
}

// Words returns the words of a text, which are not to be changed. The voice that speaks it should be
// given Say of it. From and To are those of the text as it was given.
func (r *Reader) Words(ctx context.Context, text string) []Word {
	if words, ok := r.recall(text); ok {
		return words
	}
	words, ok := r.ask(ctx, text)
	if !ok {
		words = r.lexicon.Words(text)
	}
	r.remember(text, words)
	return words
}

// ask has the voice read what the normaliser makes of a text, word by written word.
func (r *Reader) ask(ctx context.Context, text string) (words []Word, ok bool) {
	if r.voice == nil {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	plain, origin := say(text)
	read, err := Voice{r.voice}.Words(ctx, plain)
	if err != nil || len(read) == 0 {
		return nil, false
	}
	words = r.lexicon.Refine(plain, read)
	for i := range words {
		words[i].From, words[i].To = origin.word(words[i].From)
	}
	return words, true
}

func (r *Reader) recall(text string) ([]Word, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	words, ok := r.known[text]
	return words, ok
}

func (r *Reader) remember(text string, words []Word) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.known[text]; !ok {
		r.order = append(r.order, text)
	}
	r.known[text] = words
	if len(r.order) > remembered {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
}
