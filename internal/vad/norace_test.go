//go:build !race

package vad

const underRace = false
