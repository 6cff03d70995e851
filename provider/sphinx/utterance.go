package sphinx

import (
	"context"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// hurry is how far an utterance's audio may run ahead of the pace of speech, as after a stall of the
// network, and still count as live.
const hurry = 2 * time.Second

// ending says how an utterance ended.
type ending uint8

const (
	open      ending = iota // it has not
	concluded               // by SpeechEnd: it is answered with a Flushed transcript
	continued               // it grew too long and goes on in the next
	dropped                 // nobody wants to know what was said
)

// utterance is a piece of speech that is still arriving, kept whole until it has been understood.
// One goroutine adds to it, any number read it.
type utterance struct {
	start int64 // its first sample, counted from the first that the transcriber received

	mu      sync.Mutex
	pcm     []int16 // only ever appended to: what has been read out stays valid
	ending  ending
	changed chan struct{} // closed and replaced with every change
	latest  time.Time     // when audio came
	lead    time.Duration // how far the audio runs ahead of the pace of speech; a pause earns none
	hurried bool          // it has run too far ahead: it is a file's
}

func newUtterance(start int64, onset []int16) *utterance {
	return &utterance{start: start, pcm: onset, changed: make(chan struct{}), latest: time.Now()}
}

// add appends audio, which is copied.
func (u *utterance) add(pcm []int16) {
	u.change(func() {
		u.pcm = append(u.pcm, pcm...)
		now := time.Now()
		u.lead = max(0, u.lead-now.Sub(u.latest)) + visavis.MicRate.D(int64(len(pcm)))
		u.latest = now
		u.hurried = u.hurried || u.lead > hurry
	})
}

// bulk is 0 if the audio comes no faster than it is spoken, otherwise how many samples there are.
func (u *utterance) bulk() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.hurried {
		return len(u.pcm)
	}
	return 0
}

// end ends the utterance; an ended one does not change any more.
func (u *utterance) end(how ending) {
	u.change(func() {
		if u.ending == open {
			u.ending = how
		}
	})
}

func (u *utterance) change(f func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f()
	close(u.changed)
	u.changed = make(chan struct{})
}

// next returns the audio behind from. It waits until there is some or the utterance has ended.
func (u *utterance) next(ctx context.Context, from int) ([]int16, ending, error) {
	for {
		u.mu.Lock()
		pcm, how, changed := u.pcm[from:], u.ending, u.changed
		u.mu.Unlock()
		if len(pcm) > 0 || how != open {
			return pcm, how, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, how, ctx.Err()
		}
	}
}

// ended waits until the utterance has ended.
func (u *utterance) ended(ctx context.Context) error {
	for from := 0; ; {
		pcm, how, err := u.next(ctx, from)
		if err != nil || how != open {
			return err
		}
		from += len(pcm)
	}
}

// fate returns how the utterance has ended so far.
func (u *utterance) fate() ending {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ending
}
