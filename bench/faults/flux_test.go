package faults

import (
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// TestFlux: what goes wrong with a recogniser that judges turns.
func TestFlux(t *testing.T) {
	const s = time.Second
	hesitant := []string{"i would like … to go to oslo.", "who wrote that?"}
	takesOver := []string{flux + " did not answer; sphinx takes over."}
	playAll(t, []scenario{
		{name: "the socket dies in a turn",
			breaks: deepgrams(at(fluxPath, words(4), dies)), calls: map[string]int{fluxPath: 2}},
		{name: "the socket dies when the turn is probably over", setup: setup{eager: true}, asked: hesitant,
			breaks: deepgrams(at(fluxPath, chunks(10), dies)), calls: map[string]int{fluxPath: 2}},
		{name: "it closes in a turn, and says why",
			breaks: deepgrams(at(fluxPath, words(4), vendors.CloseFrame{Code: 1011, Reason: "INTERNAL_SERVER_ERROR"})), calls: map[string]int{fluxPath: 2}},
		{name: "probably over, and then not", setup: setup{eager: true}, asked: hesitant,
			breaks: func(*world) {}, calls: map[string]int{fluxPath: 1}},
		{name: "a pause that is not the end", asked: hesitant,
			breaks: func(*world) {}, calls: map[string]int{fluxPath: 1}},
		{name: "the turn hangs",
			breaks: deepgrams(at(fluxPath, words(6), hangs)), within: 4 * s, calls: map[string]int{fluxPath: 2}},
		{name: "the turn hangs again",
			breaks: deepgrams(at(fluxPath, words(6), hangs), at(fluxPath, words(2), hangs)), within: 7 * s, told: takesOver},
		{name: "the handshake hangs",
			breaks: deepgrams(at(fluxPath, from, hangs)), within: 5 * s, told: takesOver},
		{name: "the key is refused",
			breaks: deepgrams(always(fluxPath, refuse(401))), calls: map[string]int{fluxPath: 1},
			told: []string{flux + " refused the key; sphinx takes over."}},
		{name: "the handshake is refused with 503",
			breaks: deepgrams(at(fluxPath, from, refuse(503))), calls: map[string]int{fluxPath: 2}},
		{name: "a malformed message",
			breaks: deepgrams(at(fluxPath, words(2), vendors.Garbage{})), calls: map[string]int{fluxPath: 1}},
	}, func(sc *scenario) {
		sc.setup.ears = flux
	})
}
