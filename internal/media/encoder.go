package media

import (
	"context"

	"github.com/visavis/visavis"
)

// Encoders are the formats that can be made here. The zero value makes what needs no library: raw
// samples, WAV and FLAC. It may be used by any number of goroutines.
type Encoders struct {
	Opus, MP3 Codec // nil: not to be had
}

// Output is the audio that a client asks for. What it leaves out gets the default that Deepgram's
// POST /v1/speak has.
type Output struct {
	Encoding  string // one that is made here (offer.go lists them); empty: what Container is for, else MP3, or linear16 where that is not
	Container string // "wav", "ogg", "none"; empty: the encoding's own
	Rate      visavis.SampleRate
	BitRate   int // bits per second, of encodings that lose some; 0: the encoding's own
	// Agent allows what audio.output of a conversation has and POST /v1/speak has not: any rate that an
	// encoding knows, and Opus without a container, in which each packet is a message.
	Agent bool
}

// sink encodes one format.
type sink interface {
	begin(ctx context.Context, dst []byte) ([]byte, error)
	append(ctx context.Context, dst []byte, samples []int16) ([]byte, error)
	end(ctx context.Context, dst []byte) ([]byte, error)
	close()
}

// Encoder turns the mono samples of one stream into bytes: Begin, Append any number of times, End and,
// in any case, Close.
type Encoder struct {
	sink   sink
	rate   visavis.SampleRate
	piece  int
	format string
}

// New returns an Encoder, or a *FormatError that names the parameter that cannot be met. It holds
// nothing that has to be closed before Begin.
func (e Encoders) New(o Output) (*Encoder, error) {
	o, c, err := e.complete(o)
	if err != nil {
		return nil, err
	}
	s, err := c.sink(o)
	if err != nil {
		return nil, err
	}
	made := &Encoder{sink: s, rate: o.Rate, format: c.contentType(o)}
	if c.codec != nil && o.Container == noContainer {
		made.piece = int(o.Rate / packetsPerSecond)
	}
	return made, nil
}

// ContentType returns the media type of the bytes, such as "audio/l16;rate=24000".
func (e *Encoder) ContentType() string { return e.format }

// Rate returns the samples per second that Append takes.
func (e *Encoder) Rate() visavis.SampleRate { return e.rate }

// Piece returns how many samples Append may be given at once for what it appends to be a single packet at
// most; 0: of this format any cut is as good as another.
func (e *Encoder) Piece() int { return e.piece }

// Begin opens the stream and appends what comes before the first sample to dst, which may be nothing. A
// WAV header has sizes that say that the length is not known.
func (e *Encoder) Begin(ctx context.Context, dst []byte) ([]byte, error) {
	return e.sink.begin(ctx, dst)
}

// Append appends what samples complete to dst. Encodings that work in blocks keep the rest. Errors are
// those of a codec, and final.
func (e *Encoder) Append(ctx context.Context, dst []byte, samples []int16) ([]byte, error) {
	return e.sink.append(ctx, dst, samples)
}

// End appends what is left at the end of the stream to dst; of single packets the next one, until there
// is none.
func (e *Encoder) End(ctx context.Context, dst []byte) ([]byte, error) { return e.sink.end(ctx, dst) }

// Close frees what the stream holds, whether it came to its end or not. It may be called again.
func (e *Encoder) Close() { e.sink.close() }
