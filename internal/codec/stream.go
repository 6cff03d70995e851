package codec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/visavis/visavis/internal/worker"
)

const (
	// runUp is how many frames an encoder that takes over hears before the first whose packet is
	// wanted: it has to get going.
	runUp = 5
	// batch is how many frames one request has at most. Other streams wait for it.
	batch = 10
	// maxTries is how many workers a request may cost.
	maxTries = 3
)

// errDied says that a worker broke off.
var errDied = errors.New("worker died")

// stream is an encoder that lives in a worker, and in the next when that one has died.
type stream struct {
	log     *slog.Logger
	pool    *worker.Pool
	opening opening
	form    shape
	guard   *guard

	// Frames that a worker might have to hear again: those whose packets are owed, and runUp before.
	pcm   []int16
	first int64 // frames before them
	given int64 // packets passed on

	proc    *worker.Process // that has the encoder; nil: none
	heard   int             // samples of pcm that it has had
	skip    int             // packets of it that were given before
	request []byte
}

// Size implements media.Frames.
func (s *stream) Size() int { return s.form.Size }

// Delay implements media.Frames.
func (s *stream) Delay() int { return s.form.Delay }

// Encode implements media.Frames.
func (s *stream) Encode(ctx context.Context, pcm []int16, packet func([]byte)) error {
	for len(pcm) > 0 {
		n := min(len(pcm), batch*s.form.Size)
		s.pcm = append(s.pcm, pcm[:n]...)
		if err := s.send(ctx, packet); err != nil {
			return err
		}
		s.forget()
		pcm = pcm[n:]
	}
	return nil
}

// Close implements media.Frames. A worker that cannot be told to free the encoder in time is replaced.
func (s *stream) Close() {
	proc := s.proc
	if s.proc = nil; proc == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), freeLimit)
	defer cancel()
	now, err := s.pool.Acquire(ctx)
	if err != nil {
		proc.Kill()
		return
	}
	if now == proc {
		s.request = appendSamples(s.request[:0], s.opening.Stream, nil)
		if err := proc.Write(kindEnd, s.request); err != nil {
			proc.Kill()
		}
	}
	s.pool.Release(now)
}

// send has a worker encode what it has not heard of s.pcm, or the next one what it needs of it.
func (s *stream) send(ctx context.Context, packet func([]byte)) error {
	for try := 1; ; try++ {
		err := s.attempt(ctx, packet)
		if !errors.Is(err, errDied) || try == maxTries || ctx.Err() != nil {
			return err
		}
		s.log.Warn("worker died while it encoded; going on with the next", "err", err)
	}
}

func (s *stream) attempt(ctx context.Context, packet func([]byte)) error {
	proc, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	s.guard.watch(proc)
	err = s.talk(proc, packet)
	s.guard.rest()
	if errors.Is(err, errDied) {
		proc.Kill()
		s.proc = nil
		return err
	}
	s.pool.Release(proc)
	return err
}

// talk makes a request and passes the packets of the answer on.
func (s *stream) talk(proc *worker.Process, packet func([]byte)) error {
	if proc != s.proc {
		if err := s.open(proc); err != nil {
			return err
		}
	}
	if s.heard == len(s.pcm) {
		return nil
	}
	s.request = appendSamples(s.request[:0], s.opening.Stream, s.pcm[s.heard:])
	if err := proc.Write(kindEncode, s.request); err != nil {
		return fmt.Errorf("%w: %w", errDied, err)
	}
	answer, err := read(proc, kindPackets)
	if err != nil {
		return err
	}
	s.heard = len(s.pcm)
	return s.pass(answer, packet)
}

// open has a worker make an encoder, which has heard nothing yet.
func (s *stream) open(proc *worker.Process) error {
	if err := proc.WriteJSON(kindOpen, s.opening); err != nil {
		return fmt.Errorf("%w: %w", errDied, err)
	}
	answer, err := read(proc, kindOpened)
	if err != nil {
		return err
	}
	var form shape
	if err := json.Unmarshal(answer, &form); err != nil || form.Size <= 0 || form.Delay < 0 {
		return fmt.Errorf("%w: %w", errDied, errMalformed)
	}
	s.proc, s.form, s.heard, s.skip = proc, form, 0, int(s.given-s.first)
	return nil
}

// read reads an answer, which is valid until the next.
func read(proc *worker.Process, want byte) ([]byte, error) {
	kind, payload, err := proc.Read()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errDied, err)
	case kind == want:
		return payload, nil
	case kind != kindFailed:
		return nil, fmt.Errorf("%w: answer of kind %d", errDied, kind)
	}
	var f worker.Failure
	if err := json.Unmarshal(payload, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", errDied, err)
	}
	return nil, f.Err()
}

// pass passes on those packets of an answer that were not given before.
func (s *stream) pass(answer []byte, packet func([]byte)) error {
	for len(answer) > 0 {
		p, rest, err := cutPacket(answer)
		if err != nil {
			return fmt.Errorf("%w: %w", errDied, err)
		}
		if answer = rest; s.skip > 0 {
			s.skip--
			continue
		}
		s.given++
		packet(p)
	}
	return nil
}

// forget drops the frames that no worker has to hear again.
func (s *stream) forget() {
	from := max(s.given-runUp, 0)
	n := int(from-s.first) * s.form.Size
	s.pcm = s.pcm[:copy(s.pcm, s.pcm[n:])]
	s.first, s.heard = from, s.heard-n
}
