package speak

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// speechCost is what a speech counts against maxWaiting besides its text, in bytes.
const speechCost = 100

// flux is the protocol of /v2/speak (7): speeches, one at a time, each from its first text to its Flush.
// A pause has what there is spoken, and ends nothing. Its fields belong to the performer's goroutine.
type flux struct {
	*performer
	chosen  Voice
	encoder *media.Encoder
	asked   visavis.Prosody         // of the query, and changed since
	applied wire.FluxSpeakConfigure // what the client has set

	speeches   []*speech // that have not ended, oldest first: the first is spoken
	past       []*speech // of which something may not have been played yet, oldest first
	session    timeline
	characters int
	stripped   int           // of them
	cutting    *interruption // that waits for the voice; nil: none
	busy       atomic.Bool   // there are speeches, or the client has closed
}

// open implements version.open.
func (f *flux) open(p *performer, requestID string) {
	f.performer, p.protocol = p, f
	f.session.rate = f.encoder.Rate()
	p.prompter.patient = true
	p.gave = func(clause string) { f.speeches[0].clauses = append(f.speeches[0].clauses, clause) }
	p.send(wire.FluxSpeakConnected{
		RequestID: requestID, ModelName: f.chosen.Name,
		ModelVersion: wire.ModelVersion, ModelUUIDs: []string{wire.ModelUUID(f.chosen.ID)},
	})
}

// idle implements version.idle.
func (f *flux) idle() *socket.Ending {
	if f.busy.Load() {
		return nil
	}
	return withError(&socket.Ending{
		Code: websocket.StatusInternalError, Reason: "NET-0004: nothing came for a minute: send text, or pings",
		Tail: true, // a client may read no faster than it plays
	})
}

// handle implements protocol.
func (f *flux) handle(m wire.Message) {
	switch m := m.(type) {
	case wire.SpeakText:
		f.speak(m.Text)
	case wire.Flush:
		f.flush()
	case wire.Interrupt:
		f.interrupt(m.Offset)
	case wire.FluxSpeakConfigure:
		f.configure(m.Speed)
	case wire.Close:
		f.finishText()
		f.prompter.close()
	}
	f.mind()
}

// mind notes whether the client may be expected to speak.
func (f *flux) mind() { f.busy.Store(len(f.speeches) > 0 || f.prompter.closed) }

// speak adds to the speech that is being written, or begins one.
func (f *flux) speak(text string) {
	if text == "" || f.prompter.closed {
		return
	}
	characters := utf8.RuneCountInString(text)
	switch {
	case characters > wire.MaxSpeakText:
		f.end(unspoken(errTooLong))
		return
	case f.waiting()+len(text) > maxWaiting:
		f.end(unspoken(errTooMuch))
		return
	}
	s := f.writing()
	if s == nil {
		s = newSpeech()
		f.speeches = append(f.speeches, s)
	}
	s.text = append(s.text, text...)
	before := s.controls.stripped
	f.prompt(s.controls.take(text))
	f.characters += characters
	f.stripped += s.controls.stripped - before
	f.start()
}

// prompt has text spoken, which may have been held back and be longer than what a client sends at once.
func (f *flux) prompt(text string) {
	if err := f.prompter.write(time.Now(), text); err != nil {
		f.end(unspoken(err))
	}
}

// waiting is what the speeches that have not ended cost.
func (f *flux) waiting() int {
	n := 0
	for _, s := range f.speeches {
		n += speechCost + len(s.text)
	}
	return n
}

// writing returns the speech that the client's text belongs to; nil: a new one.
func (f *flux) writing() *speech {
	if n := len(f.speeches); n > 0 && !f.speeches[n-1].flushed {
		return f.speeches[n-1]
	}
	return nil
}

// start tells of the speech that is next, if it is its turn.
func (f *flux) start() {
	if len(f.speeches) == 0 || f.speeches[0].started || f.cutting != nil {
		return
	}
	s := f.speeches[0]
	s.started, s.from = true, f.session.end
	f.heed = s.takes.heed
	f.send(wire.FluxSpeechStarted{SpeechID: s.id})
	if s.flushed {
		f.send(wire.FluxFlushed{SpeechID: s.id})
	}
}

// flush ends the speech that is being written. Of one that waits it is told when it starts, so that all
// that is told of a speech is told between its start and its end.
func (f *flux) flush() {
	s := f.writing()
	if s == nil {
		f.warn(wire.NoActiveSpeech, "There is no text to flush.")
		return
	}
	f.finishText()
	f.prompter.end(line{flush: noFlush})
	if s.started {
		f.send(wire.FluxFlushed{SpeechID: s.id})
	}
}

func (f *flux) finishText() {
	if s := f.writing(); s != nil {
		s.flushed = true
		f.prompt(s.controls.rest())
	}
}

// spoke implements protocol.
func (f *flux) spoke(l line) {
	if len(f.speeches) > 0 {
		s := f.speeches[0]
		s.whole = true
		f.conclude(s)
		f.remember(s)
		f.speeches = f.speeches[1:]
		f.start()
		f.mind()
	}
	if l.last {
		f.send(f.totals())
		f.end(complete())
	}
}

// conclude counts a speech that has ended, and says so.
func (f *flux) conclude(s *speech) {
	s.samples = f.session.add(f.delivery.total())
	if s.samples == 0 && s.whole {
		f.warn(wire.NoSynthesizableText, "There is nothing to speak in the text.")
	}
	f.send(s.metadata(f.session.rate))
}

func (f *flux) totals() wire.FluxSessionMetadata {
	return wire.FluxSessionMetadata{
		AudioDurationMS: f.session.rate.D(f.session.end).Milliseconds(),
		InputCharacters: f.characters, BillableCharacters: f.characters - f.stripped,
	}
}

// configure changes the speed of the speeches that have not begun yet.
func (f *flux) configure(speed *float64) {
	if speed != nil {
		if code, description := f.changeSpeed(speed); code != "" {
			failure := wire.FluxSpeakConfigureFailure{Code: code, Field: "speed", Value: speed, Description: description}
			if code == wire.SpeedNotSupported {
				failure.Value = nil // no value would do
			}
			f.send(failure)
			return
		}
		f.applied.Speed = speed
	}
	f.send(wire.FluxSpeakConfigured{Applied: f.applied})
}

// changeSpeed returns why it cannot be done.
func (f *flux) changeSpeed(speed *float64) (wire.Code, string) {
	if code := wire.CheckSpeed(*speed); code != "" {
		return code, "speed " + wire.SpeedRule
	}
	asked := f.asked
	asked.Speed = prosodyOf(speed, nil).Speed
	voice := f.chosen.With(asked)
	if voice == nil {
		return wire.SpeedNotSupported, "the voice " + f.chosen.ID + " cannot change its speed"
	}
	f.asked, f.voice = asked, voice
	return "", ""
}

func (f *flux) warn(code wire.Code, description string) {
	f.send(wire.FluxSpeakWarning{Code: code, Description: description})
}

// unspoken is untaken in this protocol, which has one code for what is too long.
func unspoken(err error) *socket.Ending {
	what := fmt.Sprintf("BIG-0000: the text of a message may have up to %d characters", wire.MaxSpeakText)
	if errors.Is(err, errTooMuch) {
		what = "BIG-0000: too much text waits to be spoken; wait for SpeechMetadata before you send more"
	}
	return &socket.Ending{Code: websocket.StatusMessageTooBig, Reason: what}
}
