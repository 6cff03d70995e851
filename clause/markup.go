package clause

import "strings"

// bracket handles a cue, an aside, or the text of a Markdown link.
func (l *lexer) bracket(out *cutter, final bool) int {
	inside, ok, wait := upTo(l.raw[1:], "]", "[\n", maxBracket, final)
	switch {
	case wait:
		return 0
	case !ok:
		return 1 // a bracket that nothing closes is dropped alone
	}
	end := len(inside) + 2
	target, isLink, wait := l.linkTarget(end, final)
	if wait {
		return 0
	}
	if isLink {
		// What the link is called is text like any other.
		l.raw = "[" + inside + l.raw[end+len(target)+2:]
		return 1
	}
	if name, ok := Canonical(inside); ok {
		out.cue(name)
		return end
	}
	if isAside(inside) {
		return end
	}
	return 1 // its content is text; the closing bracket is dropped with other markup
}

// linkTarget looks for the address of a Markdown link at raw[at:].
func (l *lexer) linkTarget(at int, final bool) (target string, ok, wait bool) {
	rest := l.raw[at:]
	switch {
	case rest == "":
		return "", false, !final
	case rest[0] != '(':
		return "", false, false
	}
	return upTo(rest[1:], ")", "\n", maxAddress, final)
}

// upTo returns what stands in s before the first of the characters in end. It is not ok when one of
// the characters in stop, or the limit, comes first; wait says that more text must decide.
func upTo(s, end, stop string, limit int, final bool) (inside string, ok, wait bool) {
	i := strings.IndexAny(s[:min(len(s), limit)], end+stop)
	switch {
	case i >= 0:
		return s[:i], strings.IndexByte(end, s[i]) >= 0, false
	case len(s) >= limit || final:
		return "", false, false
	}
	return "", false, true
}

// angle handles a tag, an address in angle brackets, or a plain "less than".
func (l *lexer) angle(out *cutter, final bool) int {
	inside, ok, wait := upTo(l.raw[1:], ">", "<", maxTag, final)
	switch {
	case wait && (len(l.raw) < 2 || beginsTag(l.raw[1:])):
		return 0
	case ok && isAddress(inside):
		l.word(inside, false, false, out)
	case ok && isTag(inside):
		l.tag(inside, out)
	default:
		return l.plain(1, out, final)
	}
	return len(inside) + 2
}

func beginsTag(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, "!") || isASCIILetter(s[0])
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isTag tells a tag from a comparison: "b" and "/b" and `a href="…"` are tags, "b and c" is not.
func isTag(inside string) bool {
	if inside == "" || !beginsTag(inside) {
		return false
	}
	rest := strings.TrimSpace(inside[len(tagWord(inside)):])
	return rest == "" || rest == "/" || inside[0] == '!' || strings.Contains(rest, "=")
}

// tagWord returns a tag's name with the slash before it.
func tagWord(inside string) string {
	if i := strings.IndexAny(inside[1:], " \t\n/="); i >= 0 {
		return inside[:1+i]
	}
	return inside
}

func (l *lexer) tag(inside string, out *cutter) {
	switch name := strings.ToLower(tagWord(inside)); name {
	case "think", "thinking", "script", "style":
		l.hidden = name
	case "br", "p", "/p", "li", "/li", "div", "/div", "h1", "/h1", "h2", "/h2", "h3", "/h3":
		l.lineEnd(out)
	}
}

// skipHidden drops everything up to the tag that ends what is hidden.
func (l *lexer) skipHidden(final bool) int {
	end := "</" + l.hidden + ">"
	if i := strings.Index(asciiLower(l.raw), end); i >= 0 {
		l.hidden = ""
		return i + len(end)
	}
	return l.skip(len(end)-1, final)
}

// asciiLower keeps every byte in its place, which strings.ToLower does not.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

const fence = "```"

// backtick drops the marks of code within a line, and replaces a block of code.
func (l *lexer) backtick(out *cutter, final bool) int {
	switch {
	case strings.HasPrefix(l.raw, fence):
		out.space()
		out.word("some code", false)
		l.inCode, l.inLine = true, true
		return len(fence)
	case !final && strings.HasPrefix(fence, l.raw):
		return 0
	}
	return 1
}

func (l *lexer) skipCode(final bool) int {
	if i := strings.Index(l.raw, fence); i >= 0 {
		l.inCode, l.glued = false, false
		return i + len(fence)
	}
	return l.skip(len(fence)-1, final)
}

// skip consumes all but the last keep bytes, which may be the beginning of an end.
func (l *lexer) skip(keep int, final bool) int {
	if final {
		return len(l.raw)
	}
	return max(0, len(l.raw)-keep)
}
