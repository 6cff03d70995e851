package pcm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/visavis/visavis"
)

// maxFormatChunk bounds what is kept of a fmt chunk; the longest known one has 40 bytes.
const maxFormatChunk = 1024

// unknownSize stands for a data chunk that ends with the file.
const unknownSize = -1

// WAVReader reads a WAV file, or a stream that begins like one, as mono samples; several channels
// are averaged. Integer samples of 8, 16, 24 and 32 bits, floats, µ-law and A-law are read, at any
// rate and under the extensible header too.
type WAVReader struct {
	r      io.Reader
	format wavFormat
	sample func([]byte) int32
	left   int64  // bytes of the data chunk, or unknownSize
	raw    []byte // what Read read
}

// NewWAVReader reads the header, up to the first sample. Its errors say what is wrong with the file
// and what would mend it.
func NewWAVReader(r io.Reader) (*WAVReader, error) {
	var head [12]byte
	n, err := io.ReadFull(r, head[:])
	if err == io.EOF {
		return nil, errors.New("read WAV header: the file is empty")
	}
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("read WAV header: %w", err)
	}
	if n < len(head) || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return nil, errNotWAV(head[:n])
	}
	w := &WAVReader{r: r}
	if err := w.seekData(binary.LittleEndian.Uint32(head[4:])); err != nil {
		return nil, fmt.Errorf("read WAV header: %w", err)
	}
	w.sample = w.format.sample()
	return w, nil
}

// seekData reads chunks until the data chunk's first byte is next. riffSize is what the header
// says follows it.
func (w *WAVReader) seekData(riffSize uint32) error {
	left := int64(riffSize) - 4
	for {
		var head [8]byte
		if _, err := io.ReadFull(w.r, head[:]); err != nil {
			return endedEarly(err)
		}
		id, size := string(head[:4]), binary.LittleEndian.Uint32(head[4:])
		left -= 8
		if id == "data" {
			w.left = dataSize(size, left)
			return w.needFormat()
		}
		if err := w.readChunk(id, int64(size)); err != nil {
			return endedEarly(err)
		}
		left -= int64(size)
	}
}

func (w *WAVReader) needFormat() error {
	if w.format.rate == 0 {
		return errors.New("no fmt chunk before the data chunk: the file is damaged")
	}
	return nil
}

// readChunk takes in a fmt chunk and skips any other. Chunks of odd size are padded.
func (w *WAVReader) readChunk(id string, size int64) error {
	padded := size + size%2
	if id != "fmt " {
		return skip(w.r, padded)
	}
	body := make([]byte, min(size, maxFormatChunk))
	if _, err := io.ReadFull(w.r, body); err != nil {
		return err
	}
	format, err := parseFormat(body)
	if err != nil {
		return err
	}
	w.format = format
	return skip(w.r, padded-int64(len(body)))
}

func skip(r io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	return err
}

func endedEarly(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the file ends before its data chunk: it is cut short or empty")
	}
	return err
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

// Rate returns the file's sampling rate.
func (w *WAVReader) Rate() visavis.SampleRate { return w.format.rate }

// Channels returns how many channels are averaged.
func (w *WAVReader) Channels() int { return w.format.channels }

// Read reads up to len(samples) samples and returns io.EOF when there are no more. A file that was
// cut short is read as far as it goes.
func (w *WAVReader) Read(samples []int16) (int, error) {
	frame := w.format.frameSize()
	want := int64(len(samples)) * int64(frame)
	if w.left != unknownSize {
		want = min(want, w.left-w.left%int64(frame))
	}
	if len(samples) == 0 {
		return 0, nil
	}
	w.raw = slices.Grow(w.raw[:0], int(want))[:want]
	n, err := io.ReadFull(w.r, w.raw)
	if w.left != unknownSize {
		w.left -= int64(n)
	}
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, fmt.Errorf("read WAV data: %w", err)
	}
	n /= frame
	if n == 0 {
		return 0, io.EOF
	}
	for i := range samples[:n] {
		samples[i] = w.mix(w.raw[i*frame : (i+1)*frame])
	}
	return n, nil
}

// mix averages the channels of one frame.
func (w *WAVReader) mix(frame []byte) int16 {
	size, sum := w.format.bits/8, int32(0)
	for i := range w.format.channels {
		sum += w.sample(frame[i*size:])
	}
	return int16(sum / int32(w.format.channels))
}

// ReadWAV reads a whole file.
func ReadWAV(r io.Reader) (samples []int16, rate visavis.SampleRate, err error) {
	w, err := NewWAVReader(r)
	if err != nil {
		return nil, 0, err
	}
	block := make([]int16, 8192)
	for {
		n, err := w.Read(block)
		samples = append(samples, block[:n]...)
		if err == io.EOF {
			return samples, w.Rate(), nil
		}
		if err != nil {
			return samples, w.Rate(), err
		}
	}
}
