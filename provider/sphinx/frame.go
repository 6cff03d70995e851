package sphinx

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/visavis/visavis/internal/worker"
)

// Frames to the worker. An utterance is one kindBegin, any number of kindAudio, and kindEnd or
// kindDrop; the worker answers either with one kindFinal.
const (
	kindBegin byte = 1 // payload: beginning as JSON
	kindAudio byte = 2 // payload: 16-bit little-endian samples
	kindEnd   byte = 3
	kindDrop  byte = 4
)

// Frames from the worker.
const (
	kindPartial byte = 0x11 // payload: hypothesis as JSON
	kindFinal   byte = 0x12 // payload: hypothesis as JSON
	// kindExpecting comes first where there are key terms; payload: how many are left out, as JSON.
	kindExpecting byte = 0x13
)

// beginning is what a worker needs to know of a speaker.
type beginning struct {
	Voice voice
	Terms json.RawMessage `json:",omitempty"` // []term; the same bytes are the same terms
}

// hypothesis is what a worker has understood of an utterance.
type hypothesis struct {
	Words      []hypothesisWord `json:",omitempty"`
	Confidence float64          `json:",omitempty"`
	Heard      int              `json:",omitempty"` // samples of the utterance; in a partial only
	Voice      voice            // as it is known after the utterance; in a final only
}

// hypothesisWord is a word with its place in samples from the utterance's beginning.
type hypothesisWord struct {
	Text       string
	Start, End int64
	Confidence float64 `json:",omitempty"`
}

func writeAudio(c *worker.Conn, pcm []int16) error {
	b := make([]byte, 0, 2*len(pcm))
	for _, s := range pcm {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return c.Write(kindAudio, b)
}

// decodeAudio appends a kindAudio payload to pcm.
func decodeAudio(pcm []int16, payload []byte) ([]int16, error) {
	if len(payload)%2 != 0 {
		return nil, fmt.Errorf("read audio: %d bytes are not whole samples", len(payload))
	}
	for i := 0; i < len(payload); i += 2 {
		pcm = append(pcm, int16(binary.LittleEndian.Uint16(payload[i:])))
	}
	return pcm, nil
}

func decodeJSON[T any](payload []byte) (v T, err error) {
	if err := json.Unmarshal(payload, &v); err != nil {
		return v, fmt.Errorf("read frame: %w", err)
	}
	return v, nil
}
