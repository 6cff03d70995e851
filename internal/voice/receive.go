package voice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/visavis/visavis/internal/worker"
)

const (
	// maxParts bounds what waits to be emitted: at 50 ms a part it is more than a piece of text
	// is long, so that a worker is not kept waiting.
	maxParts = 1024
	// stallLimit is how long a worker may be silent before it is taken for hung: a hundred times what it
	// takes, and less than a conversation waits before another voice takes over. stopLimit is how long one
	// may go on that was asked to stop.
	stallLimit = 2 * time.Second
	stopLimit  = 500 * time.Millisecond
)

// errWorkerDied says that a worker's answer broke off.
var errWorkerDied = errors.New("worker died")

// part is a piece of a worker's answer: times or audio.
type part struct {
	times *Times
	pcm   []int16
}

// receive has a worker answer a request and passes its parts on. It gives the worker back to the
// pool, or kills it when it cannot be trusted any more. Once ctx has ended it asks the worker to
// stop and reads on to the answer's end, which is one block of audio away, or kills it, too.
func receive(ctx context.Context, pool *worker.Pool, proc *worker.Process, r request, parts chan<- part) error {
	if err := proc.WriteJSON(frameSay, r); err != nil {
		proc.Kill()
		return fmt.Errorf("%w: %w", errWorkerDied, err)
	}
	asked := make(chan struct{})
	var hung *time.Timer
	cancel := context.AfterFunc(ctx, func() {
		defer close(asked)
		hung = time.AfterFunc(stopLimit, proc.Kill)
		_ = proc.Write(frameStop, nil) // a dead worker needs no stopping
	})
	result, err := receiveParts(ctx, proc, parts)
	if !cancel() {
		<-asked // or it would stop the worker's next user
		hung.Stop()
	}
	if err != nil {
		proc.Kill()
		return fmt.Errorf("%w: %w", errWorkerDied, err)
	}
	pool.Release(proc)
	return result.Err()
}

// receiveParts reads an answer to its end.
func receiveParts(ctx context.Context, proc *worker.Process, parts chan<- part) (worker.Failure, error) {
	for {
		kind, payload, err := readBefore(proc, stallLimit)
		if err != nil {
			return worker.Failure{}, err
		}
		var p part
		switch kind {
		case frameTimes:
			err = json.Unmarshal(payload, &p.times)
		case frameAudio:
			p.pcm = decodePCM(payload)
		case frameDone:
			var f worker.Failure
			err := json.Unmarshal(payload, &f)
			return f, err
		default:
			err = fmt.Errorf("unexpected frame of kind %d", kind)
		}
		if err != nil {
			return worker.Failure{}, err
		}
		select {
		case parts <- p:
		case <-ctx.Done():
		}
	}
}

// readBefore reads a frame and kills the worker if there is none in time.
func readBefore(proc *worker.Process, limit time.Duration) (kind byte, payload []byte, err error) {
	defer time.AfterFunc(limit, proc.Kill).Stop()
	return proc.Read()
}
