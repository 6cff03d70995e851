//go:build race

package hearing

// underRace: the race detector makes the turn detector twenty times slower.
const underRace = true
