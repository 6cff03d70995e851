//go:build race

package faults

// oneIn: the race detector makes sound ten times as expensive, and finds in some scenarios what it
// would find in all.
const oneIn = 12
