package pcm

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/visavis/visavis"
)

// UnknownLength is the number of samples of a stream whose end is not known yet.
const UnknownLength = -1

// AppendWAVHeader appends the header of a mono WAV file whose samples follow in encoding e. With
// UnknownLength its sizes are placeholders that make a reader read to the end.
func (e Encoding) AppendWAVHeader(dst []byte, rate visavis.SampleRate, samples int64) []byte {
	before := len(dst)
	dst = append(dst, "RIFF\xFF\xFF\xFF\xFFWAVE"...)
	dst = e.appendFormat(dst, rate)
	size := uint32(math.MaxUint32)
	if samples != UnknownLength {
		size = uint32(samples) * uint32(e.Size())
	}
	if e != Linear16 {
		// What is not integers is "not PCM" to a WAV file, which then tells how many samples there are.
		dst = binary.LittleEndian.AppendUint32(append(dst, "fact\x04\x00\x00\x00"...), size)
	}
	dst = binary.LittleEndian.AppendUint32(append(dst, "data"...), size)
	if samples != UnknownLength {
		riff := uint32(len(dst)-before-8) + size
		binary.LittleEndian.PutUint32(dst[before+4:], riff)
	}
	return dst
}

// appendFormat appends the fmt chunk.
func (e Encoding) appendFormat(dst []byte, rate visavis.SampleRate) []byte {
	tag, length, size := uint16(tagPCM), uint32(16), uint32(e.Size())
	switch e {
	case MuLaw:
		tag, length = tagMuLaw, 18
	case ALaw:
		tag, length = tagALaw, 18
	case Linear32:
		tag, length = tagFloat, 18
	}
	le := binary.LittleEndian
	dst = le.AppendUint32(append(dst, "fmt "...), length)
	dst = le.AppendUint16(dst, tag)
	dst = le.AppendUint16(dst, 1) // channels
	dst = le.AppendUint32(dst, uint32(rate))
	dst = le.AppendUint32(dst, uint32(rate)*size)
	dst = le.AppendUint16(dst, uint16(size))
	dst = le.AppendUint16(dst, uint16(8*size))
	if length == 18 {
		dst = le.AppendUint16(dst, 0) // bytes of extension
	}
	return dst
}

// WriteWAV writes samples as a mono 16-bit WAV file. A file holds up to 4 GB: 37 hours at 16 kHz.
func WriteWAV(w io.Writer, samples []int16, rate visavis.SampleRate) error {
	if int64(len(samples)) > (math.MaxUint32-36)/2 {
		return fmt.Errorf("write WAV: %d samples do not fit into 4 GB", len(samples))
	}
	b := make([]byte, 0, 44+2*len(samples))
	b = Linear16.AppendWAVHeader(b, rate, int64(len(samples)))
	if _, err := w.Write(Linear16.Append(b, samples)); err != nil {
		return fmt.Errorf("write WAV: %w", err)
	}
	return nil
}
