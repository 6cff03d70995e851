package deepgram

import (
	"bytes"
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// utterancesAhead bounds the utterances that wait for the one before them to be answered.
const utterancesAhead = 8

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

// recording is an utterance, or, without audio, an end of speech that followed no start.
type recording struct {
	pcm  []int16
	rate visavis.SampleRate
	from int64 // sample at which pcm begins
}

// Transcribe implements visavis.Transcriber.
func (p *Prerecorded) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	recordings := make(chan recording, utterancesAhead)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(recordings)
		return record(gctx, in, recordings)
	})
	g.Go(func() error {
		for r := range recordings {
			t, err := p.answer(gctx, r)
			if err != nil {
				return err
			}
			emit(t)
		}
		return nil
	})
	err := g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// answer has one utterance transcribed.
func (p *Prerecorded) answer(ctx context.Context, r recording) (visavis.Transcript, error) {
	if ctx.Err() != nil || len(r.pcm) == 0 {
		return visavis.Transcript{Flushed: true}, ctx.Err()
	}
	file := pcm.Linear16.AppendWAVHeader(nil, r.rate, int64(len(r.pcm)))
	req := p.opts.request()
	req.contentType, req.body = "audio/wav", bytes.NewReader(pcm.Linear16.Append(file, r.pcm))
	req.query.Del("utterances")
	req.query.Del("paragraphs")
	answer, err := p.client.transcription(ctx, req)
	if err != nil {
		return visavis.Transcript{}, err
	}
	t := r.transcript(answer)
	t.Flushed = true
	return t, nil
}

// transcript moves an answer's times to where the utterance was.
func (r recording) transcript(a wire.Transcription) visavis.Transcript {
	if len(a.Results.Channels) == 0 || len(a.Results.Channels[0].Alternatives) == 0 {
		return visavis.Transcript{}
	}
	best := a.Results.Channels[0].Alternatives[0]
	line := timeline{rate: r.rate, fed: int64(len(r.pcm))}
	p := piece{text: best.Transcript, confidence: best.Confidence}
	if p.text != "" {
		for _, w := range best.Words {
			p.addWord(visavis.Word{Text: w.Text(), Start: r.from + line.at(w.Start), End: r.from + line.at(w.End), Confidence: w.Confidence})
		}
	}
	return join([]piece{p})
}

// record cuts a microphone's audio into utterances.
func record(ctx context.Context, in <-chan visavis.Chunk, out chan<- recording) error {
	var tape tape
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, more := <-in:
			if !more {
				return nil
			}
			r, ended := tape.hear(c)
			if !ended {
				continue
			}
			select {
			case out <- r:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// tape holds what may be needed of a microphone's audio: the present utterance, and in quiet the
// onset of the next.
type tape struct {
	pcm     []int16
	fed     int64
	running bool
}

// hear takes a chunk and returns the utterance that ends with it, if one does.
func (t *tape) hear(c visavis.Chunk) (recording, bool) {
	t.pcm = append(t.pcm, c.PCM...)
	t.fed += int64(len(c.PCM))
	if c.Mark == visavis.SpeechEnd {
		return t.stop(c.Rate), true
	}
	if c.Mark == visavis.SpeechStart {
		t.keep(c.Rate.N(onset))
		t.running = true
	}
	if limit := c.Rate.N(onset); !t.running && int64(len(t.pcm)) > 4*limit {
		t.keep(limit) // now and then, so that not every chunk moves all
	}
	return recording{}, false
}

func (t *tape) stop(rate visavis.SampleRate) recording {
	r := recording{rate: rate}
	if t.running {
		r.pcm, r.from = t.pcm, t.fed-int64(len(t.pcm))
		t.pcm = nil
	}
	t.running = false
	return r
}

// keep forgets all but the last samples.
func (t *tape) keep(samples int64) {
	if extra := int64(len(t.pcm)) - samples; extra > 0 {
		t.pcm = t.pcm[:copy(t.pcm, t.pcm[extra:])]
	}
}

// Check makes a request that costs nothing, as Client.Check.
func (p *Prerecorded) Check(ctx context.Context) (time.Duration, error) { return p.client.Check(ctx) }
