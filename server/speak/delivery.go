package speak

import (
	"context"
	"slices"
	"sync"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// delivery queues the audio of replies for the client. Its send and finish belong to the goroutine
// that speaks; cut may come from another at any time.
type delivery struct {
	socket  *socket.Socket
	encoder *media.Encoder // of raw audio: what it appends is complete
	sound   sound

	mu  sync.Mutex // makes what is queued of a reply and its cut one after the other
	cut int        // replies up to this one are not wanted any more
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
	return d.frames(reply, samples)
}

// finish queues what is left of a reply.
func (d *delivery) finish(reply int) error { return d.frames(reply, d.sound.rest()) }

func (d *delivery) frames(reply int, samples []int16) error {
	size := int(d.sound.rate.N(frameLength))
	for len(samples) > 0 {
		n := min(size, len(samples))
		if err := d.frame(reply, samples[:n]); err != nil {
			return err
		}
		samples = samples[n:]
	}
	return nil
}

func (d *delivery) frame(reply int, samples []int16) error {
	b := slices.Grow(d.socket.Buffer(), 2*len(samples)) // no raw encoding needs more
	b = d.encoder.Append(b, samples)
	d.mu.Lock()
	defer d.mu.Unlock()
	if reply <= d.cut {
		return context.Canceled
	}
	return d.socket.SendAudio(b, reply)
}

// clear takes back what is queued of replies up to the given one, lets no more of them through, and
// says so to the client.
func (d *delivery) clear(reply int, answer wire.Cleared) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut = reply
	d.socket.DropAudio(reply)
	return d.socket.Send(wire.Encode(answer))
}
