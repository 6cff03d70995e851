package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

const (
	frameTime = 20 * time.Millisecond
	replyRate = 24000
	turnLimit = 60 * time.Second
	quietLead = 600 * time.Millisecond // between a reply's end and the next question
)

// errMissed says that the server understood nothing of a question.
var errMissed = errors.New("not understood")

// measured is where the time of one turn went.
type measured struct {
	hangover, listen, think, speak, orchestration, total time.Duration // the server's account
	endToEnd                                             time.Duration // the client's
}

// caller is a client whose microphone never stops and whose loudspeaker takes no time: it reports
// each piece of a reply as heard when it arrives, so that turns follow each other quickly.
type caller struct {
	conn   *websocket.Conn
	events chan event // what the reader got
	done   chan struct{}
	silent []byte // one frame of quiet
}

// event is a frame from the server; message is nil for audio.
type event struct {
	at      time.Time
	message wire.ServerMessage
	samples int
	err     error
}

func dial(ctx context.Context, url string) (*caller, error) {
	conn, _, err := websocket.Dial(ctx, strings.Replace(url, "http", "ws", 1)+"/v1/agent/converse", nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	c := &caller{
		conn: conn, events: make(chan event, 1024), done: make(chan struct{}),
		silent: make([]byte, 2*visavis.MicRate.N(frameTime)),
	}
	go c.read(ctx)
	return c, c.send(ctx, settings())
}

// settings asks for the extension and, by bringing a history, for no greeting.
func settings() wire.Settings {
	return wire.Settings{
		Visavis: &wire.Extension{Version: wire.ExtensionVersion},
		Audio: &wire.Audio{
			Input:  &wire.AudioInput{Encoding: "linear16", SampleRate: int(visavis.MicRate)},
			Output: &wire.AudioOutput{Encoding: "linear16", SampleRate: replyRate, Container: "none"},
		},
		Agent: &wire.Agent{Context: &wire.Context{Messages: wire.Messages{{Role: "user", Content: "Hello."}}}},
	}
}

func (c *caller) hangUp() {
	c.conn.Close(websocket.StatusNormalClosure, "")
	<-c.done
}

func (c *caller) read(ctx context.Context) {
	defer close(c.done)
	for {
		kind, data, err := c.conn.Read(ctx)
		e := event{at: time.Now(), samples: len(data) / 2, err: err}
		if err == nil && kind == websocket.MessageText {
			e.samples = 0
			e.message, _ = wire.DecodeServer(data) // an unknown type is nil, and ignored
		}
		select {
		case c.events <- e:
		case <-ctx.Done():
		}
		if err != nil {
			return
		}
	}
}

func (c *caller) send(ctx context.Context, m wire.ClientMessage) error {
	return c.conn.Write(ctx, websocket.MessageText, wire.Encode(m))
}

// exchange is one question and its reply under way.
type exchange struct {
	c        *caller
	spokenAt time.Time // when the question's last audible sample was spoken
	turn     int
	heard    int64
	m        measured
	reported bool // the server has told its latency
	over     bool
	silenced bool   // the last report of what was heard has been sent
	listened bool   // the server has begun to listen
	missed   bool   // and has given up
	last     string // message, for errors
}

// ask speaks a question and listens to the reply to its end.
func (c *caller) ask(ctx context.Context, q question) (measured, error) {
	ctx, stop := context.WithTimeout(ctx, turnLimit)
	defer stop()
	x := &exchange{c: c}
	begun := time.Now()
	speech := c.frames(q)
	x.spokenAt = begun.Add(quietLead + visavis.MicRate.D(int64(q.end)))
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
				return x.m, errMissed
			}
		case <-ctx.Done():
			return x.m, fmt.Errorf("no whole reply, the last message was %s: %w", x.last, ctx.Err())
		}
	}
	return x.m, nil
}

// frames returns the question as bytes, with quiet before it, and after it so that its last sample
// is in a whole frame.
func (c *caller) frames(q question) []byte {
	lead := make([]int16, visavis.MicRate.N(quietLead))
	return append(pcm.Linear16.Append(nil, append(lead, q.audio...)), c.silent...)
}

// frame returns the nth frame of the microphone: speech, and quiet when that is over.
func (c *caller) frame(speech []byte, n int) []byte {
	from := n * len(c.silent)
	if from+len(c.silent) > len(speech) {
		return c.silent
	}
	return speech[from : from+len(c.silent)]
}

// take deals with what came from the server.
func (x *exchange) take(ctx context.Context, e event) error {
	if e.err != nil {
		return e.err
	}
	if e.samples > 0 && x.turn > 0 {
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
		x.m.hangover, x.m.listen, x.m.think = duration(m.Hangover), duration(m.Listen), duration(m.Think)
		x.m.speak, x.m.orchestration, x.m.total = duration(m.Speak), duration(m.Orchestration), duration(m.Total)
		x.reported = true
	case wire.VisavisSpeechEnd:
		return x.report(ctx, true)
	case wire.Error:
		return fmt.Errorf("the server says %s: %s", m.Code, m.Description)
	}
	return nil
}

// hear takes in a piece of the reply. A second of each is enough: then the listener silences it.
func (x *exchange) hear(ctx context.Context, e event) error {
	if x.heard == 0 {
		x.m.endToEnd = e.at.Sub(x.spokenAt)
	}
	x.heard += int64(e.samples)
	return x.report(ctx, x.heard >= replyRate)
}

func (x *exchange) report(ctx context.Context, final bool) error {
	if x.silenced {
		return nil
	}
	x.silenced = final
	return x.c.send(ctx, wire.VisavisHeard{Turn: x.turn, Sample: x.heard, Final: final})
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
