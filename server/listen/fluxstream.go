package listen

import (
	"context"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/socket"
)

const (
	// signsAhead bounds how far the turns may be behind the audio, in blocks of 20 ms; then the client
	// is not read on.
	signsAhead = 500
	// answerWait is how long a recogniser may owe an answer before that is given up.
	answerWait = 20 * time.Second
)

// fluxStream has a recogniser hear a stream and tells of its turns.
type fluxStream struct {
	socket *socket.Socket
	out    *numberer

	// Of the goroutine that reads the client.
	cutter    *cutter
	blocks    hearing.Blocks
	line      *line
	successor visavis.Transcriber // takes over at the next pause; may be nil

	lines   chan *line
	signs   chan sign
	heard   chan visavis.Transcript
	stopped chan error                 // why the recogniser has
	ends    chan func() *socket.Ending // holds how the stream is to end, before signs is closed

	// Of the goroutine that follows.
	turns *turns
	rest  <-chan sign // signs, until all were taken
	deaf  bool        // the recogniser has stopped
}

func newFluxStream(ears visavis.Transcriber, s fluxSettings) *fluxStream {
	f := &fluxStream{
		cutter: newCutter(s.rules), turns: newTurns(s), line: newLine(ears, 0),
		lines: make(chan *line, 1), signs: make(chan sign, signsAhead),
		heard: make(chan visavis.Transcript), stopped: make(chan error, 1),
		ends: make(chan func() *socket.Ending, 1),
	}
	f.lines <- f.line
	f.rest = f.signs
	return f
}

// hear takes audio, mono at visavis.MicRate, in pieces of any size. It does not allocate.
func (f *fluxStream) hear(ctx context.Context, pcm []int16) error {
	for len(pcm) > 0 {
		var block []int16
		if block, pcm = f.blocks.Add(pcm); block == nil {
			return nil
		}
		if err := f.hearBlock(ctx, block); err != nil {
			return err
		}
	}
	return nil
}

func (f *fluxStream) hearBlock(ctx context.Context, pcm []int16) error {
	f.cutter.feed(pcm)
	return f.pass(ctx, pcm)
}

// force and configure pass on what the client sends beside its audio. Audio of less than a block waits
// for the rest of it.
func (f *fluxStream) force(ctx context.Context) error {
	f.cutter.force()
	return f.pass(ctx, nil)
}

func (f *fluxStream) configure(ctx context.Context, s fluxSettings, refused error) error {
	f.cutter.configure(s, refused)
	return f.pass(ctx, nil)
}

// finish takes the end of the audio; when all of it is told, the stream ends as end says.
func (f *fluxStream) finish(ctx context.Context, end func() *socket.Ending) error {
	f.ends <- end
	defer close(f.signs)
	defer close(f.lines)
	defer func() { f.line.Close() }()
	if rest := f.blocks.Rest(); len(rest) > 0 {
		if err := f.hearBlock(ctx, rest); err != nil {
			return err
		}
	}
	f.cutter.finish()
	return f.pass(ctx, nil)
}

// pass hands on what the cutter found: to the turns first, so that no answer precedes its question.
func (f *fluxStream) pass(ctx context.Context, pcm []int16) error {
	for _, s := range f.cutter.signs {
		select {
		case f.signs <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := f.line.Pass(ctx, pcm, f.cutter.marks); err != nil {
		return err
	}
	return f.succeed(ctx)
}

// succeed has the successor hear what follows, when no utterance would be torn.
func (f *fluxStream) succeed(ctx context.Context) error {
	if f.successor == nil || f.cutter.open {
		return nil
	}
	f.line.Close()
	f.line, f.successor = newLine(f.successor, f.cutter.fed), nil
	select {
	case f.lines <- f.line:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
