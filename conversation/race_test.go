//go:build race

package conversation

// thorough: the race detector makes sound ten times as expensive and does not look at what is remembered
// of it: tones show it what runs at the same time.
const thorough = false
