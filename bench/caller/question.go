package caller

import "github.com/visavis/visavis"

// Question is a text as spoken.
type Question struct {
	Text  string
	Audio []int16 // at visavis.MicRate
	End   int     // its last audible sample
}

// NewQuestion returns a question of which audio is the sound.
func NewQuestion(text string, audio []int16) Question {
	return Question{text, audio, lastAudible(audio)}
}

// lastAudible returns where speech ends: after the last 10 ms above -46 dB of full scale.
func lastAudible(audio []int16) int {
	const block, floor = int(visavis.MicRate / 100), 164
	for at := len(audio) / block * block; at >= block; at -= block {
		var power float64
		for _, s := range audio[at-block : at] {
			power += float64(s) * float64(s)
		}
		if power > floor*floor*float64(block) {
			return at
		}
	}
	return len(audio)
}
