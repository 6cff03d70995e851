package clause

import (
	"strings"
	"unicode/utf8"
)

// Lengths in characters.
const (
	minSentence    = 8   // shorter ones ("No.") are spoken with the next
	minFirstPhrase = 18  // a first clause may end at a comma behind this
	minPhrase      = 120 // a later one, only when the sentence is long
	maxClause      = 240
)

// cutter collects words and decides where a clause ends.
type cutter struct {
	text    string
	cues    []Cue
	pending []string // cues that wait for their word
	began   bool     // a clause has been released
	done    []Clause
}

func (c *cutter) take() []Clause {
	out := c.done
	c.done = nil
	return out
}

// word appends a word, to the one before it when glued. Words longer than a clause are divided.
func (c *cutter) word(w string, glued bool) {
	if !hasSpoken(w) {
		w, glued = c.punctuation(w)
	}
	for utf8.RuneCountInString(w) > maxClause {
		head := firstRunes(w, maxClause)
		c.append(head, glued)
		w, glued = w[len(head):], false
	}
	if w != "" {
		c.append(w, glued)
	}
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// punctuation decides what becomes of a word without letters and digits: it closes the word before
// it, stands alone like a dash or "+", or goes.
func (c *cutter) punctuation(w string) (kept string, glued bool) {
	switch {
	case c.text == "":
		return "", false
	case allOf(w, closing):
		return w, true
	case w == dash || w == "–" || w == "-" && !endsInDigit(c.text):
		return dash, false
	case w == "-" || allOf(w, "+=%&<>$€£/°×÷−"):
		return w, false
	}
	return "", false
}

func endsInDigit(s string) bool {
	last := s[len(s)-1]
	return '0' <= last && last <= '9'
}

func (c *cutter) append(w string, glued bool) {
	sep := " "
	if glued || c.text == "" {
		sep = ""
	}
	if utf8.RuneCountInString(c.text)+utf8.RuneCountInString(sep+w) > maxClause {
		sep = c.makeRoom(sep)
	}
	if c.text == "" && !hasSpoken(w) {
		return // punctuation of a word that has just been released
	}
	c.text += sep + w
	c.attach()
}

// makeRoom releases what is there so that the next word fits, and returns the new separator. A
// glued word takes the beginning of its word along.
func (c *cutter) makeRoom(sep string) string {
	last := strings.LastIndexByte(c.text, ' ')
	if sep == " " || last < 0 {
		c.flush()
		return ""
	}
	c.flushTo(last)
	return sep
}

// attach gives the pending cues to the last word.
func (c *cutter) attach() {
	start := strings.LastIndexByte(c.text, ' ') + 1
	first := strings.IndexFunc(c.text[start:], isSpoken)
	if first < 0 {
		return
	}
	for _, name := range c.pending {
		c.cues = append(c.cues, Cue{At: start + first, Name: name})
	}
	c.pending = nil
}

func (c *cutter) cue(name string) { c.pending = append(c.pending, name) }

// space says that the last word is complete.
func (c *cutter) space() {
	n := utf8.RuneCountInString(c.text)
	switch ending(c.text) {
	case sentence:
		if n >= minSentence {
			c.flush()
		}
	case phrase:
		if n >= minPhrase || !c.began && n >= minFirstPhrase {
			c.flush()
		}
	}
}

// flush releases the text as a clause, if there is any.
func (c *cutter) flush() { c.flushTo(len(c.text)) }

func (c *cutter) flushTo(end int) {
	if end == 0 {
		return
	}
	rest := strings.TrimPrefix(c.text[end:], " ")
	moved := len(c.text) - len(rest)
	out := Clause{Text: c.text[:end]}
	var later []Cue
	for _, cue := range c.cues {
		if cue.At < end {
			out.Cues = append(out.Cues, cue)
		} else {
			later = append(later, Cue{At: cue.At - moved, Name: cue.Name})
		}
	}
	c.done = append(c.done, out)
	c.text, c.cues, c.began = rest, later, true
}
