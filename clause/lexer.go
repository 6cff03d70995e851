package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits after which a construct that has not ended is taken for plain text, in bytes.
const (
	maxBracket = 300
	maxTag     = 300
	maxAddress = 2000
	maxRun     = 256
)

// lexer divides raw text into words, white space, line ends and cues. Every step either consumes
// text for good or waits; it waits whenever more text could change what the step would do, which
// is what makes the result independent of the deltas.
type lexer struct {
	raw       string // not consumed yet
	inLine    bool   // a word has been seen on this line
	glued     bool   // no white space since the last word
	inCode    bool   // between two code fences
	inAddress bool   // in the rest of an address that was too long for one run
	hidden    string // name of the tag whose content is not spoken, such as "think"
}

// run consumes as much as can be consumed; with final set, everything.
func (l *lexer) run(out *cutter, final bool) {
	for l.raw != "" {
		n := l.step(out, final)
		if n == 0 {
			return
		}
		l.raw = l.raw[n:]
	}
}

// step handles the construct at the front of raw and returns its length, or 0 to wait for more.
func (l *lexer) step(out *cutter, final bool) int {
	switch {
	case l.inCode:
		return l.skipCode(final)
	case l.hidden != "":
		return l.skipHidden(final)
	}
	r, size := utf8.DecodeRuneInString(l.raw)
	switch {
	case !final && !utf8.FullRuneInString(l.raw):
		return 0
	case unicode.IsSpace(r):
		l.whitespace(r, out)
		return size
	case r == '[':
		return l.bracket(out, final)
	case r == '<':
		return l.angle(out, final)
	case r == '`':
		return l.backtick(out, final)
	}
	return l.plain(0, out, final)
}

func (l *lexer) whitespace(r rune, out *cutter) {
	l.glued, l.inAddress = false, false
	if r == '\n' || r == '\u2028' || r == '\u2029' {
		l.lineEnd(out)
		return
	}
	out.space()
}

func (l *lexer) lineEnd(out *cutter) {
	l.inLine, l.glued = false, false
	out.space()
	out.flush()
}

// plain handles a run of characters without white space or markup that begins with skip bytes
// which are plain whatever they look like.
func (l *lexer) plain(skip int, out *cutter, final bool) int {
	window := l.raw[:min(len(l.raw), maxRun+utf8.UTFMax)]
	end, long := skip+runEnd(window[skip:]), false
	switch {
	case end >= skip && end < maxRun+utf8.UTFMax:
	case len(l.raw) >= maxRun+utf8.UTFMax:
		end, long = runeStart(l.raw, maxRun), true
	case final:
		end = len(l.raw)
	default:
		return 0
	}
	l.word(l.raw[:end], long, strings.HasPrefix(l.raw[end:], "["), out)
	return end
}

// runEnd finds where a run ends: before white space or markup, or behind a full stop of a script
// that uses no spaces. It returns -1 when s does not say.
func runEnd(s string) int {
	for i, r := range s {
		switch {
		case unicode.IsSpace(r), r == '[', r == '<', r == '`':
			return i
		case strings.ContainsRune(wideStops, r):
			return i + utf8.RuneLen(r)
		}
	}
	return -1
}

// runeStart returns the last place at or before i where a character begins.
func runeStart(s string, i int) int {
	for j := i; j > i-utf8.UTFMax && j > 0; j-- {
		if j < len(s) && utf8.RuneStart(s[j]) {
			return j
		}
	}
	return i
}

// word passes a run on, unless it is markup of its line or the rest of an address. Long says that
// the run goes on behind the limit, bracketed that a bracket follows.
func (l *lexer) word(run string, long, bracketed bool, out *cutter) {
	if l.inAddress || (!l.inLine && isLineMarkup(run)) || (run == "!" && bracketed && !l.glued) {
		return
	}
	pieces, address := clean(run)
	l.inAddress = address && long
	for i, p := range pieces {
		out.word(p, l.glued && i == 0)
		if i < len(pieces)-1 || endsWide(run) {
			out.space()
		}
	}
	l.inLine, l.glued = true, !endsWide(run)
}

// isLineMarkup recognises what Markdown puts before the words of a line: bullets, headings, quotes.
func isLineMarkup(run string) bool {
	switch run {
	case "-", "*", "+", "•", "–":
		return true
	}
	return allOf(run, "#") || allOf(run, ">")
}
