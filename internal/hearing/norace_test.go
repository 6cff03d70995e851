//go:build !race

package hearing

const underRace = false
