package sphinx

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// kept is how many sets of key terms a worker keeps ready. Each takes 40 MB, and a quarter of a second
// to prepare, which the worker catches up while the utterance lasts.
const kept = 2

// expectations keeps a decoder's searches. Each has a language model of all English, the phrases and
// one conversation's key terms; the one without terms is always there.
type expectations struct {
	d          *decoder
	dictionary *dictionary
	parts      []part         // of every model
	ready      []*expectation // the latest last
	opened     int
}

// expectation is a search for key terms.
type expectation struct {
	key      string // the terms as they were told
	search   string
	left     int               // terms that cannot be heard
	names    map[string]string // how words are written, lower case, by their dictionary entries
	spelling spelling
}

// expected is a term in words of the dictionary.
type expected struct {
	words []string
	boost float64
}

// withoutTerms is the search of those who have none.
const withoutTerms = "free"

// expect has the decoder search for terms from the next utterance on.
func (x *expectations) expect(terms json.RawMessage) (*expectation, error) {
	if len(terms) == 0 {
		return new(expectation), x.d.listenFor(0, withoutTerms)
	}
	e, err := x.get(string(terms))
	if err != nil {
		return nil, err
	}
	return e, x.d.listenFor(0, e.search)
}

// get returns the expectation of terms, prepared unless it is at hand.
func (x *expectations) get(key string) (*expectation, error) {
	if i := slices.IndexFunc(x.ready, func(e *expectation) bool { return e.key == key }); i >= 0 {
		e := x.ready[i]
		x.ready = append(slices.Delete(x.ready, i, i+1), e)
		return e, nil
	}
	if len(x.ready) == kept {
		if err := x.forget(x.ready[0]); err != nil {
			return nil, err
		}
		x.ready = slices.Delete(x.ready, 0, 1)
	}
	e, err := x.prepare(key)
	if err == nil {
		x.ready = append(x.ready, e)
	}
	return e, err
}

// forget gives back what an expectation takes.
func (x *expectations) forget(e *expectation) error {
	// What is searched for must not go away.
	if err := x.d.listenFor(0, withoutTerms); err != nil {
		return err
	}
	if e.search != withoutTerms && x.d.lib.psUnsetSearch(x.d.handle, e.search) < 0 {
		return errors.New("a search for key terms did not close")
	}
	x.d.lib.trim() // otherwise a worker that goes from set to set grows by a few more
	return nil
}

// prepare opens a search for terms.
func (x *expectations) prepare(key string) (*expectation, error) {
	terms, err := decodeJSON[[]term]([]byte(key))
	if err != nil {
		return nil, err
	}
	e := &expectation{key: key, search: withoutTerms, names: make(map[string]string), spelling: make(spelling)}
	var all []expected
	for _, t := range terms {
		if words := x.words(e, t); words != nil {
			all = append(all, expected{words, t.Boost})
		} else {
			e.left++
		}
	}
	if len(all) == 0 {
		return e, nil
	}
	x.opened++
	e.search = fmt.Sprintf("terms %d", x.opened)
	return e, x.open(e.search, all)
}

// words returns the dictionary's entries for the words of a term, and notes how they are written; nil
// if one cannot be spoken.
func (x *expectations) words(e *expectation, t term) []string {
	var words, names, written []string
	for _, w := range t.Words {
		word, name := x.dictionary.word(w)
		if word == "" {
			return nil
		}
		words, names, written = append(words, word), append(names, name), append(written, w.Written)
	}
	for i, word := range words {
		if name, taken := e.names[word]; taken {
			names[i] = name // it sounds like a word of another term
		} else {
			e.names[word] = names[i]
		}
	}
	e.spelling.add(names, written)
	return words
}

// word returns the entry of a term's word, and the name by which its spelling is found.
func (y *dictionary) word(w termWord) (entry, name string) {
	if len(w.Pieces) == 1 && y.d.knows(w.Pieces[0]) {
		return w.Pieces[0], w.Pieces[0]
	}
	ways := y.ways(w.Pieces)
	if len(ways) == 0 {
		ways = w.Ways
	}
	return y.entry(ways), strings.ToLower(w.Written)
}

// open opens a search whose model has terms beside all else.
func (x *expectations) open(search string, terms []expected) error {
	own, err := readModel(x.d, termGrams(terms))
	if err != nil {
		return err
	}
	defer x.d.lib.modelFree(own) // the mixed model holds it
	model, err := mix(x.d, append(slices.Clone(x.parts), part{own, "terms", 1}))
	if err != nil {
		return err
	}
	defer x.d.lib.modelFree(model) // and the search that one
	return x.d.listenFor(x.d.lib.psSetLM(x.d.handle, search, model), search)
}

// named gives the words that the dictionary lacked their names.
func (e *expectation) named(h heard) heard {
	for i, w := range h.words {
		if name, ok := e.names[w.text]; ok {
			h.words[i].text = name
		}
	}
	return h
}
