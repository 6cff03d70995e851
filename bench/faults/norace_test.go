//go:build !race

package faults

const oneIn = 1
