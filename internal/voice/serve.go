package voice

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

// Synth is a C library that speaks, seen from inside its worker process. Say is called from one
// goroutine at a time.
type Synth interface {
	// Say speaks text, which package speakable has made safe, as it is asked to: it tells out the
	// times once and then the audio, and stops early when out has had enough. Text without sound is
	// no error.
	Say(voice string, as visavis.Prosody, text string, out *Output) error
}

// Output takes what a Synth produces to the parent.
type Output struct {
	conn    *worker.Conn
	stopped *atomic.Bool // set by the goroutine that reads requests
	buf     []byte
	err     error
}

// Times sends the times; call it before the first Audio.
func (o *Output) Times(t Times) {
	if o.err == nil {
		o.err = o.conn.WriteJSON(frameTimes, t)
	}
}

// Audio sends samples and reports whether more are wanted. It blocks while the parent is behind.
func (o *Output) Audio(pcm []int16) bool {
	if o.err != nil || o.stopped.Load() {
		return false
	}
	o.buf = appendPCM(o.buf[:0], pcm)
	o.err = o.conn.Write(frameAudio, o.buf)
	return o.err == nil
}

// Serve is the life of a worker: it answers requests until the parent closes the connection.
func Serve(conn *worker.Conn, s Synth) error {
	requests := make(chan request, 1)
	var stopped atomic.Bool
	var g errgroup.Group
	g.Go(func() error {
		defer close(requests)
		defer stopped.Store(true)
		return readRequests(conn, requests, &stopped)
	})
	err := answer(conn, s, requests, &stopped)
	if err != nil {
		return err // the parent is gone, and the process ends
	}
	if err := g.Wait(); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func answer(conn *worker.Conn, s Synth, requests <-chan request, stopped *atomic.Bool) error {
	for r := range requests {
		out := &Output{conn: conn, stopped: stopped}
		err := s.Say(r.Voice, r.prosody(), r.Text, out)
		if out.err != nil {
			return out.err
		}
		if err := conn.WriteJSON(frameDone, worker.FailureOf(err)); err != nil {
			return err
		}
	}
	return nil
}

// readRequests reads what the parent sends. A stop belongs to the request before it: the parent
// sends the next one only after the answer's end, and frames keep their order.
func readRequests(conn *worker.Conn, requests chan<- request, stopped *atomic.Bool) error {
	for {
		kind, payload, err := conn.Read()
		if err != nil {
			return err
		}
		switch kind {
		case frameStop:
			stopped.Store(true)
		case frameSay:
			var r request
			if err := json.Unmarshal(payload, &r); err != nil {
				return fmt.Errorf("read request: %w", err)
			}
			stopped.Store(false)
			select {
			case requests <- r:
			default:
				return errors.New("a request came before the last one was answered")
			}
		default:
			return fmt.Errorf("unexpected frame of kind %d", kind)
		}
	}
}
