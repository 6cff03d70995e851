package speakable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxWord bounds a run of characters without a space: libespeak-ng overflows on long ones.
	maxWord = 40
	// maxRepeat bounds a run of the same punctuation mark.
	maxRepeat = 3
)

// Clean returns text as safe pieces of bounded length, in order: none when there is nothing to
// speak. What script is not written with becomes a space.
func Clean(text string, script Script) []Text {
	c := cleaner{script: script}
	for i, r := range text {
		for _, out := range render(r, script) {
			c.put(out, i)
		}
	}
	whole := Text{Clean: string(c.clean), source: text, at: c.at, unspaced: script.Unspaced}
	if !script.Unspaced {
		whole.words = findWords(text, script)
	}
	return split(whole)
}

// render returns what is put in the place of a character of the original: nothing, a space where
// it is not spoken but parts its neighbours, or something to speak.
func render(r rune, script Script) string {
	if s, ok := plain(r); ok {
		return s
	}
	if r > 0x7f && script.ASCII {
		if s := toASCII(r); s != "" {
			return s
		}
	} else if script.has(r) {
		return string(r)
	}
	if vanishes(r) {
		return ""
	}
	return " "
}

// vanishes reports whether r, itself not spoken, leaves its neighbours together.
func vanishes(r rune) bool {
	// RuneError stands for bytes that are no text.
	return r == utf8.RuneError || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) ||
		unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
}

// parts reports whether r separates words.
func parts(r rune, script Script) bool { return strings.Contains(render(r, script), " ") }

// cleaner builds clean text: at[i] is the offset in the original from which clean[i] was made.
type cleaner struct {
	script Script
	clean  []byte
	at     []int

	run    int  // characters since the last space
	last   rune // that is not a space
	repeat int  // how often it stood there
}

func (c *cleaner) put(r rune, pos int) {
	if r == ' ' {
		c.space(pos)
		return
	}
	if r != c.last || isAlnum(r) {
		c.repeat = 0
	}
	c.last = r
	if c.repeat++; c.repeat > maxRepeat {
		return
	}
	if c.run == maxWord {
		c.space(pos)
	}
	c.run++
	c.write(string(r), pos)
}

// space ends a word; spaces do not repeat and do not lead.
func (c *cleaner) space(pos int) {
	if c.run == 0 {
		return
	}
	c.run = 0
	c.write(" ", pos)
}

func (c *cleaner) write(s string, pos int) {
	c.clean = append(c.clean, s...)
	for range len(s) {
		c.at = append(c.at, pos)
	}
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
