package speak

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// longestControl bounds a control within a text, in bytes: what is longer is none.
const longestControl = 256

// controls takes the inline controls of 7 out of a text that comes in pieces: \{pause:500ms\} is left
// out, and of \{"word": "tomato", "pronounce": "təˈmɑːtəʊ"\} the word is left. They are not carried
// out, there as here; spoken as they stand they would be gibberish.
type controls struct {
	held     string // the end of the text so far, which may begin one
	stripped int    // characters that were left out
}

// take returns what may be spoken of the text, with a piece more of it.
func (c *controls) take(piece string) string {
	text := c.held + piece
	c.held = ""
	var out strings.Builder
	for {
		from := strings.Index(text, `\{`)
		if from < 0 {
			break
		}
		out.WriteString(text[:from])
		text = text[from:]
		to := strings.Index(text[:min(len(text), longestControl)], `\}`)
		if to < 0 && len(text) < longestControl {
			c.held = text
			return out.String()
		}
		n := max(to, 0) + len(`\}`)
		out.WriteString(c.spoken(text[:n]))
		text = text[n:]
	}
	if strings.HasSuffix(text, `\`) {
		text, c.held = text[:len(text)-1], `\`
	}
	return out.String() + text
}

// rest returns what was held back, at the end of the text.
func (c *controls) rest() string {
	held := c.held
	c.held = ""
	return held
}

// withoutControls is what is spoken of a whole text.
func withoutControls(text string) string {
	var c controls
	spoken := c.take(text)
	return spoken + c.rest()
}

// behindControl returns where the control ends that a place of the text is in; the place, if it is in none.
func behindControl(text string, at int) int {
	from := strings.LastIndex(text[:at], `\{`)
	if from < 0 {
		return at
	}
	n := strings.Index(text[from:], `\}`) + len(`\}`)
	var c controls
	if from+n <= at || n > longestControl || c.spoken(text[from:from+n]) == text[from:from+n] {
		return at
	}
	return from + n
}

var pause = regexp.MustCompile(`^\\\{pause:\d+ms\\\}$`)

// spoken returns what is to be spoken in place of what looks like a control.
func (c *controls) spoken(control string) string {
	var override struct{ Word, Pronounce string }
	object := "{" + strings.TrimSuffix(strings.TrimPrefix(control, `\{`), `\}`) + "}"
	word := ""
	switch {
	case pause.MatchString(control):
	case json.Unmarshal([]byte(object), &override) == nil && override.Word != "" && override.Pronounce != "":
		word = override.Word
	default:
		return control
	}
	c.stripped += utf8.RuneCountInString(control) - utf8.RuneCountInString(word)
	return word
}
