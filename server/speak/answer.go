package speak

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// writeTimeout is how long a client may take to read a piece of the answer.
const writeTimeout = time.Minute

// answer is the audio that answers a POST, sent as it is made.
type answer struct {
	request
	w       http.ResponseWriter
	control *http.ResponseController
	sound   sound
	opened  bool // the encoder has begun
	begun   bool // something was sent: it is too late for another status
	buf     []byte
}

// speak has the voice speak into the answer. A panic of the voice is its error.
func (a *answer) speak(ctx context.Context, log *slog.Logger) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("panic of a voice", "panic", p, "stack", string(debug.Stack()))
			err = &socket.PanicError{Value: p}
		}
	}()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err = a.voice.Speaker.Speak(ctx, clausesOf(a.spoken), func(sp visavis.Speech) {
		if ctx.Err() != nil {
			return
		}
		if err := a.piece(ctx, sp); err != nil {
			cancel(err)
		}
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	return a.finish(ctx)
}

// piece sends a piece of the reply.
func (a *answer) piece(ctx context.Context, sp visavis.Speech) error {
	samples, err := a.sound.piece(sp)
	if err != nil || len(samples) == 0 {
		return err
	}
	b, err := a.encode(ctx, samples)
	if err != nil {
		return err
	}
	return a.send(b)
}

// finish sends the end of it. An answer without any sound has its headers all the same.
func (a *answer) finish(ctx context.Context) error {
	b, err := a.encode(ctx, a.sound.rest())
	if err == nil {
		b, err = a.encoder.End(ctx, b)
	}
	if err != nil {
		return err
	}
	err = a.send(b)
	if !a.begun {
		a.describe()
	}
	return err
}

// encode returns what samples complete, behind what comes before all audio.
func (a *answer) encode(ctx context.Context, samples []int16) (b []byte, err error) {
	b = a.buf[:0]
	if !a.opened {
		a.opened = true
		if b, err = a.encoder.Begin(ctx, b); err != nil {
			return nil, err
		}
	}
	return a.encoder.Append(ctx, b, samples)
}

// describe sets the headers, which are sent with the first audio.
func (a *answer) describe() {
	h := a.w.Header()
	h.Set("Content-Type", a.encoder.ContentType())
	h.Set("Dg-Model-Name", a.voice.Name)
	h.Set("Dg-Model-Uuid", wire.ModelUUID(a.voice.ID))
	h.Set("Dg-Char-Count", strconv.Itoa(utf8.RuneCountInString(a.text)))
}

// send sends bytes at once.
func (a *answer) send(b []byte) error {
	a.buf = b
	if len(b) == 0 {
		return nil
	}
	if !a.begun {
		a.begun = true
		a.describe()
	}
	// Writers without deadlines are those of tests.
	_ = a.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := a.w.Write(b); err != nil {
		return err
	}
	return a.control.Flush()
}
