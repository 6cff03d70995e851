package listen

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

const (
	// fileTime bounds a request, the time that its file takes to arrive included (3).
	fileTime   = 10 * time.Minute
	answerTime = time.Minute // for the client to read the answer
	// pieceBytes is how much of a file is read at a time.
	pieceBytes = 32 << 10
)

// ServeFile answers POST /v1/listen: a file in, or its address, and what is said in it out (9.1).
func (c Config) ServeFile(w http.ResponseWriter, r *http.Request) {
	answer, err := c.transcribe(w, r)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTime))
	if err != nil {
		no := refusedFile(err)
		if no.Status >= http.StatusInternalServerError {
			c.log().Warn("a file could not be transcribed", "request", w.Header().Get(refusal.RequestIDHeader), "err", err)
		}
		no.Write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) // a client that has gone does not mind
}

func (c Config) transcribe(w http.ResponseWriter, r *http.Request) (wire.Transcription, error) {
	o, err := c.order(r, w.Header().Get(refusal.RequestIDHeader), fileQuery)
	if err != nil {
		return wire.Transcription{}, err
	}
	f := &file{order: o, log: c.log()}
	ctx, cancel := context.WithTimeout(r.Context(), fileTime)
	defer cancel()
	// A connection that knows no deadline ends with its request.
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(fileTime))
	body, err := c.body(ctx, w, r)
	if err != nil {
		return wire.Transcription{}, err
	}
	defer body.Close()
	defer f.intake.Stop()
	if err := f.hear(ctx, body); err != nil {
		return wire.Transcription{}, err
	}
	return f.transcription(), nil
}

// fileQuery reads the query of a file. Its error is a *wire.QueryError.
func fileQuery(values url.Values) (wire.ListenQuery, error) {
	q, err := wire.ParseTranscribeQuery(values)
	if err == nil && q.Encoding == "opus" {
		// A stream has one packet in each message; in a file nothing tells where one ends.
		err = &wire.QueryError{
			Parameter: "encoding",
			Reason:    "opus is for streams, a packet a message: send a file in a container (Ogg, WebM) and leave encoding out",
		}
	}
	return q, err
}

// file is a file that is being transcribed.
type file struct {
	order
	log      *slog.Logger
	channels []*track
}

// track is one channel of a file.
type track struct {
	*hearing.Stream
	heard int64
	said  []hearing.Event // Ended, with words; grows while Stream tells
}

// tell keeps what was said.
func (t *track) tell(e hearing.Event) {
	if _, ok := e.Utterance(); ok {
		t.said = append(t.said, e)
	}
}

// errEmpty says that there was no sound.
var errEmpty = &media.DataError{Reason: "there is no audio in the body: send a file"}

// hear hears the whole file.
func (f *file) hear(ctx context.Context, body io.Reader) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := f.survive(func() error { return f.read(ctx, group, body) })
		if errors.Is(err, hearing.ErrStopped) {
			return nil // the recogniser's goroutine says why
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if f.channels == nil {
		return errEmpty
	}
	return nil
}

// read feeds the file to the recognisers, which run in the group.
func (f *file) read(ctx context.Context, group *errgroup.Group, body io.Reader) error {
	hear := func(n int, pcm []int16) error {
		if f.channels == nil {
			f.open(ctx, group)
		}
		f.channels[n].heard += int64(len(pcm))
		return f.channels[n].Hear(ctx, pcm)
	}
	buf := make([]byte, pieceBytes)
	for {
		n, err := body.Read(buf)
		f.account.add(buf[:n])
		if err := f.intake.Append(buf[:n], hear); err != nil {
			return err
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return &arrivalError{err}
		}
	}
	if err := f.intake.Close(hear); err != nil {
		return err
	}
	for _, c := range f.channels {
		if err := c.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open runs a recogniser for each channel.
func (f *file) open(ctx context.Context, group *errgroup.Group) {
	f.channels = make([]*track, f.intake.Channels())
	for n := range f.channels {
		t := &track{}
		t.Stream = hearing.New(hearing.Config{Ears: f.ears, Patience: earsPatience, Tell: t.tell})
		f.channels[n] = t
		group.Go(func() error {
			if err := f.survive(func() error { return t.Run(ctx) }); err != nil && ctx.Err() == nil {
				return &earsError{err}
			}
			return ctx.Err()
		})
	}
}

// survive makes a panic the error of this file alone: nobody else would stop one in a goroutine of a group.
func (f *file) survive(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("panic over a file", "panic", p, "stack", string(debug.Stack()))
			err = &earsError{&socket.PanicError{Value: p}}
		}
	}()
	return work()
}

// earsError is a recogniser's failure, which is not the client's affair.
type earsError struct{ error }

func (e *earsError) Unwrap() error { return e.error }

// arrivalError is that of a file that does not arrive in full. What it says of the network is the
// operator's business.
type arrivalError struct{ error }

func (e *arrivalError) Unwrap() error { return e.error }

// refusedFile says why there is no transcript.
func refusedFile(err error) *refusal.Error {
	var data *media.DataError
	var large *http.MaxBytesError
	var ears *earsError
	var arrival *arrivalError
	switch {
	case errors.Is(err, hearing.ErrStuck):
		return &refusal.Error{Status: http.StatusGatewayTimeout, Code: tooLong, Message: "The recogniser does not answer: try again later."}
	case errors.As(err, &ears):
		return &refusal.Error{Status: http.StatusServiceUnavailable, Code: engineFailed, Message: "The recogniser failed: try again later."}
	case errors.As(err, &data):
		return &refusal.Error{Status: http.StatusBadRequest, Code: badPayload, Message: "The audio cannot be decoded: " + data.Reason}
	case errors.As(err, &large):
		return &refusal.Error{Status: http.StatusRequestEntityTooLarge, Code: tooLarge, Message: "The file is too large: split it."}
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		return &refusal.Error{Status: http.StatusGatewayTimeout, Code: tooLong, Message: "The file took more than 10 minutes: split it."}
	case errors.As(err, &arrival):
		return &refusal.Error{Status: http.StatusBadRequest, Code: badPayload, Message: "The file did not arrive in full."}
	}
	return refused(err)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
