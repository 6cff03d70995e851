package visavis

import "time"

// SampleRate is a number of samples per second.
type SampleRate int

// MicRate is the rate at which a conversation hears: what every Transcriber is fed.
const MicRate SampleRate = 16000

// D returns how long n samples last.
func (r SampleRate) D(n int64) time.Duration {
	// Whole seconds apart, so that hours of samples cannot overflow.
	s, rest := n/int64(r), n%int64(r)
	return time.Duration(s)*time.Second + time.Duration(rest)*time.Second/time.Duration(r)
}

// N returns how many whole samples fit into d.
func (r SampleRate) N(d time.Duration) int64 {
	s, rest := d/time.Second, d%time.Second
	return int64(s)*int64(r) + int64(rest)*int64(r)/int64(time.Second)
}

// Mark says what the caller's turn detector found at a place in the microphone's audio.
type Mark uint8

const (
	NoMark Mark = iota
	// SpeechStart: speech began in this chunk or up to half a second before it.
	SpeechStart
	// SpeechEnd: the speech that SpeechStart announced is over; the transcriber answers with a
	// transcript that has Flushed set.
	SpeechEnd
	// TurnEnd: the caller has decided that the user has finished. A transcriber that judges turns
	// itself closes the present one at once (TurnOver, if the SpeechEnd before it is not answered
	// yet); others ignore it.
	TurnEnd
)

// Chunk is a piece of a microphone's audio, 20 ms as a rule.
type Chunk struct {
	PCM  []int16 // mono; may be empty when Mark is set
	Rate SampleRate
	Mark Mark // applies at the chunk's end
}
