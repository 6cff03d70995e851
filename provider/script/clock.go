package script

import (
	"strings"
	"time"
)

// clockSlot returns what a clock and a calendar know.
func clockSlot(name string, now time.Time) (string, bool) {
	switch name {
	case "time":
		return timeOfDay(now), true
	case "date":
		return now.Weekday().String() + ", the " + ordinal(int64(now.Day())) + " of " + now.Month().String(), true
	case "year":
		return year(now.Year()), true
	case "weekday":
		return now.Weekday().String(), true
	case "tomorrow":
		return now.AddDate(0, 0, 1).Weekday().String(), true
	case "daypart":
		return strings.TrimPrefix(strings.TrimPrefix(daypart(now.Hour()), "in the "), "at "), true
	}
	return "", false
}

// timeOfDay says "four twenty in the afternoon".
func timeOfDay(now time.Time) string {
	hour := cardinal(int64((now.Hour()+11)%12 + 1))
	minute := " " + cardinal(int64(now.Minute()))
	switch {
	case now.Minute() == 0:
		minute = " o'clock"
	case now.Minute() < 10:
		minute = " oh" + minute
	}
	return hour + minute + " " + daypart(now.Hour())
}

func daypart(hour int) string {
	switch {
	case hour < 5 || hour >= 22:
		return "at night"
	case hour < 12:
		return "in the morning"
	case hour < 18:
		return "in the afternoon"
	}
	return "in the evening"
}

// year says "twenty twenty six" and "two thousand and five".
func year(y int) string {
	if y%1000 < 10 || y%100 == 0 {
		return cardinal(int64(y))
	}
	return cardinal(int64(y/100)) + " " + cardinal(int64(y%100))
}
