package media

import (
	"context"

	"github.com/visavis/visavis"
)

// Codec makes the packets of a compressed format out of mono samples. Package codec has those of
// libraries, and a Fake.
type Codec interface {
	// Open begins a stream, which the caller closes. Its error is a *visavis.UnavailableError where the
	// library is missing. What it is asked for is what the format has.
	Open(ctx context.Context, rate visavis.SampleRate, bitRate int) (Frames, error)
}

// Frames is a stream of a Codec: frames of samples go in and packets come out, one for each. It belongs
// to one goroutine at a time.
type Frames interface {
	// Size returns the samples of a frame.
	Size() int
	// Delay returns how many samples decoding gives before those that went in.
	Delay() int
	// Encode takes whole frames and calls packet with what comes out, in order; it is valid until packet
	// returns. The last few packets may be kept back until there are more frames. An error is final.
	Encode(ctx context.Context, frames []int16, packet func([]byte)) error
	// Close frees what the stream holds. It may be called again.
	Close()
}
