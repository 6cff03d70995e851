package media

import (
	"context"

	"github.com/visavis/visavis/internal/pcm"
)

// rawSink writes samples as they are, behind a WAV header or none.
type rawSink struct {
	encoding pcm.Encoding
	head     []byte
}

func newRawSink(o Output) (sink, error) {
	e, _ := raw(o.Encoding)
	s := rawSink{encoding: e}
	if o.Container == wavContainer {
		s.head = e.AppendWAVHeader(nil, o.Rate, pcm.UnknownLength)
	}
	return s, nil
}

func (s rawSink) begin(_ context.Context, dst []byte) ([]byte, error) {
	return append(dst, s.head...), nil
}

func (s rawSink) append(_ context.Context, dst []byte, samples []int16) ([]byte, error) {
	return s.encoding.Append(dst, samples), nil
}

func (s rawSink) end(_ context.Context, dst []byte) ([]byte, error) { return dst, nil }
func (s rawSink) close()                                            {}
