package listen

import (
	"strings"

	"github.com/visavis/visavis/wire"
)

// abbreviated writes units of measurement behind a number shorter.
func abbreviated(words []wire.ListenWord) []wire.ListenWord {
	return rewrite(words, func(before, rest []wire.ListenWord) piece {
		unit := abbreviation(rest[0].Word)
		if unit == "" || len(before) == 0 || !isNumber(before[len(before)-1]) {
			return piece{}
		}
		return piece{1, unit, unit + trailing(rest[0].PunctuatedWord)}
	})
}

// isNumber reports whether a word ends a number, in figures or not. A sign behind it parts it from what
// follows.
func isNumber(w wire.ListenWord) bool {
	if w.Word == "" || trailing(w.PunctuatedWord) != "" {
		return false
	}
	_, ordinal, ok := below100(w.Word)
	return endsInFigure(w.Word) || ok && !ordinal || multiplies(w.Word) && !strings.HasSuffix(w.Word, "th")
}

// units are names of units, each followed by its short form.
var units = strings.Fields("milligram mg gram g kilogram kg ounce oz pound lb milliliter ml liter l " +
	"millimeter mm centimeter cm meter m kilometer km inch in inche in foot ft feet ft yard yd mile mi")

// abbreviation returns the short form of a unit, be it one or several; "" when there is none.
func abbreviation(unit string) string {
	unit = strings.TrimSuffix(unit, "s")
	if prefix, found := strings.CutSuffix(unit, "re"); found {
		unit = prefix + "er" // metre, litre
	}
	for i := 0; i < len(units); i += 2 {
		if units[i] == unit {
			return units[i+1]
		}
	}
	return ""
}
