package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

const (
	frameTime       = 20 * time.Millisecond
	framesPerSecond = 50
	listenFrame     = 16000 / framesPerSecond * 2 // bytes
	speakFrame      = 24000 / framesPerSecond * 2
)

// stream is a kind of stream that is measured.
type stream struct {
	path, query string
	// carry holds one stream for a time; how late its frames are it notes.
	carry func(ctx context.Context, url string, late *lateness, lasts time.Duration) error
}

func (s stream) url(address string) string { return "ws://" + address + s.path + "?" + s.query }

// lateness is how much later than it should each frame of a stream moved.
type lateness []time.Duration

// listen sends speech and pauses, as a microphone does, and closes.
func listen(ctx context.Context, url string, late *lateness, lasts time.Duration) error {
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	closed := make(chan error, 1)
	go func() { closed <- drain(ctx, c) }()
	audio := microphone()
	tick := time.NewTicker(frameTime)
	defer tick.Stop()
	for at, n := 0, int(lasts/frameTime); n > 0; n-- {
		due := <-tick.C
		if err := c.Write(ctx, websocket.MessageBinary, audio[at:at+listenFrame]); err != nil {
			return cmp.Or(<-closed, err) // why it was closed says more
		}
		*late = append(*late, time.Since(due))
		at = (at + listenFrame) % len(audio)
	}
	if err := c.Write(ctx, websocket.MessageText, wire.Encode(wire.CloseStream{})); err != nil {
		return err
	}
	return <-closed
}

// microphone is five seconds of somebody who speaks half of the time, in whole frames.
func microphone() []byte {
	speech := vendors.Utterance("what can you do for me today my friend")
	samples := make([]int16, 5*16000)
	copy(samples, speech)
	return pcm.Linear16.Append(nil, samples)
}

// drain reads until the server closes in good order.
func drain(ctx context.Context, c *websocket.Conn) error {
	for {
		_, r, err := c.Reader(ctx)
		if websocket.CloseStatus(err) == websocket.StatusNormalClosure {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
	}
}

// speak has the humming voice hum, and notes when its frames come.
func speak(ctx context.Context, url string, late *lateness, lasts time.Duration) error {
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	for _, m := range []wire.Message{wire.SpeakText{Text: "Hum."}, wire.Flush{}} {
		if err := c.Write(ctx, websocket.MessageText, wire.Encode(m)); err != nil {
			return err
		}
	}
	buffer := make([]byte, 64<<10)
	due := time.Time{}
	for end := time.Now().Add(lasts); time.Now().Before(end); {
		n, err := frame(ctx, c, buffer)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // a message
		}
		now := time.Now()
		if due.IsZero() {
			due = now
		}
		*late = append(*late, max(0, now.Sub(due)))
		due = due.Add(time.Duration(n) * frameTime / speakFrame)
	}
	return nil
}

// frame reads a message and returns how many bytes of audio it has.
func frame(ctx context.Context, c *websocket.Conn, buffer []byte) (int, error) {
	kind, r, err := c.Reader(ctx)
	if err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, buffer)
	switch {
	case err == nil:
		return 0, fmt.Errorf("a frame of more than %d bytes", n)
	case err != io.ErrUnexpectedEOF:
		return 0, err
	case kind != websocket.MessageBinary:
		return 0, nil
	}
	return n, nil
}
