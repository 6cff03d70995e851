package sphinx

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

const (
	// piece is how much audio is written at once: 100 ms.
	piece = 1600
	// rest is how far an utterance may fall behind the pace of speech, in all, before its turn is
	// somebody else's: a client may pause in mid-utterance for as long as it likes.
	rest = time.Second
)

// attempt is where the hearing of an utterance stands. Its writer uses it while there is one, otherwise
// the goroutine of its hearing.
type attempt struct {
	turn     *turn
	mayYield bool          // to somebody who speaks live; once, so that a file's utterance is heard in the end
	paused   bool          // the turn has been given away
	from     int           // there is nothing to be heard again for before audio from here on comes
	idle     time.Duration // how far the utterance has fallen behind the pace of speech
}

// writer writes an utterance to a worker.
type writer struct {
	*attempt
	proc *worker.Process
	hung *time.Timer // kills the worker; stopped while it has nothing to do
}

// write writes the utterance as it arrives. When ctx ends or the utterance pauses it asks the worker to
// drop the utterance: whatever happens, the worker owes one final hypothesis in the end.
func (w *writer) write(ctx context.Context, u *utterance, b beginning) error {
	w.paused, w.idle = false, 0
	if err := w.proc.WriteJSON(kindBegin, b); err != nil {
		return err
	}
	for w.from = 0; ; {
		pcm, how, err := w.next(ctx, u)
		if err != nil || how == dropped {
			return w.proc.Write(kindDrop, nil)
		}
		if len(pcm) == 0 {
			return w.proc.Write(kindEnd, nil)
		}
		if err := writeAudio(w.proc.Conn, pcm); err != nil {
			return err
		}
		w.from += len(pcm)
	}
}

// next returns the next piece of audio, or an error if the utterance is not to be heard on.
func (w *writer) next(ctx context.Context, u *utterance) ([]int16, ending, error) {
	w.hung.Stop()
	defer w.hung.Reset(patience)
	began := time.Now()
	brief, cancel := context.WithTimeout(ctx, rest-w.idle)
	defer cancel()
	pcm, how, err := u.next(brief, w.from)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		w.paused = true
		w.turn.end()
	}
	if len(pcm) > 0 && w.mayYield && u.bulk() > 0 && w.turn.yield() {
		w.mayYield, w.paused, w.from = false, true, 0
		return nil, how, errPaused
	}
	pcm = pcm[:min(len(pcm), piece)]
	w.idle = max(0, w.idle+time.Since(began)-visavis.MicRate.D(int64(len(pcm))))
	return pcm, how, err
}
