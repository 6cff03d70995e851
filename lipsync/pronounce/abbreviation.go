package pronounce

import (
	"strings"
	"sync"
)

// readings are the ways in which a written word is read, each the words that are said; the first is
// the one that Say has.
type readings [][]string

// one is a single reading.
func one(words ...string) readings { return readings{words} }

// most is how many readings of a word are told apart.
const most = 6

// cross returns all that a and then b may be read as.
func cross(a, b readings) (all readings) {
	for _, x := range a {
		for _, y := range b {
			if len(all) < most {
				all = append(all, append(append([]string(nil), x...), y...))
			}
		}
	}
	return all
}

// readTable reads lines "written: reading | reading".
func readTable(text string) map[string]readings {
	all := make(map[string]readings)
	for line := range strings.Lines(text) {
		written, as, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		for _, words := range strings.Split(as, " | ") {
			all[written] = append(all[written], strings.Fields(words))
		}
	}
	return all
}

// stopped are abbreviations with their stop; none that may as well be a word, or a name, at the end of a
// sentence. Capitals are letters that are read out.
const stopped = `
mr.: mister
mrs.: missus
ms.: miz
dr.: doctor | drive
prof.: professor | prof
st.: saint | street
jr.: junior
sr.: senior
vs.: versus | V S
etc.: et cetera
approx.: approximately | approx
dept.: department
inc.: incorporated | inc
ltd.: limited | L T D
corp.: corporation | corp
e.g.: for example | E G
i.e.: that is | I E
a.m.: A M
p.m.: P M
ph.d.: P H D
ave.: avenue
blvd.: boulevard
rd.: road
mt.: mount
ft.: feet | fort
capt.: captain
lt.: lieutenant
sgt.: sergeant
gov.: governor
jan.: january | jan
feb.: february | feb
apr.: april
aug.: august | aug
sept.: september
sep.: september
oct.: october
nov.: november
dec.: december
mon.: monday
tue.: tuesday
tues.: tuesday
wed.: wednesday
thu.: thursday
thur.: thursday
thurs.: thursday
fri.: friday
`

// needTheirStop are words of their own without it.
const needTheirStop = " ave apr capt corp dec fri ft gov inc jan lt mon mt nov oct rd sep sgt st thu wed "

// units are measured in, many of them.
const units = `
kg: kilograms | K G | kilos
km: kilometers | K M
cm: centimeters | C M
mm: millimeters | M M
m: meters | M
g: grams | G
mg: milligrams | M G
ml: milliliters | M L
mph: miles per hour | M P H
km/h: kilometers per hour | K M H
GB: gigabytes | G B
MB: megabytes | M B
TB: terabytes | T B
kB: kilobytes | K B
KB: kilobytes | K B
ms: milliseconds | M S
Hz: hertz
kHz: kilohertz
MHz: megahertz
GHz: gigahertz
kW: kilowatts
°: degrees
°C: degrees | degrees celsius | degrees C | C
°F: degrees | degrees fahrenheit | degrees F | F
lb: pounds
lbs: pounds
oz: ounces
ft: feet
`

// signs stand by themselves.
const signs = `
&: and
+&: and
+: plus
%: percent
@: at
=: equals
#: number
`

var (
	abbreviations = sync.OnceValue(func() map[string]readings { return readTable(stopped) })
	unitNames     = sync.OnceValue(func() map[string]readings { return readTable(units) })
	signNames     = sync.OnceValue(func() map[string]readings { return readTable(signs) })
)

// abbreviation returns what an abbreviation stands for, nil if t is none.
func abbreviation(t string) readings {
	lower := strings.ToLower(t)
	if full, ok := abbreviations()[lower]; ok {
		return full
	}
	if full, ok := abbreviations()[lower+"."]; ok && !strings.Contains(needTheirStop, " "+lower+" ") {
		return full
	}
	if name, ok := unitNames()[t]; ok && len(t) > 1 {
		return name
	}
	return initials(t)
}

// initials reads letters with stops between them, U.S.A.
func initials(t string) readings {
	plain := strings.ReplaceAll(t, ".", "")
	stops := len(t) - len(plain)
	if stops == 0 || stops == 1 && !(len(t) == 3 && t[1] == '.') || len(plain) > len(t)/2+1 || len(plain) == 0 {
		return nil
	}
	if strings.Trim(strings.ToLower(plain), "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	return one(letters(plain)...)
}

// singular says one of what is many: kilogram.
func singular(r readings) (all readings) {
	for _, words := range r {
		first := words[0]
		if s := strings.TrimSuffix(first, "s"); len(s) > 1 {
			first = s
		}
		if first == "feet" {
			first = "foot"
		}
		all = append(all, append([]string{first}, words[1:]...))
	}
	return all
}
