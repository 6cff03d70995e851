package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// wideStops end a sentence in scripts that put no space behind it.
	wideStops = "。！？"
	// closing is punctuation that belongs to the word before it.
	closing = ".,;:!?…'\"”’)»}" + wideStops
	dash    = "—"
)

// clean removes from a run what cannot be spoken and returns the words that remain: several when a
// symbol or a dash stood between words. Address says that the run held an address.
func clean(run string) (words []string, address bool) {
	if before, after, ok := cutAddress(run); ok {
		return strings.Fields(speakable(before) + "a link" + after), true
	}
	if isEmoticon(run) {
		return nil, false
	}
	run = strings.ReplaceAll(speakable(run), "--", dash)
	run = strings.ReplaceAll(run, dash, " "+dash+" ")
	return strings.Fields(run), false
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "www.")
}

// cutAddress finds an address in a run and returns the punctuation around it.
func cutAddress(run string) (before, after string, ok bool) {
	for i := range run {
		if isAddress(run[i:]) {
			end := len(strings.TrimRight(run, closing+"*_]>"))
			return run[:i], strings.Trim(run[max(end, i):], "*_]>"), true
		}
		if r, _ := utf8.DecodeRuneInString(run[i:]); isSpoken(r) {
			return "", "", false
		}
	}
	return "", "", false
}

func isEmoticon(run string) bool {
	switch strings.TrimRight(run, ".,!?") {
	case ":)", ":-)", ":(", ":-(", ";)", ";-)", ":D", ":-D", ":P", ":-P", ":p", ":o", ":O", "xD", "XD", "^^":
		return true
	}
	return false
}

// speakable drops Markdown's marks and puts a space where a picture or a table's border was.
func speakable(run string) string {
	run = strings.NewReplacer("~~", "", "->", " ", "=>", " ").Replace(run)
	var b strings.Builder
	for i, r := range run {
		switch {
		case strings.ContainsRune("*`\\]", r) || r == utf8.RuneError:
		case r == '_' && (!spokenBefore(run[:i]) || !spokenAfter(run[i+1:])):
		case r == '#' && spokenAfter(run[i+1:]):
		case r == '_', r == '|', r == '•', isPicture(r):
			b.WriteByte(' ')
		case !isInvisible(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isSpoken(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func hasSpoken(s string) bool { return strings.ContainsFunc(s, isSpoken) }

func spokenBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isSpoken(r)
}

func spokenAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isSpoken(r)
}

// isPicture says whether r is an emoji, an arrow or another drawing. The degree sign counts as one
// for Unicode and as a word for a voice.
func isPicture(r rune) bool {
	isArrow := '\u2190' <= r && r <= '\u21ff'
	isSkinTone := '\U0001f3fb' <= r && r <= '\U0001f3ff'
	return isArrow || isSkinTone || (unicode.Is(unicode.So, r) && r != '°')
}

// isInvisible says whether r is a control character, a joiner, a selector of emoji variants, or
// nothing that Unicode has assigned.
func isInvisible(r rune) bool {
	isSelector := '\ufe00' <= r && r <= '\ufe0f' || r == '\u20e3'
	return isSelector || !unicode.IsGraphic(r)
}

func endsWide(run string) bool {
	r, _ := utf8.DecodeLastRuneInString(run)
	return strings.ContainsRune(wideStops, r)
}
