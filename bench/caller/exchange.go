package caller

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// ErrMissed says that the server understood nothing of a question.
var ErrMissed = errors.New("not understood")

// Measured is where the time of one turn went.
type Measured struct {
	Hangover, Listen, Think, Speak, Orchestration, Total time.Duration // the server's account
	EndToEnd                                             time.Duration // the client's
	Reply                                                []int16       // at ReplyRate: the second that was listened to, or all of it
}

// exchange is one question and its reply under way.
type exchange struct {
	c        *Caller
	spokenAt time.Time // when the question's last audible sample was spoken
	turn     int
	heard    int64
	m        Measured
	reported bool // the server has told its latency
	over     bool
	silenced bool   // the last report of what was heard has been sent
	listened bool   // the server has begun to listen
	missed   bool   // and has given up
	last     string // message, for errors
}

// Ask speaks a question and listens to the reply to its end.
func (c *Caller) Ask(ctx context.Context, q Question) (Measured, error) {
	ctx, stop := context.WithTimeout(ctx, turnLimit)
	defer stop()
	x := &exchange{c: c}
	begun := time.Now()
	speech := c.frames(q)
	x.spokenAt = begun.Add(quietLead + visavis.MicRate.D(int64(q.End)))
	clock := time.NewTicker(frameTime)
	defer clock.Stop()
	for sent := 0; !x.over || !x.reported; {
		select {
		case now := <-clock.C:
			for ; time.Duration(sent+1)*frameTime <= now.Sub(begun); sent++ { // a frame is sent when its samples exist
				if err := c.conn.Write(ctx, websocket.MessageBinary, c.frame(speech, sent)); err != nil {
					return x.m, fmt.Errorf("after message %s: %w", x.last, err)
				}
			}
		case e := <-c.events:
			if err := x.take(ctx, e); err != nil {
				return x.m, err
			}
			if x.missed {
				return x.m, ErrMissed
			}
		case <-ctx.Done():
			return x.m, fmt.Errorf("no whole reply, the last message was %s: %w", x.last, ctx.Err())
		}
	}
	return x.m, nil
}

// take deals with what came from the server.
func (x *exchange) take(ctx context.Context, e event) error {
	if e.err != nil {
		return e.err
	}
	if len(e.audio) > 0 && x.turn > 0 {
		return x.hear(ctx, e)
	}
	if e.message != nil {
		x.last = string(wire.Encode(e.message))
	}
	switch m := e.message.(type) {
	case wire.VisavisState:
		x.listened = x.listened || m.State == "listening"
		x.over = m.State == "idle" && x.turn > 0
		x.missed = m.State == "idle" && x.turn == 0 && x.listened
	case wire.VisavisTurn:
		x.turn = m.Turn
	case wire.VisavisLatency:
		x.m.Hangover, x.m.Listen, x.m.Think = duration(m.Hangover), duration(m.Listen), duration(m.Think)
		x.m.Speak, x.m.Orchestration, x.m.Total = duration(m.Speak), duration(m.Orchestration), duration(m.Total)
		x.reported = true
	case wire.VisavisSpeechEnd:
		return x.report(ctx, true)
	case wire.Error:
		return fmt.Errorf("the server says %s: %s", m.Code, m.Description)
	}
	return nil
}

// hear takes in a piece of the reply. A second of it is enough for the impatient.
func (x *exchange) hear(ctx context.Context, e event) error {
	if x.heard == 0 {
		x.m.EndToEnd = e.at.Sub(x.spokenAt)
	}
	x.heard += int64(len(e.audio) / 2)
	for i := 0; i+1 < len(e.audio); i += 2 {
		x.m.Reply = append(x.m.Reply, int16(binary.LittleEndian.Uint16(e.audio[i:])))
	}
	return x.report(ctx, !x.c.Patient && x.heard >= int64(ReplyRate))
}

func (x *exchange) report(ctx context.Context, final bool) error {
	if x.silenced {
		return nil
	}
	x.silenced = final
	return x.c.send(ctx, wire.VisavisHeard{Turn: x.turn, Sample: x.heard, Final: final})
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
