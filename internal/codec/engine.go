package codec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/worker"
)

// Name is the worker's name, for worker.Main.
const Name = "codec"

// The codecs.
const (
	Opus = "opus"
	MP3  = "mp3"
)

// Engine is the codecs in worker processes.
type Engine struct {
	log *slog.Logger
	// pools have one worker process each, and the next when that has died: a stream stays with its pool.
	pools []*worker.Pool
	next  atomic.Uint32 // streams opened so far
}

// New describes an engine with a number of worker processes; nothing runs before Run. One encodes some
// fifty streams of speech in real time.
func New(log *slog.Logger, workers int) *Engine {
	e := &Engine{log: log}
	for range max(workers, 1) {
		e.pools = append(e.pools, worker.NewPool(log, 1, Name))
	}
	return e
}

// Run keeps the workers alive until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range e.pools {
		g.Go(func() error { return p.Run(ctx) })
	}
	return g.Wait()
}

// Library is what stands behind a codec on this machine.
type Library struct {
	Codec   string
	Version string                    // such as "libopus 1.3.1"
	Missing *visavis.UnavailableError `json:",omitempty"` // nil: it is there
}

// Libraries tells what is there of each codec, waiting until a worker runs.
func (e *Engine) Libraries(ctx context.Context) ([]Library, error) {
	text, err := e.pools[0].Version(ctx)
	if err != nil {
		return nil, err
	}
	var all []Library
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, fmt.Errorf("read the libraries' versions: %w", err)
	}
	return all, nil
}

// Encoders returns encoders of all formats whose libraries are there. It waits until that is known, and
// when ctx ends before, takes them to be there: to open a stream then tells.
func (e *Engine) Encoders(ctx context.Context) media.Encoders {
	all := media.Encoders{Opus: e.Codec(Opus), MP3: e.Codec(MP3)}
	libraries, err := e.Libraries(ctx)
	if _, never := errors.AsType[*visavis.UnavailableError](err); never {
		return media.Encoders{}
	}
	if err != nil {
		e.log.Warn("which codecs there are is not known yet", "err", err)
		return all
	}
	for _, l := range libraries {
		if l.Missing != nil {
			e.log.Info("an encoding cannot be made", "encoding", l.Codec, "why", l.Missing.Error())
			drop(&all, l.Codec)
		}
	}
	return all
}

func drop(all *media.Encoders, codec string) {
	switch codec {
	case Opus:
		all.Opus = nil
	case MP3:
		all.MP3 = nil
	}
}

// Codec returns one of the codecs. It works while Run runs.
func (e *Engine) Codec(name string) media.Codec { return codec{e, name} }

type codec struct {
	engine *Engine
	name   string
}

// Open implements media.Codec. Its error is a *visavis.UnavailableError, which names the package to
// install, where the library is missing.
func (c codec) Open(ctx context.Context, rate visavis.SampleRate, bitRate int) (media.Frames, error) {
	number := c.engine.next.Add(1)
	s := &stream{
		log: c.engine.log.With("codec", c.name), pool: c.engine.pools[int(number)%len(c.engine.pools)],
		opening: opening{Stream: number, Codec: c.name, Rate: rate, BitRate: bitRate}, guard: newGuard(answerLimit),
	}
	if err := s.send(ctx, nil); err != nil {
		return nil, fmt.Errorf("open %s encoder: %w", strings.ToUpper(c.name), err)
	}
	return s, nil
}
