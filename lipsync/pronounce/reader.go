package pronounce

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/visavis/visavis"
)

// Reader has a voice read words that has a dictionary and knows its phones, and remembers what it
// was told. Where there is no voice, or it fails, rules do. It may be used by any number of goroutines.
type Reader struct {
	lexicon Lexicon
	voice   Voice       // without a speaker: none
	unread  chan string // words that somebody wanted to know

	mu    sync.Mutex // guards known
	known map[string][]Sound
}

const (
	// mostKnown is how many words are remembered: some 2 MB.
	mostKnown = 20_000
	// mostUnread is how many words wait to be read. More are left: they will come again if they matter.
	mostUnread = 64
)

// NewReader returns a Reader; voice may be nil.
func NewReader(l *Lexicon, voice visavis.Speaker) *Reader {
	r := &Reader{lexicon: *l, voice: Voice{voice}, known: make(map[string][]Sound), unread: make(chan string, mostUnread)}
	if voice != nil {
		r.lexicon.known = r.recall
	}
	return r
}

// Read returns the words of a text once the voice has read those that it was not asked for before.
// The voice that speaks the text should be given Say of it. From and To are those of the text as it
// was given.
func (r *Reader) Read(ctx context.Context, text string) []Word {
	if r.voice.Speaker != nil {
		r.ask(ctx, r.lacking(spell(text)))
	}
	return r.lexicon.Words(text)
}

// Lexicon returns a Lexicon that knows what the Reader does, for who cannot wait: it tells at once
// what was read before and reads the rest by rules, which Run then reads for the next time.
func (r *Reader) Lexicon() *Lexicon { return &r.lexicon }

// Run reads the words that Lexicon has lacked, until ctx ends.
func (r *Reader) Run(ctx context.Context) {
	for {
		select {
		case word := <-r.unread:
			words := []spoken{{text: word}}
			for range len(r.unread) {
				words = append(words, spoken{text: <-r.unread})
			}
			r.ask(ctx, r.lacking(words))
		case <-ctx.Done():
			return
		}
	}
}

// recall returns how a word was read. One that was not is noted.
func (r *Reader) recall(word string) ([]Sound, bool) {
	r.mu.Lock()
	way, asked := r.known[word]
	r.mu.Unlock()
	if !asked {
		select {
		case r.unread <- word:
		default:
		}
	}
	return way, len(way) > 0
}

// lacking returns which of some words were not read yet, each once.
func (r *Reader) lacking(words []spoken) (lacking []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range words {
		if _, asked := r.known[w.text]; !asked && r.lexicon.lacks(w.text) && !slices.Contains(lacking, w.text) {
			lacking = append(lacking, w.text)
		}
	}
	return lacking
}

// ask has the voice read words, each by itself: what it says must not depend on who asked first.
func (r *Reader) ask(ctx context.Context, words []string) {
	if len(words) == 0 {
		return
	}
	var text strings.Builder
	ends := make([]int, len(words))
	for i, w := range words {
		text.WriteString(plain(w))
		ends[i] = text.Len()
		text.WriteString(", ")
	}
	read, err := r.voice.Words(ctx, text.String())
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, w := range words {
		if len(r.known) >= mostKnown {
			clear(r.known)
		}
		r.known[w] = nil // what it leaves out it will leave out another time as well
		for len(read) > 0 && read[0].From < ends[i] {
			r.known[w] = append(r.known[w], read[0].Ways[0]...)
			read = read[1:]
		}
	}
}
