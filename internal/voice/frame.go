package voice

import (
	"encoding/binary"

	"github.com/visavis/visavis"
)

// Frame kinds. A request is answered by times and audio, both possibly absent, and one done.
const (
	frameSay   byte = iota + 1 // parent to worker: request as JSON
	frameStop                  // parent to worker: no more audio is wanted; nothing in it
	frameTimes                 // worker to parent: Times as JSON, before the audio
	frameAudio                 // worker to parent: 16-bit samples, little endian
	frameDone                  // worker to parent: worker.Failure as JSON, none if all went well
)

// request asks a worker to speak.
type request struct {
	Voice string `json:"voice"`
	Text  string `json:"text"`
	// Speed and Expressivity are those of visavis.Prosody.
	Speed        float64 `json:"speed,omitempty"`
	Expressivity float64 `json:"expressivity,omitempty"`
}

func (r request) prosody() visavis.Prosody {
	return visavis.Prosody{Speed: r.Speed, Expressivity: r.Expressivity}
}

// Times says where everything is in the audio of one request. Samples count from its start.
type Times struct {
	Samples int64 // of audio that will come
	// Phones touch one another, from 0 to Samples.
	Phones []visavis.Phone
	// Words are in order; From and To are byte offsets into the text that was to be said. A word
	// of the text may appear as several, one for each that is spoken.
	Words []visavis.SpokenWord
}

func appendPCM(b []byte, pcm []int16) []byte {
	for _, s := range pcm {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return b
}

func decodePCM(b []byte) []int16 {
	pcm := make([]int16, len(b)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return pcm
}
