package sphinx

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis/internal/worker"
)

// parrot hears audio as its number of samples.
type parrot struct{ samples int }

func (p *parrot) begin(beginning) (int, error) { p.samples = 0; return 0, nil }

func (p *parrot) tired() bool { return false }

func (p *parrot) feed(pcm []int16) (*hypothesis, error) {
	p.samples += len(pcm)
	return &hypothesis{Words: []hypothesisWord{{Text: "so far", End: int64(p.samples)}}}, nil
}

func (p *parrot) end() (hypothesis, error) { return hypothesis{Confidence: 1}, nil }

func (p *parrot) drop() (hypothesis, error) { return hypothesis{}, nil }

func TestServeFrames(t *testing.T) {
	var in, out bytes.Buffer
	parent := worker.NewConn(&out, &in)
	parent.WriteJSON(kindBegin, beginning{})
	writeAudio(parent, []int16{1, -1, 3})
	parent.Write(kindEnd, nil)
	if err := serveFrames(worker.NewConn(&in, &out), &parrot{}); !errors.Is(err, io.EOF) {
		t.Fatalf("the worker ended with %v, want the end of its input", err)
	}
	var kinds []byte
	for {
		kind, _, err := parent.Read()
		if err != nil {
			break
		}
		kinds = append(kinds, kind)
	}
	if diff := cmp.Diff([]byte{kindPartial, kindFinal}, kinds); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestFramesOutOfOrder(t *testing.T) {
	for _, kinds := range [][]byte{{kindAudio}, {kindEnd}, {kindBegin, kindBegin}} {
		var in, out bytes.Buffer
		for _, kind := range kinds {
			worker.NewConn(nil, &in).Write(kind, []byte("{}"))
		}
		if err := serveFrames(worker.NewConn(&in, &out), &parrot{}); !errors.Is(err, errOutOfOrder) {
			t.Errorf("frames %v: %v, want %v", kinds, err, errOutOfOrder)
		}
	}
}

func FuzzServeFrames(f *testing.F) {
	f.Add(kindAudio, []byte{1, 2, 3})
	f.Add(kindBegin, []byte(`{"Mean":[1e999]}`))
	f.Fuzz(func(t *testing.T, kind byte, payload []byte) {
		s := service{conn: worker.NewConn(nil, io.Discard), listener: &parrot{}, open: kind != kindBegin}
		s.handle(kind, payload) // any answer but a panic
	})
}

func FuzzDecodeHypothesis(f *testing.F) {
	f.Add([]byte(`{"Words":[{"Text":"hi","Start":1,"End":2}],"Confidence":0.5,"Voice":{}}`))
	f.Fuzz(func(t *testing.T, payload []byte) { decodeJSON[hypothesis](payload) })
}
