package pcm

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/visavis/visavis"
)

// WAVReader reads what a WAVDecoder does from an io.Reader, as mono samples; several channels are
// averaged. It reads nothing of what lies behind the samples it is asked for.
type WAVReader struct {
	r       io.Reader
	decoder WAVDecoder
	raw     []byte  // what Read read
	decoded []int16 // interleaved
}

// NewWAVReader reads the header, up to the first sample. Its errors say what is wrong with the file
// and what would mend it.
func NewWAVReader(r io.Reader) (*WAVReader, error) {
	w := &WAVReader{r: r}
	for !w.decoder.inData {
		err := w.read(w.decoder.missing())
		if err == io.EOF {
			err = w.decoder.Close()
		}
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// read decodes the next n bytes, or as many as there are; io.EOF when there are none.
func (w *WAVReader) read(n int) error {
	w.raw = slices.Grow(w.raw[:0], n)[:n]
	n, err := io.ReadFull(w.r, w.raw)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return fmt.Errorf("read WAV: %w", err)
	}
	if n == 0 {
		return io.EOF
	}
	w.decoded, err = w.decoder.Append(w.decoded[:0], w.raw[:n])
	return err
}

// Rate returns the file's sampling rate.
func (w *WAVReader) Rate() visavis.SampleRate { return w.decoder.Rate() }

// Channels returns how many channels are averaged.
func (w *WAVReader) Channels() int { return w.decoder.Channels() }

// Read reads up to len(samples) samples and returns io.EOF when there are no more. A file that was
// cut short is read as far as it goes.
func (w *WAVReader) Read(samples []int16) (int, error) {
	if len(samples) == 0 {
		return 0, nil
	}
	if w.decoder.ended() {
		return 0, io.EOF
	}
	if err := w.read(w.decoder.bytes(len(samples))); err != nil {
		return 0, err
	}
	n := copy(samples, Mix(w.decoded, w.decoder.format.channels))
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Mix averages the channels of interleaved samples, in place.
func Mix(samples []int16, channels int) []int16 {
	if channels == 1 {
		return samples
	}
	n := len(samples) / channels
	for i := range n {
		sum := int32(0)
		for _, s := range samples[i*channels : (i+1)*channels] {
			sum += int32(s)
		}
		samples[i] = int16(sum / int32(channels))
	}
	return samples[:n]
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
		if errors.Is(err, io.EOF) {
			return samples, w.Rate(), nil
		}
		if err != nil {
			return samples, w.Rate(), err
		}
	}
}
