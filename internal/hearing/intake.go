package hearing

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
)

// atOnce bounds the bytes that are decoded at a time, so that buffers stay small.
const atOnce = 16 << 10

// Intake turns the bytes of a recording or stream into the sound of its channels at visavis.MicRate,
// mixed into one or each by itself. It belongs to one goroutine at a time and does not allocate once
// its buffers have grown to the size of the pieces. Who has appended anything calls Close or Stop.
type Intake struct {
	separate  bool
	packets   bool // what is given to Append must not be cut
	decoder   *media.Decoder
	channels  []*pcm.Resampler // nil: the rate is right
	decoded   []int16          // interleaved
	one       []int16          // of one channel
	resampled []int16
}

// NewIntake returns an Intake for a format. separate keeps channels apart, otherwise they are mixed.
// Its error is a *media.FormatError.
func NewIntake(f media.Format, separate bool) (*Intake, error) {
	d, err := media.NewDecoder(f)
	if err != nil {
		return nil, err
	}
	return &Intake{separate: separate, packets: f.Encoding == "opus", decoder: d}, nil
}

// Channels returns how many channels come out, once a sample has.
func (i *Intake) Channels() int { return len(i.channels) }

// Append takes the next bytes and calls hear with what they add to each channel, in order; the samples
// are valid until it returns. Its error is hear's, or a *media.DataError when the bytes are no audio.
func (i *Intake) Append(b []byte, hear func(channel int, pcm []int16) error) error {
	for len(b) > 0 {
		n := len(b)
		if !i.packets {
			n = min(n, atOnce)
		}
		var err error
		if i.decoded, err = i.decoder.Append(i.decoded[:0], b[:n]); err != nil {
			return err
		}
		if err := i.hear(hear); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// Close ends the stream and calls hear with what is left of each channel.
func (i *Intake) Close(hear func(channel int, pcm []int16) error) (err error) {
	if i.decoded, err = i.decoder.Close(i.decoded[:0]); err != nil {
		return err
	}
	if err := i.hear(hear); err != nil {
		return err
	}
	for n, r := range i.channels {
		if r == nil {
			continue
		}
		if err := hear(n, r.Flush(i.resampled[:0])); err != nil {
			return err
		}
	}
	return nil
}

// Stop frees what a stream that is given up before its end holds. After Close there is nothing to free.
func (i *Intake) Stop() { i.decoder.Close(nil) }

// hear passes on what was decoded.
func (i *Intake) hear(hear func(int, []int16) error) error {
	if len(i.decoded) == 0 {
		return nil
	}
	if i.channels == nil {
		if err := i.open(); err != nil {
			return err
		}
	}
	width := i.decoder.Channels()
	for n, r := range i.channels {
		samples := i.channel(n, width)
		if r != nil {
			i.resampled = r.Append(i.resampled[:0], samples)
			samples = i.resampled
		}
		if err := hear(n, samples); err != nil {
			return err
		}
	}
	return nil
}

// open makes the channels, now that their number and rate are known.
func (i *Intake) open() error {
	n := 1
	if i.separate {
		n = i.decoder.Channels()
	}
	i.channels = make([]*pcm.Resampler, n)
	if i.decoder.Rate() == visavis.MicRate {
		return nil
	}
	for c := range i.channels {
		r, err := pcm.NewResampler(i.decoder.Rate(), visavis.MicRate)
		if err != nil {
			return &media.DataError{Reason: fmt.Sprintf("this rate cannot be heard: %v", err)}
		}
		i.channels[c] = r
	}
	return nil
}

// channel returns what was decoded of a channel.
func (i *Intake) channel(n, width int) []int16 {
	if !i.separate {
		return pcm.Mix(i.decoded, width)
	}
	i.one = i.one[:0]
	for at := n; at < len(i.decoded); at += width {
		i.one = append(i.one, i.decoded[at])
	}
	return i.one
}
