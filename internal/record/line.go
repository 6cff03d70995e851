package record

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/coder/websocket"
)

// line is one line of a socket's conversation: a text message as it is, or in brackets what happens.
type line struct {
	text   string
	binary bool // count messages of size bytes
	count  int
	size   int
	end    error // how the socket ends: a websocket.CloseError, else errGone
}

// errGone is an end without a word.
var errGone = errors.New("the connection ended without a close")

func (l line) String() string {
	var closed websocket.CloseError
	switch {
	case l.binary:
		return fmt.Sprintf("(audio: %d × %d bytes)", l.count, l.size)
	case errors.As(l.end, &closed):
		return strings.TrimSpace(fmt.Sprintf("(close %d) %s", closed.Code, closed.Reason))
	case l.end != nil:
		return "(gone)"
	case plain(l.text):
		return l.text
	}
	return "(text) " + strconv.Quote(l.text)
}

// plain reports whether a text message fits a line of a txtar file and cannot be taken for anything
// else.
func plain(text string) bool {
	return text != "" && !strings.ContainsAny(text, "\r\n") && text[0] != '(' && text[0] != '-' && text == strings.TrimSpace(text)
}

// parseLine reads what String wrote.
func parseLine(s string) (line, error) {
	what, rest, _ := strings.Cut(s, ")")
	rest = strings.TrimSpace(rest)
	l := line{text: s}
	switch {
	case strings.HasPrefix(what, "(audio: "):
		l = line{binary: true}
		_, err := fmt.Sscanf(what, "(audio: %d × %d bytes", &l.count, &l.size)
		return l, err
	case strings.HasPrefix(what, "(close "):
		code, err := strconv.Atoi(strings.TrimPrefix(what, "(close "))
		return line{end: websocket.CloseError{Code: websocket.StatusCode(code), Reason: rest}}, err
	case what == "(gone":
		return line{end: errGone}, nil
	case what == "(text":
		text, err := strconv.Unquote(rest)
		return line{text: text}, err
	case strings.HasPrefix(what, "("):
		return line{}, fmt.Errorf("nobody knows what %q is", s)
	}
	return l, nil
}
