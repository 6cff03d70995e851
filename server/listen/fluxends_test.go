package listen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/wire"
)

// TestFluxEnds: how a stream ends that does not end in good order.
func TestFluxEnds(t *testing.T) {
	broken := fake.Transcriber{Script: []string{"x"}, Err: errors.New("secret detail")}
	for name, tt := range map[string]struct {
		ears   visavis.Transcriber
		query  string
		act    func(w *fluxWorld, c *fluxStreamer)
		status websocket.StatusCode
		code   wire.Code
	}{
		"no audio": {twoTurns, "model=flux-general-en", func(_ *fluxWorld, c *fluxStreamer) {
			c.stream([]byte(strings.Repeat("this is text. ", 100)), 4096, 0)
		}, websocket.StatusPolicyViolation, wire.UnparsableClientMessage},
		"unknown type": {twoTurns, rawFlux, func(_ *fluxWorld, c *fluxStreamer) {
			c.say(`{"type":"Finalize"}`)
		}, websocket.StatusPolicyViolation, wire.UnparsableClientMessage},
		"idle": {twoTurns, rawFlux, func(_ *fluxWorld, c *fluxStreamer) {
			time.Sleep(59 * time.Second)
			if err := c.conn.Ping(context.Background()); err != nil {
				c.t.Error(err)
			}
			time.Sleep(59 * time.Second) // a ping is a sign of life
			c.say(`{"type":"KeepAlive"}`)
		}, websocket.StatusInternalError, inactiveClient},
		"ears that fail": {broken, rawFlux, func(_ *fluxWorld, c *fluxStreamer) {
			c.stream(linear16(spoken(600, 900, 900)), 640, 0)
		}, websocket.StatusInternalError, wire.InternalServerError},
		"ears that stop": {earsThat(func() {}), rawFlux, func(_ *fluxWorld, c *fluxStreamer) {
			c.stream(linear16(spoken(600, 900, 900)), 640, 0)
		}, websocket.StatusInternalError, wire.InternalServerError},
		"ears that panic": {earsThat(func() { panic("secret detail") }), rawFlux, func(_ *fluxWorld, c *fluxStreamer) {
			c.stream(linear16(spoken(600, 900, 900)), 640, 0)
		}, websocket.StatusInternalError, wire.InternalServerError},
		"shutdown": {twoTurns, rawFlux, func(w *fluxWorld, c *fluxStreamer) {
			c.stream(linear16(spoken(600)), 640, 0)
			close(w.closing)
		}, websocket.StatusGoingAway, wire.ServerGoingAway},
	} {
		t.Run(name, func(t *testing.T) {
			inFluxWorld(t, tt.ears, func(w *fluxWorld) {
				c := w.dial(tt.query)
				tt.act(w, c)
				c.ended(tt.status)
				last, ok := c.told[len(c.told)-1].(wire.FluxError)
				if !ok || last.Code != tt.code || strings.Contains(last.Description, "secret") {
					t.Errorf("the last message is %+v, want an Error %s", c.told[len(c.told)-1], tt.code)
				}
			})
		})
	}
}

// earsThat do something in place of listening.
type earsThat func()

func (e earsThat) Transcribe(context.Context, <-chan visavis.Chunk, func(visavis.Transcript)) error {
	e()
	return nil
}

// TestFluxForsakesEars: a recogniser that never answers costs one turn its certainty, not the stream.
func TestFluxForsakesEars(t *testing.T) {
	inFluxWorld(t, mute{}, func(w *fluxWorld) {
		c := w.dial(rawFlux)
		c.stream(linear16(spoken(600, 900, 900)), 640, 20*time.Millisecond)
		time.Sleep(answerWait)
		c.say(`{"type":"CloseStream"}`)
		c.ended(websocket.StatusNormalClosure)
		if diff := cmp.Diff([]string{"StartOfTurn Anybody there", "EndOfTurn Anybody there."}, c.events()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestFluxSlowEars: whoever has sent all is not silent, however long its end takes to understand.
func TestFluxSlowEars(t *testing.T) {
	ears := twoTurns
	ears.Delay = answerWait - time.Second
	inFluxWorld(t, patient{ears}, func(w *fluxWorld) {
		c := w.dial(rawFlux)
		c.stream(linear16(spoken(600, 900, 900)), 640, 0)
		c.say(`{"type":"CloseStream"}`)
		c.ended(websocket.StatusNormalClosure)
		if events := c.events(); !slices.Contains(events, "EndOfTurn Turn on the light.") {
			t.Errorf("events %q, want the end of the turn", events)
		}
	})
}

// patient ears take nearly as long as they may to say that there is no more.
type patient struct{ visavis.Transcriber }

func (p patient) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	err := p.Transcriber.Transcribe(ctx, in, emit)
	time.Sleep(earsPatience - 5*time.Second)
	return err
}

// mute ears understand something and never say that this was all.
type mute struct{}

func (mute) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if c.Mark == visavis.SpeechStart {
				emit(visavis.Transcript{Text: "anybody there", Plain: true})
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// TestFluxClientLeaves: nothing is left behind by a client that just goes.
func TestFluxClientLeaves(t *testing.T) {
	inFluxWorld(t, twoTurns, func(w *fluxWorld) {
		c := w.dial(rawFlux)
		c.stream(linear16(spoken(600, 700)), 640, 0)
		c.conn.CloseNow()
		<-c.done
		synctest.Wait() // the bubble ends only when every goroutine of the stream has
	})
}

// TestFluxDoesNotAllocate: not for audio that is heard; messages are another matter.
func TestFluxDoesNotAllocate(t *testing.T) {
	ears := &countingEars{}
	f := newFluxStream(ears, fluxSettings{rules: wire.FluxRules{EOT: 0.7, Eager: 0.4, Timeout: 5 * time.Second}})
	drained := make(chan error)
	go func() { drained <- f.line.Run(context.Background(), nil) }()
	go func() {
		for range f.signs {
		}
	}()
	audio := spoken(300, 500, 700)
	if n := testing.AllocsPerRun(5, func() {
		if err := f.hear(t.Context(), audio); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %v of audio", n, visavis.MicRate.D(int64(len(audio))))
	}
	if err := f.finish(t.Context(), orderly); err != nil {
		t.Error(err)
	}
	if err := <-drained; err != nil || ears.marks < 12 {
		t.Errorf("%d marks: the audio was not speech, or %v", ears.marks, err)
	}
}

// countingEars count marks.
type countingEars struct{ marks int }

func (e *countingEars) Transcribe(_ context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	for c := range in {
		if c.Mark != visavis.NoMark {
			e.marks++
		}
	}
	return nil
}
