package deepgram

import (
	"bytes"
	"context"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/utterance"
	"github.com/visavis/visavis/wire"
)

// Prerecorded transcribes each utterance in one request when it is over. It is slower than Listen
// to answer and tells nothing before; it is there to be compared with, and for servers that have no
// streams.
type Prerecorded struct {
	client *Client
	opts   TranscribeOptions
}

var _ visavis.Transcriber = (*Prerecorded)(nil)

// NewPrerecorded returns a transcriber; it contacts nobody yet.
func NewPrerecorded(cfg Config, opts TranscribeOptions) *Prerecorded {
	return &Prerecorded{NewClient(cfg), opts}
}

// Transcribe implements visavis.Transcriber.
func (p *Prerecorded) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return utterance.Transcribe(ctx, in, emit, p.recognise)
}

// recognise has one utterance transcribed.
func (p *Prerecorded) recognise(ctx context.Context, audio []int16) (visavis.Transcript, error) {
	file := pcm.Linear16.AppendWAVHeader(nil, visavis.MicRate, int64(len(audio)))
	req := p.opts.request()
	req.contentType, req.body = "audio/wav", bytes.NewReader(pcm.Linear16.Append(file, audio))
	req.query.Del("utterances")
	req.query.Del("paragraphs")
	answer, err := p.client.transcription(ctx, req)
	if err != nil {
		return visavis.Transcript{}, err
	}
	return transcript(answer, int64(len(audio))), nil
}

// transcript returns what was said in a recording of so many samples.
func transcript(a wire.Transcription, samples int64) visavis.Transcript {
	if len(a.Results.Channels) == 0 || len(a.Results.Channels[0].Alternatives) == 0 {
		return visavis.Transcript{}
	}
	best := a.Results.Channels[0].Alternatives[0]
	if best.Transcript == "" {
		return visavis.Transcript{}
	}
	line := timeline{rate: visavis.MicRate, fed: samples}
	p := piece{text: best.Transcript, confidence: best.Confidence}
	for _, w := range best.Words {
		p.addWord(visavis.Word{Text: w.Text(), Start: line.at(w.Start), End: line.at(w.End), Confidence: w.Confidence})
	}
	return join([]piece{p})
}

// Check makes a request that costs nothing, as Client.Check.
func (p *Prerecorded) Check(ctx context.Context) (time.Duration, error) { return p.client.Check(ctx) }
