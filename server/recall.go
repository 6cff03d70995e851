package server

import (
	"slices"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// latest returns the newest messages that have up to so many characters together. What the user said last
// and the calls since then are among them whatever their length, and no calls without what they answer.
func latest(messages []visavis.Message, characters int) []visavis.Message {
	question := lastOfUser(messages)
	first, left := question, characters-length(messages[question:]...)
	for first > 0 {
		if left -= length(messages[first-1]); left < 0 {
			break
		}
		first--
	}
	for first < len(messages) && messages[first].Calls != nil && first < question {
		first++ // what they were made for is left out
	}
	return messages[first:]
}

// lastOfUser is where the user said something last; 0 if they have not.
func lastOfUser(messages []visavis.Message) int {
	for i, m := range slices.Backward(messages) {
		if m.Role == visavis.User {
			return i
		}
	}
	return 0
}

// length is how many characters messages have, with their calls and what came of them.
func length(messages ...visavis.Message) (n int) {
	for _, m := range messages {
		n += utf8.RuneCountInString(m.Text)
		for _, c := range m.Calls {
			n += utf8.RuneCountInString(c.Name) + utf8.RuneCountInString(c.Arguments) + utf8.RuneCountInString(c.Response)
		}
	}
	return n
}
