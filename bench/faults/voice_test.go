package faults

import (
	"fmt"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// TestVoice: what goes wrong with the voice costs no word; a clause that was broken off may be begun
// again, and only that.
func TestVoice(t *testing.T) {
	const s = time.Second
	speaks := func(why string) []string { return []string{aura + " " + why + "; flite takes over."} }
	playAll(t, []scenario{
		{name: "it hangs before the first sound",
			breaks: deepgrams(at(speakPath, chunks(1), hangs)), within: 4 * s, told: speaks("did not answer")},
		{name: "a handshake hangs that nobody waits for yet",
			breaks: deepgrams(at(speakPath, from, hangs))},
		{name: "all handshakes hang",
			breaks: deepgrams(always(speakPath, hangs)), shared: true, within: 4 * s, told: speaks("did not answer")},
		{name: "it hangs in mid-clause",
			breaks: deepgrams(at(speakPath, words(7), hangs)), gap: 3 * s, told: speaks("did not answer")},
		{name: "it pauses in mid-clause",
			breaks: deepgrams(at(speakPath, words(7), vendors.Stall{For: 2 * s})), gap: 2 * s},
		{name: "the handshake is refused with 500",
			breaks: deepgrams(at(speakPath, from, refuse(500)))},
		{name: "the handshake is refused with 500 again and again",
			breaks: deepgrams(always(speakPath, refuse(500))), alone: true, told: speaks("failed with status 500")},
		{name: "the key is refused",
			breaks: deepgrams(always(speakPath, refuse(401))), alone: true, told: speaks("refused the key"), calls: map[string]int{speakPath: 1}},
		{name: "a byte at a time",
			breaks: deepgrams(at(speakPath, from, vendors.Dribble{Size: 1}))},
		{name: "an odd number of bytes at a time",
			breaks: deepgrams(at(speakPath, from, vendors.Dribble{Size: 7}))},
		{name: "it closes in mid-clause, and says why",
			breaks: deepgrams(at(speakPath, words(9), vendors.CloseFrame{Code: 1011, Reason: "NET-0001"})), gap: s},
		{name: "it closes because the text is not allowed",
			breaks: deepgrams(at(speakPath, words(9), vendors.CloseFrame{Code: 1008, Reason: "DATA-0000"})), gap: s, told: speaks("failed with status 1008")},
		{name: "a malformed message",
			breaks: deepgrams(at(speakPath, words(4), vendors.Garbage{}))},
	}, nil)
}

// TestVoiceDiesAnywhere: whichever word it is that the voice dies in.
func TestVoiceDiesAnywhere(t *testing.T) {
	for n := 0; n < len(letters(answerOf(gpt, questions[0]))); n += oneIn {
		scenario{
			name:   fmt.Sprintf("in word %d", n+1),
			breaks: deepgrams(at(speakPath, words(n), dies)), gap: time.Second, alone: true,
		}.run(t)
	}
}
