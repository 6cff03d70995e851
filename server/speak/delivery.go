package speak

import (
	"context"
	"slices"
	"sync"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/socket"
)

// delivery queues the audio of replies for the client. Its send and finish belong to the goroutine
// that speaks; cut may come from another at any time.
type delivery struct {
	socket  *socket.Socket
	encoder *media.Encoder // of raw audio: what it appends is complete, and it has neither beginning nor end
	sound   sound

	mu     sync.Mutex // makes what is queued of a reply and its cut one after the other
	cut    int        // replies up to this one are not wanted any more
	queued int64      // samples so far
}

// send queues a piece of a reply. It waits while the client has much to read.
func (d *delivery) send(ctx context.Context, reply int, sp visavis.Speech) error {
	if err := d.socket.Room(ctx); err != nil {
		return err
	}
	samples, err := d.sound.piece(sp)
	if err != nil {
		return err
	}
	return d.frames(ctx, reply, samples)
}

// finish queues what is left of a reply.
func (d *delivery) finish(ctx context.Context, reply int) error {
	return d.frames(ctx, reply, d.sound.rest())
}

func (d *delivery) frames(ctx context.Context, reply int, samples []int16) error {
	size := int(d.sound.rate.N(frameLength))
	for len(samples) > 0 {
		n := min(size, len(samples))
		if err := d.frame(ctx, reply, samples[:n]); err != nil {
			return err
		}
		samples = samples[n:]
	}
	return nil
}

func (d *delivery) frame(ctx context.Context, reply int, samples []int16) error {
	b := slices.Grow(d.socket.Buffer(), 2*len(samples)) // no raw encoding needs more
	b, err := d.encoder.Append(ctx, b, samples)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if reply <= d.cut {
		return context.Canceled
	}
	d.queued += int64(len(samples))
	return d.socket.SendAudio(b, reply)
}

// cutOff takes back what is queued of replies up to the given one and lets no more of them through.
func (d *delivery) cutOff(reply int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut = reply
	d.socket.DropAudio(reply)
}

// total returns how many samples were queued so far, those that were cut off later included.
func (d *delivery) total() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.queued
}
