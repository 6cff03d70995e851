package caller

import (
	"context"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// ReplyRate is the rate of the replies that a Caller asks for.
const ReplyRate visavis.SampleRate = 24000

const (
	frameTime = 20 * time.Millisecond
	turnLimit = 60 * time.Second
	quietLead = 600 * time.Millisecond // between a reply's end and the next question
)

// Caller is a client whose microphone never stops and whose loudspeaker takes no time: it reports
// each piece of a reply as heard when it arrives, so that turns follow each other quickly.
type Caller struct {
	conn   *websocket.Conn
	events chan event // what the reader got
	done   chan struct{}
	silent []byte // one frame of quiet

	// Patient callers listen to the end; others silence a reply after a second.
	Patient bool
}

// event is a frame from the server; message is nil for audio.
type event struct {
	at      time.Time
	message wire.ServerMessage
	audio   []byte
	err     error
}

// Dial calls a server; the conversation has the extension and no greeting.
func Dial(ctx context.Context, url string) (*Caller, error) {
	conn, _, err := websocket.Dial(ctx, strings.Replace(url, "http", "ws", 1)+"/v1/agent/converse", nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	c := &Caller{
		conn: conn, events: make(chan event, 1024), done: make(chan struct{}),
		silent: make([]byte, 2*visavis.MicRate.N(frameTime)),
	}
	go c.read(ctx) // HangUp waits for it
	return c, c.send(ctx, settings())
}

// settings asks for the extension and, by bringing a history, for no greeting.
func settings() wire.Settings {
	return wire.Settings{
		Visavis: &wire.Extension{Version: wire.ExtensionVersion},
		Audio: &wire.Audio{
			Input:  &wire.AudioInput{Encoding: "linear16", SampleRate: int(visavis.MicRate)},
			Output: &wire.AudioOutput{Encoding: "linear16", SampleRate: int(ReplyRate), Container: "none"},
		},
		Agent: &wire.Agent{Context: &wire.Context{Messages: wire.Messages{
			{Role: "user", Content: "Hello."}, {Role: "assistant", Content: "Hello."},
		}}},
	}
}

// HangUp ends the call.
func (c *Caller) HangUp() {
	c.conn.Close(websocket.StatusNormalClosure, "")
	<-c.done
}

func (c *Caller) read(ctx context.Context) {
	defer close(c.done)
	for {
		kind, data, err := c.conn.Read(ctx)
		e := event{at: time.Now(), audio: data, err: err}
		if err == nil && kind == websocket.MessageText {
			e.audio = nil
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

func (c *Caller) send(ctx context.Context, m wire.ClientMessage) error {
	return c.conn.Write(ctx, websocket.MessageText, wire.Encode(m))
}

// frames returns the question as bytes, with quiet before it, and after it so that its last sample
// is in a whole frame.
func (c *Caller) frames(q Question) []byte {
	lead := make([]int16, visavis.MicRate.N(quietLead))
	return append(pcm.Linear16.Append(nil, append(lead, q.Audio...)), c.silent...)
}

// frame returns the nth frame of the microphone: speech, and quiet when that is over.
func (c *Caller) frame(speech []byte, n int) []byte {
	from := n * len(c.silent)
	if from+len(c.silent) > len(speech) {
		return c.silent
	}
	return speech[from : from+len(c.silent)]
}
