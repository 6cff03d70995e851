package pronounce

import "strings"

// abbreviation returns what an abbreviation stands for, nil if t is none. Those that are words too
// need their stop.
func abbreviation(t string) []string {
	lower := strings.ToLower(t)
	if full := withStop(lower); full != "" {
		return strings.Fields(full)
	}
	if full := withStop(lower + "."); full != "" && !isWord(lower) {
		return strings.Fields(full)
	}
	if name := unitName(t); name != "" && len(t) > 1 {
		return []string{name}
	}
	// Letters with stops between them: U.S.A., e.g.
	if strings.Count(t, ".") >= 2 || strings.Count(t, ".") == 1 && len(t) == 3 && t[1] == '.' {
		if plain := strings.ReplaceAll(t, ".", ""); len(plain)*2 >= len(t) && len(plain) < len(t) && strings.Trim(strings.ToLower(plain), "abcdefghijklmnopqrstuvwxyz") == "" {
			return letters(plain)
		}
	}
	return nil
}

func withStop(t string) string {
	switch t {
	case "mr.":
		return "mister"
	case "mrs.":
		return "missus"
	case "ms.":
		return "miz"
	case "dr.":
		return "doctor"
	case "prof.":
		return "professor"
	case "st.":
		return "saint"
	case "jr.":
		return "junior"
	case "sr.":
		return "senior"
	case "vs.":
		return "versus"
	case "etc.":
		return "et cetera"
	case "approx.":
		return "approximately"
	case "dept.":
		return "department"
	case "inc.":
		return "incorporated"
	case "ltd.":
		return "limited"
	case "corp.":
		return "corporation"
	case "e.g.":
		return "for example"
	case "i.e.":
		return "that is"
	case "a.m.":
		return "A M"
	case "p.m.":
		return "P M"
	case "jan.":
		return "january"
	case "feb.":
		return "february"
	case "apr.":
		return "april"
	case "aug.":
		return "august"
	case "sept.", "sep.":
		return "september"
	case "oct.":
		return "october"
	case "nov.":
		return "november"
	case "dec.":
		return "december"
	case "mon.":
		return "monday"
	case "tue.", "tues.":
		return "tuesday"
	case "wed.":
		return "wednesday"
	case "thu.", "thur.", "thurs.":
		return "thursday"
	case "fri.":
		return "friday"
	}
	return ""
}

// isWord reports whether an abbreviation without its stop is a word of its own.
func isWord(t string) bool {
	switch t {
	case "wed", "inc", "st", "corp", "mon", "oct", "no", "dec", "nov", "apr", "fri", "thu", "sep":
		return true
	}
	return false
}

// unitName returns what a unit of measure stands for, many of them.
func unitName(t string) string {
	switch t {
	case "kg":
		return "kilograms"
	case "km":
		return "kilometers"
	case "cm":
		return "centimeters"
	case "mm":
		return "millimeters"
	case "m":
		return "meters"
	case "g":
		return "grams"
	case "mph":
		return "miles per hour"
	case "GB":
		return "gigabytes"
	case "MB":
		return "megabytes"
	case "kB", "KB":
		return "kilobytes"
	case "ms":
		return "milliseconds"
	case "Hz":
		return "hertz"
	case "kHz":
		return "kilohertz"
	case "°", "°C", "°F":
		return "degrees"
	case "lb", "lbs":
		return "pounds"
	case "ft":
		return "feet"
	}
	return ""
}
