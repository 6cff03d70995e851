//go:build race

package aligned

// thorough: the race detector makes sound ten times as expensive and does not look at how right the
// lips are: one voice at one pace, and few seeds, show it what runs at the same time.
const thorough = false
