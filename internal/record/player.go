package record

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// patience is how long a client may take to say what it said then.
const patience = time.Minute

// playSocket upgrades r as the vendor did then and plays its part of what follows.
func (t *Tape) playSocket(r *http.Request, then *http.Response) (*http.Response, error) {
	p := &player{tape: t}
	if err := p.takeAll(); err != nil {
		return nil, fmt.Errorf("record: %s: %w", t.file, err)
	}
	resp, ws, err := accept(r, then.Header)
	if err != nil {
		return nil, err
	}
	p.ws = ws
	t.running.Go(p.run)
	return resp, nil
}

// player plays the server's part of a socket's conversation. The client's texts have to be those of
// then, in their order. Its audio has to be the same in all, and is a clock: the server says what
// it said when as much has come as had then, and as long after.
type player struct {
	tape     *Tape
	ws       *websocket.Conn
	sections []section
	total    string // of the client's audio

	heard chan message
	left  error    // the client has
	texts []string // that came and are not yet looked at
	ahead int      // bytes of audio, likewise
	audio sound
}

// message is what comes from the client, at last why nothing more does.
type message struct {
	typ  websocket.MessageType
	data []byte
	err  error
}

// takeAll takes a socket's part of the tape.
func (p *player) takeAll() error {
	t := p.tape
	t.mu.Lock()
	defer t.mu.Unlock()
	for ; t.next < len(t.archive.Files); t.next++ {
		f := t.archive.Files[t.next]
		s, ok := parseSection(f.Name)
		switch {
		case ok:
			lines, err := parseLines(string(f.Data))
			if err != nil {
				return err
			}
			s.lines = lines
			p.sections = append(p.sections, s)
		case f.Name == "audio in all":
			_, p.total, _ = strings.Cut("\n"+string(f.Data), "\nclient: ")
			p.total, _, _ = strings.Cut(p.total, "\n")
		default:
			return nil
		}
	}
	return nil
}

func parseLines(text string) (lines []line, err error) {
	for s := range strings.Lines(text) {
		l, err := parseLine(strings.TrimSuffix(s, "\n"))
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// run plays and compares.
func (p *player) run() {
	ctx, stop := context.WithCancel(context.Background())
	var reading sync.WaitGroup
	p.heard = make(chan message)
	reading.Go(func() { p.read(ctx) })
	defer reading.Wait()
	defer p.ws.CloseNow()
	defer stop()
	if err := p.playAll(); err != nil {
		p.tape.t.Errorf("%s: %v", p.tape.file, err)
		return
	}
	if len(p.texts) > 0 {
		p.tape.t.Errorf("%s: the client says besides: %q", p.tape.file, p.texts)
	}
	if p.total != "" && p.total != p.audio.String() {
		p.tape.t.Errorf("%s: the client's audio is now %v and was %s", p.tape.file, &p.audio, p.total)
	}
}

// read passes on what comes.
func (p *player) read(ctx context.Context) {
	for {
		typ, b, err := p.ws.Read(context.Background())
		select {
		case p.heard <- message{typ, b, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (p *player) playAll() error {
	for _, s := range p.sections {
		p.pause(s.after)
		for _, l := range s.lines {
			if err := p.play(s.side, l); err != nil {
				return fmt.Errorf("at %q of the %v: %w", l, s.side, err)
			}
		}
	}
	return nil
}

// pause takes in what comes in a while.
func (p *player) pause(d time.Duration) {
	over := time.NewTimer(d)
	defer over.Stop()
	for d > 0 && p.left == nil && p.hear(over.C) != errSilent {
	}
}

// play waits for a line of the client's, or says one of the server's.
func (p *player) play(who side, l line) error {
	switch {
	case who == ofClient:
		return p.await(l)
	case l.end != nil:
		end(p.ws, l.end)
		return nil
	case !l.binary:
		return p.ws.Write(context.Background(), websocket.MessageText, []byte(l.text))
	}
	quiet := make([]byte, l.size)
	for range l.count {
		if err := p.ws.Write(context.Background(), websocket.MessageBinary, quiet); err != nil {
			return err
		}
	}
	return nil
}

// await hears what comes until it is, or has in it, what a line says.
func (p *player) await(l line) error {
	switch {
	case l.end != nil:
		return p.awaitEnd(l)
	case l.binary:
		for p.ahead < l.count*l.size {
			if err := p.hearSoon(); err != nil {
				return err
			}
		}
		p.ahead -= l.count * l.size
		return nil
	}
	for len(p.texts) == 0 {
		if err := p.hearSoon(); err != nil {
			return err
		}
	}
	said := p.texts[0]
	p.texts = p.texts[1:]
	if string(indent([]byte(said))) != string(indent([]byte(l.text))) {
		return fmt.Errorf("the client says %s", said)
	}
	return nil
}

// awaitEnd: whether a client that leaves says so is compared too.
func (p *player) awaitEnd(l line) error {
	for {
		err := p.hearSoon()
		if err == nil {
			continue
		}
		if now, then := websocket.CloseStatus(err), websocket.CloseStatus(l.end); now != then {
			return fmt.Errorf("the client ended with %w", err)
		}
		return nil
	}
}

var errSilent = errors.New("the client says nothing")

// hearSoon takes in the client's next message.
func (p *player) hearSoon() error {
	over := time.NewTimer(patience)
	defer over.Stop()
	return p.hear(over.C)
}

// hear takes in the client's next message unless it is too late first.
func (p *player) hear(over <-chan time.Time) error {
	if p.left != nil {
		return p.left
	}
	var m message
	select {
	case m = <-p.heard:
	case <-over:
		return errSilent
	}
	switch {
	case m.err != nil:
		p.left = m.err
		return m.err
	case m.typ == websocket.MessageText:
		p.texts = append(p.texts, p.tape.scrub(string(m.data)))
	default:
		p.audio.add(m.data)
		p.ahead += len(m.data)
	}
	return nil
}
