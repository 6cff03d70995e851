package sphinx

import "strings"

// grammar returns a JSGF grammar that accepts exactly the phrases, which consist of words in the
// dictionary: letters and apostrophes, so that nothing needs quoting.
func grammar(phrases []string) string {
	return "#JSGF V1.0;\ngrammar phrases;\npublic <phrase> =\n  " + strings.Join(phrases, "\n| ") + ";\n"
}
