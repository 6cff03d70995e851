package codec

import (
	"encoding/binary"
	"errors"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// Kinds of the messages between parent and worker. Streams have numbers, which the parent gives.
const (
	kindOpen    byte = iota + 1 // parent: opening as JSON; answered by kindOpened or kindFailed
	kindEncode                  // parent: number, samples; answered by kindPackets or kindFailed
	kindEnd                     // parent: number; not answered
	kindOpened                  // worker: shape as JSON
	kindPackets                 // worker: packets, each behind its length
	kindFailed                  // worker: worker.Failure as JSON
)

// opening asks for an encoder.
type opening struct {
	Stream  uint32             `json:"stream"`
	Codec   string             `json:"codec"`
	Rate    visavis.SampleRate `json:"rate"`
	BitRate int                `json:"bit_rate"`
}

// shape is what an encoder makes of sound.
type shape struct {
	Size  int `json:"size"`  // samples that one packet is made of
	Delay int `json:"delay"` // samples that decoding gives before those that went in
}

var errMalformed = errors.New("a malformed message of a codec's worker")

// numberSize is the bytes of a stream's number.
const numberSize = 4

// appendSamples appends a request to encode.
func appendSamples(dst []byte, stream uint32, samples []int16) []byte {
	return pcm.Linear16.Append(binary.LittleEndian.AppendUint32(dst, stream), samples)
}

// readSamples reads a request: the stream's number, and its samples appended to dst.
func readSamples(dst []int16, b []byte) (stream uint32, samples []int16, err error) {
	if len(b) < numberSize || len(b)%2 != 0 {
		return 0, dst, errMalformed
	}
	for rest := b[numberSize:]; len(rest) > 0; rest = rest[2:] {
		dst = append(dst, int16(binary.LittleEndian.Uint16(rest)))
	}
	return binary.LittleEndian.Uint32(b), dst, nil
}

// lengthSize is the bytes of a packet's length.
const lengthSize = 2

// maxPacket is far more than a packet of any of the formats has.
const maxPacket = 1 << 14

func appendPacket(dst, packet []byte) []byte {
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(packet)))
	return append(dst, packet...)
}

// cutPacket takes the first packet off an answer.
func cutPacket(b []byte) (packet, rest []byte, err error) {
	if len(b) < lengthSize {
		return nil, nil, errMalformed
	}
	n := int(binary.LittleEndian.Uint16(b))
	if b = b[lengthSize:]; n == 0 || n > len(b) {
		return nil, nil, errMalformed
	}
	return b[:n], b[n:], nil
}
