//go:build race

package listen

// underRace: the race detector allocates on its own account.
const underRace = true
