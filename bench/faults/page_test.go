package faults

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// page is somebody who talks to the server as the web page does: the microphone never stops, replies
// are played as time passes, and what was heard is reported.
type page struct {
	world *world
	conn  *websocket.Conn
	hung  chan struct{} // closed to stop the microphone
	group sync.WaitGroup

	mu       sync.Mutex    // guards what follows
	changed  chan struct{} // closed, and replaced, whenever something is new
	mic      []int16       // what is yet to be said
	spokenAt time.Time     // when the last of it was
	state    string
	replies  map[int]*reply
	last     *reply // to have begun; nil: none
	now      *exchange
	warned   []string // since the last exchange was over
	all      []string // text messages, as they came
	fatal    error    // what ended the conversation
}

// settings are those of the page. The history keeps the server from greeting.
const settings = `{"type":"Settings","visavis":{"version":1},` +
	`"audio":{"input":{"encoding":"linear16","sample_rate":16000},"output":{"encoding":"linear16","sample_rate":24000,"container":"none"}},"agent":{}}`

// dial begins a conversation.
func (w *world) dial(settings string) *page {
	w.Helper()
	conn, _, err := websocket.Dial(context.Background(), "ws://visavis.test/v1/agent/converse", &websocket.DialOptions{HTTPClient: w.http})
	if err != nil {
		w.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	p := &page{world: w, conn: conn, hung: make(chan struct{}), changed: make(chan struct{}), state: "idle", now: &exchange{}, replies: map[int]*reply{}}
	w.pages = append(w.pages, p)
	p.write([]byte(settings))
	p.group.Go(p.read)
	p.group.Go(p.run)
	return p
}

// hangUp ends the conversation.
func (p *page) hangUp() {
	close(p.hung)
	p.conn.Close(websocket.StatusNormalClosure, "")
	p.group.Wait()
}

func (p *page) write(message []byte) {
	// An error is the reader's to report.
	_ = p.conn.Write(context.Background(), websocket.MessageText, message)
}

// ask says something and waits until it was answered or limit has passed since it was said.
func (p *page) ask(text string, limit time.Duration) *exchange {
	x := p.say(text)
	p.wait(x, limit)
	return x
}

// pause is how long the user is silent at "…": too long for a turn detector that knows nothing else.
const pause = 1500 * time.Millisecond

// spoken is what a text sounds like.
func spoken(text string) (audio []int16) {
	for i, part := range strings.Split(text, "…") {
		if i > 0 {
			audio = append(audio, make([]int16, visavis.MicRate.N(pause))...)
		}
		audio = append(audio, vendors.Utterance(part)...)
	}
	return audio
}

// say begins an exchange.
func (p *page) say(text string) *exchange {
	audio := spoken(text)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = &exchange{asked: text, began: time.Now()}
	p.mic = append(p.mic, audio...)
	p.spokenAt = time.Now().Add(visavis.MicRate.D(int64(len(audio))))
	p.now.spokenAt = p.spokenAt
	return p.now
}

// wait waits for the end of an exchange, at most until limit has passed since the last word was said.
func (p *page) wait(x *exchange, limit time.Duration) {
	p.until(time.Until(x.spokenAt)+limit, func() bool {
		played := len(x.replies) > 0 && p.last.final // the server does not wait for the last few samples
		return len(p.mic) == 0 && played && p.state == "idle" && time.Now().After(x.spokenAt)
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	x.warnings, p.warned = p.warned, nil
	if p.fatal != nil {
		p.world.Errorf("the conversation has ended: %v", p.fatal)
	}
}

// until waits until something is so, at most for limit. is is called with mu held.
func (p *page) until(limit time.Duration, is func() bool) bool {
	late := time.After(limit)
	for {
		p.mu.Lock()
		so, changed := is() || p.fatal != nil, p.changed
		p.mu.Unlock()
		if so {
			return true
		}
		select {
		case <-changed:
		case <-late:
			return false
		}
	}
}

// heardSomething waits until the reply of an exchange has begun to be heard.
func (p *page) heardSomething(x *exchange) {
	p.until(time.Minute, func() bool { return len(x.replies) > 0 && !x.replies[0].first.IsZero() })
}

// tell wakes those who wait. The caller holds mu.
func (p *page) tell() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// run is the microphone and the loudspeaker.
func (p *page) run() {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-p.hung:
			return
		case now := <-t.C:
			p.listen()
			p.play(now)
		}
	}
}

// listen sends a frame of the microphone.
func (p *page) listen() {
	frame := make([]int16, visavis.MicRate.N(tick))
	p.mu.Lock()
	n := copy(frame, p.mic)
	p.mic = p.mic[n:]
	p.mu.Unlock()
	_ = p.conn.Write(context.Background(), websocket.MessageBinary, pcm.Linear16.Append(nil, frame))
}

func (p *page) play(now time.Time) {
	if m := p.playOn(now); m != nil {
		p.write(wire.Encode(*m))
	}
}

// playOn lets the loudspeaker go on and returns what the server is to be told, if anything.
func (p *page) playOn(now time.Time) *wire.VisavisHeard {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.tell()
	r := p.last
	if r == nil {
		return nil
	}
	report, final := r.play(now)
	if !report {
		return nil
	}
	return &wire.VisavisHeard{Turn: r.turn, Sample: int64(r.heard), Final: final}
}

func (p *page) read() {
	for {
		kind, b, err := p.conn.Read(context.Background())
		p.mu.Lock()
		switch {
		case err != nil:
			p.fatal = err
		case kind == websocket.MessageBinary:
			p.hear(b)
		default:
			p.all = append(p.all, string(b))
			p.take(b)
		}
		p.tell()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// hear takes audio. The caller holds mu.
func (p *page) hear(b []byte) {
	if p.last == nil {
		p.world.Errorf("%d bytes of audio came before any turn", len(b))
		return
	}
	for i := 0; i+1 < len(b); i += 2 {
		p.last.audio = append(p.last.audio, int16(binary.LittleEndian.Uint16(b[i:])))
	}
}

// take understands a message. The caller holds mu.
func (p *page) take(b []byte) {
	m, err := wire.DecodeServer(b)
	if err != nil {
		p.world.Errorf("the server sent %s: %v", b, err)
		return
	}
	x := p.now
	switch m := m.(type) {
	case wire.VisavisState:
		p.state = m.State
	case wire.VisavisTranscript:
		if m.Final {
			x.understood = append(x.understood, m.Text)
		}
	case wire.VisavisTurn:
		p.last = &reply{turn: m.Turn, player: player{total: -1}}
		p.replies[m.Turn] = p.last
		x.replies = append(x.replies, p.last)
	case wire.Warning:
		p.warned = append(p.warned, fmt.Sprintf("%s %s", m.Code, m.Description))
	case wire.Error: // one that ends the conversation is followed by the end of the connection
		p.warned = append(p.warned, fmt.Sprintf("%s %s", m.Code, m.Description))
	default:
		p.takeReply(m)
	}
}

// takeReply understands messages about turns.
func (p *page) takeReply(m wire.ServerMessage) {
	switch m := m.(type) {
	case wire.ConversationText:
		if m.Role == string(visavis.Assistant) {
			p.last.clauses = append(p.last.clauses, m.Content)
		}
	case wire.VisavisAgain:
		p.replies[m.Turn].again = append(p.replies[m.Turn].again, m)
	case wire.VisavisSpeechEnd:
		p.replies[m.Turn].total = m.Samples
	case wire.VisavisCut:
		p.replies[m.Turn].cut = true
	case wire.VisavisHeardText:
		p.replies[m.Turn].remembered, p.replies[m.Turn].interrupted = m.Text, m.Interrupted
	}
}

// messages returns all text that the server sent.
func (p *page) messages() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.all, "\n")
}
