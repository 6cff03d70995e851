package script

import (
	"slices"
	"strings"
	"time"
)

// feast is a day that has the same date every year.
type feast struct {
	words string // how users say it; of two that match, the first is meant
	said  string
	month time.Month
	day   int
}

func feasts() []feast {
	return []feast{
		{"christmas eve", "Christmas Eve", time.December, 24},
		{"christmas", "Christmas", time.December, 25},
		{"new years eve", "New Year's Eve", time.December, 31},
		{"new year", "New Year", time.January, 1},
		{"halloween", "Halloween", time.October, 31},
		{"valentine", "Valentine's Day", time.February, 14},
	}
}

// until recognises "how many days until christmas". A day that is not known has no slot.
func until(text string) (map[string]string, bool) {
	isCounted := len(after(text, "days until", "days till", "days to", "days before", "sleeps until")) > 0
	isAsked := isCounted || strings.HasPrefix(text, "when is ") || len(after(text, "until", "till")) > 0
	text = strings.ReplaceAll(text, "'", "")
	for _, f := range feasts() {
		if isAsked && strings.Contains(text, f.words) {
			return map[string]string{"feast": f.said}, true
		}
	}
	return nil, isCounted
}

// daysUntil says how far away the next such day is.
func daysUntil(name string, now time.Time) (string, bool) {
	i := slices.IndexFunc(feasts(), func(f feast) bool { return f.said == name })
	if i < 0 {
		return "", false
	}
	f := feasts()[i]
	// In UTC all days have 24 hours.
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	next := time.Date(now.Year(), f.month, f.day, 0, 0, 0, 0, time.UTC)
	if next.Before(today) {
		next = next.AddDate(1, 0, 0)
	}
	switch days := int64(next.Sub(today) / (24 * time.Hour)); days {
	case 0:
		return "today is " + name, true
	case 1:
		return "only one more day until " + name, true
	default:
		return cardinal(days) + " days until " + name, true
	}
}

// elsewhere recognises the question what time it is in another place.
func elsewhere(text string) (map[string]string, bool) {
	words := after(text, "time is it in", "time it is in", "the time in", "time in", "day is it in", "date in")
	isHere := len(words) == 0 || slices.Contains([]string{"here", "this", "my", "our", "words", "english", "general"}, words[0])
	return nil, !isHere
}
