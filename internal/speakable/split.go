package speakable

import "strings"

// maxPiece bounds what is spoken in one go, in bytes: the longer a piece, the later its first
// audio. It holds any word of maxWord characters.
const maxPiece = 250

// split cuts a text into pieces of at most maxPiece bytes, if it can where one would pause, and
// leaves out those without anything to speak.
func split(t Text) []Text {
	var pieces []Text
	for len(t.Clean) > 0 {
		n := pieceLen(t.Clean)
		if strings.ContainsFunc(t.Clean[:n], isAlnum) {
			pieces = append(pieces, t.slice(0, n))
		}
		t = t.slice(n, len(t.Clean))
	}
	return pieces
}

// slice returns a part of t; both ends lie between characters.
func (t Text) slice(from, to int) Text {
	t.Clean, t.at = t.Clean[from:to], t.at[from:to]
	return t
}

// pieceLen returns how much of s to speak in one go.
func pieceLen(s string) int {
	if len(s) <= maxPiece {
		return len(s)
	}
	head := s[:maxPiece]
	for _, marks := range []string{".!?", ",;:"} {
		if i := lastPause(head, marks); i > maxPiece/3 {
			return i
		}
	}
	return strings.LastIndexByte(head, ' ') + 1 // there is one: words are shorter than pieces
}

// lastPause returns the length of s up to and with its last space after one of marks.
func lastPause(s, marks string) int {
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == ' ' && strings.IndexByte(marks, s[i-1]) >= 0 {
			return i + 1
		}
	}
	return 0
}
