package dialogue

import "slices"

// Effort returns the one of the efforts a model offers, least first, that comes closest to what is
// wanted: the least that is no less, or the most there is. Nothing wanted means the least: somebody
// waits for the first word.
func Effort(wanted string, offered ...string) string {
	if len(offered) == 0 {
		return ""
	}
	for _, o := range offered {
		if rank(o) >= rank(wanted) {
			return o
		}
	}
	return offered[len(offered)-1]
}

// rank orders efforts; what is unknown counts as nothing.
func rank(effort string) int {
	return slices.Index([]string{"none", "minimal", "low", "medium", "high"}, effort)
}
