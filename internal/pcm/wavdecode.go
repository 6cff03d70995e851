package pcm

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/visavis/visavis"
)

// maxFormatChunk bounds what is kept of a fmt chunk; the longest known one has 40 bytes.
const maxFormatChunk = 1024

// unknownSize stands for a data chunk that ends with the file.
const unknownSize = -1

// Bytes of the parts of a WAV file's header that are awaited as a whole.
const (
	riffSize      = 12 // "RIFF", size, "WAVE"
	chunkHeadSize = 8  // id, size
)

// WAVDecoder reads a WAV file, or a stream that begins like one, that comes in pieces of any size.
// Integer samples of 8, 16, 24 and 32 bits, floats, µ-law and A-law are read, at any rate and under
// the extensible header too. The zero value awaits the first byte.
type WAVDecoder struct {
	take   func(*WAVDecoder) error // reads head, when it is complete; nil: nothing has come yet
	head   []byte                  // the part of the header that is awaited, as far as it has come
	want   int                     // bytes of that part
	skip   int64                   // bytes to pass over before it
	padded int64                   // bytes of the fmt chunk
	behind int64                   // bytes of the file that come behind, by its own account
	err    error

	format wavFormat
	layout layout
	inData bool  // the header is complete
	left   int64 // bytes of the data chunk, or unknownSize
	frames frames
}

// Append appends the samples of all frames that b completes to dst, interleaved. After an error,
// which says what is wrong with the file and what would mend it, nothing more is read. What follows
// the samples is passed over.
func (d *WAVDecoder) Append(dst []int16, b []byte) ([]int16, error) {
	if d.take == nil {
		d.await(riffSize, (*WAVDecoder).takeRIFF)
	}
	for !d.inData && len(b) > 0 && d.err == nil {
		b = b[d.readHeader(b):]
	}
	if !d.inData || d.err != nil {
		return dst, d.err
	}
	if d.left != unknownSize {
		b = b[:min(d.left, int64(len(b)))]
		d.left -= int64(len(b))
	}
	return d.frames.append(dst, b, d.layout, d.format.channels), nil
}

// Rate returns the file's sampling rate; 0 while the header is incomplete.
func (d *WAVDecoder) Rate() visavis.SampleRate {
	if !d.inData {
		return 0
	}
	return d.format.rate
}

// Channels returns how many samples a frame has; 0 while the header is incomplete.
func (d *WAVDecoder) Channels() int {
	if !d.inData {
		return 0
	}
	return d.format.channels
}

// Close says what was missing when the file has ended. One whose samples were cut short is fine.
func (d *WAVDecoder) Close() error {
	switch {
	case d.err != nil || d.inData:
		return d.err
	case d.take == nil:
		d.fail(errors.New("the file is empty"))
	case d.behind == 0 && d.want == riffSize:
		d.fail(errNotWAV(d.head))
	default:
		d.fail(errors.New("the file ends before its data chunk: it is cut short or empty"))
	}
	return d.err
}

// ended reports whether all samples have come.
func (d *WAVDecoder) ended() bool { return d.inData && d.left == 0 }

// missing is how many bytes of the header are awaited next, in blocks where it is passed over.
func (d *WAVDecoder) missing() int {
	switch {
	case d.take == nil:
		return riffSize
	case d.skip > 0:
		return int(min(d.skip, 4096))
	}
	return d.want - len(d.head)
}

// bytes returns how many bytes so many frames have, as far as the data chunk goes.
func (d *WAVDecoder) bytes(frames int) int {
	n := int64(frames) * int64(d.layout.size*d.format.channels)
	if d.left != unknownSize {
		n = min(n, d.left)
	}
	return int(n)
}

// await begins the next part of the header.
func (d *WAVDecoder) await(size int, take func(*WAVDecoder) error) {
	d.head, d.want, d.take = d.head[:0], size, take
}

// readHeader returns how much of b it has read.
func (d *WAVDecoder) readHeader(b []byte) int {
	if d.skip > 0 {
		n := min(d.skip, int64(len(b)))
		d.skip -= n
		return int(n)
	}
	n := min(d.want-len(d.head), len(b))
	d.head = append(d.head, b[:n]...)
	if len(d.head) == d.want {
		d.fail(d.take(d))
	}
	return n
}

func (d *WAVDecoder) fail(err error) {
	if err != nil {
		d.err = fmt.Errorf("read WAV header: %w", err)
	}
}

func (d *WAVDecoder) takeRIFF() error {
	if string(d.head[:4]) != "RIFF" || string(d.head[8:]) != "WAVE" {
		return errNotWAV(d.head)
	}
	d.behind = int64(binary.LittleEndian.Uint32(d.head[4:])) - 4
	d.await(chunkHeadSize, (*WAVDecoder).takeChunk)
	return nil
}

// takeChunk reads the head of a chunk. Chunks of odd size are padded.
func (d *WAVDecoder) takeChunk() error {
	size := binary.LittleEndian.Uint32(d.head[4:])
	d.behind -= chunkHeadSize
	switch string(d.head[:4]) {
	case "data":
		return d.beginData(dataSize(size, d.behind))
	case "fmt ":
		d.await(int(min(size, maxFormatChunk)), (*WAVDecoder).takeFormat)
		d.padded = int64(size) + int64(size%2)
		if size == 0 {
			return d.takeFormat()
		}
	default:
		d.await(chunkHeadSize, (*WAVDecoder).takeChunk)
		d.skip = int64(size) + int64(size%2)
	}
	d.behind -= int64(size)
	return nil
}

func (d *WAVDecoder) takeFormat() (err error) {
	d.format, err = parseFormat(d.head)
	d.layout, d.skip = d.format.layout(), d.padded-int64(len(d.head))
	d.await(chunkHeadSize, (*WAVDecoder).takeChunk)
	return err
}

func (d *WAVDecoder) beginData(size int64) error {
	if d.format.rate == 0 {
		return errors.New("no fmt chunk before the data chunk: the file is damaged")
	}
	d.inData, d.left = true, size
	return nil
}

// dataSize tells a data chunk's true size from a placeholder: who streams a WAV file cannot know it
// and writes 0 or 2 to 4 GB. 0 is true only of a file that goes on behind it; left is how many
// bytes the header says that is.
func dataSize(size uint32, left int64) int64 {
	const placeholder = 0x7FFF0000
	if size >= placeholder || size == 0 && (left <= 0 || left >= placeholder-4096) {
		return unknownSize
	}
	return int64(size)
}
