package sphinx

import "slices"

// spelling tells how key terms are written: by a term's first name, all that begin with it.
type spelling map[string][]spelled

// spelled is a term: the names of its words as they are heard, and the words as they are written.
type spelled struct{ names, written []string }

// add notes a term. Of two that sound alike the first counts; a longer one goes before a shorter.
func (s spelling) add(names, written []string) {
	same := s[names[0]]
	if slices.ContainsFunc(same, func(o spelled) bool { return slices.Equal(o.names, names) }) {
		return
	}
	same = append(same, spelled{names, written})
	slices.SortStableFunc(same, func(a, b spelled) int { return len(b.names) - len(a.names) })
	s[names[0]] = same
}

// write spells the terms among words.
func (s spelling) write(words []hypothesisWord) {
	for i := 0; i < len(words); i++ {
		t := s.at(words[i:])
		for j, w := range t.written {
			words[i+j].Text = w
		}
		i += max(0, len(t.names)-1)
	}
}

// at returns the term that words begin with, if they do.
func (s spelling) at(words []hypothesisWord) spelled {
	for _, t := range s[words[0].Text] {
		if len(t.names) <= len(words) && matches(t.names, words) {
			return t
		}
	}
	return spelled{}
}

func matches(names []string, words []hypothesisWord) bool {
	for i, n := range names {
		if words[i].Text != n {
			return false
		}
	}
	return true
}

// more reports whether a has key terms that b lacks.
func (s spelling) more(a, b heard) bool {
	return slices.ContainsFunc(a.words, func(w heardWord) bool {
		return len(s[w.text]) > 0 && !slices.ContainsFunc(b.words, func(o heardWord) bool { return o.text == w.text })
	})
}
