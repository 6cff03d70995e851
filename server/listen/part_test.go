package listen

import (
	"context"
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

// inClosingWorld runs f in a bubble of fake time, with a server that shutDown shuts down.
func inClosingWorld(t *testing.T, ears visavis.Transcriber, f func(w *world, shutDown func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		closing := make(chan struct{})
		withServer(t, Config{Closing: closing}, ears, func(w *world) { f(w, func() { close(closing) }) })
		time.Sleep(time.Second) // ears may be in the midst of something
	})
}

// midSpeech is audio that breaks off while somebody speaks: more than ears may be behind, and little
// enough to be taken in one piece.
func midSpeech() []byte { return speech("hello there my friend", 500*time.Millisecond, 0) }

// TestLastWords: whatever ends a stream, what was said last is told before it ends.
func TestLastWords(t *testing.T) {
	for name, tt := range map[string]struct {
		act    func(c *client, shutDown func())
		status websocket.StatusCode
	}{
		"silence":  {func(*client, func()) {}, websocket.StatusInternalError},
		"shutdown": {func(_ *client, shutDown func()) { shutDown() }, websocket.StatusGoingAway},
		"shutdown after CloseStream": {func(c *client, shutDown func()) {
			c.text(`{"type":"CloseStream"}`)
			synctest.Wait()
			shutDown()
		}, websocket.StatusNormalClosure},
	} {
		t.Run(name, func(t *testing.T) {
			ears := hello
			ears.Delay = time.Second
			inClosingWorld(t, slowToEnd{ears}, func(w *world, shutDown func()) {
				c := w.dial(raw)
				c.speak(midSpeech(), 32000)
				tt.act(c, shutDown)
				c.expectEnd(tt.status, "", "Metadata")
				if _, finals := results(c.messages); textOf(finals) != "hello there" {
					t.Errorf("told %q, want all that was heard", textOf(finals))
				}
				tile(t, c.messages)
				m := c.messages[len(c.messages)-1].(wire.ListenMetadata)
				if d := float64(len(midSpeech())) / 32000; m.Duration < d-0.002 || m.Duration > d+0.002 {
					t.Errorf("heard %v s of %v", m.Duration, d)
				}
			})
		})
	}
}

// slowToEnd ears need a second to say that there is no more.
type slowToEnd struct{ fake.Transcriber }

func (e slowToEnd) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	err := e.Transcriber.Transcribe(ctx, in, emit)
	time.Sleep(time.Second)
	return err
}

// TestFarewellIsShort: a server that ends waits for no recogniser, and for no client who is held up.
func TestFarewellIsShort(t *testing.T) {
	for name, tt := range map[string]struct {
		ears  visavis.Transcriber
		sound []byte
	}{
		"ears that do not return": {allChunks, midSpeech()},
		"ears that are behind":    {slowEars{hello}, midSpeech()},
		"ears that take nothing":  {stuck(0), midSpeech()},
	} {
		t.Run(name, func(t *testing.T) {
			inClosingWorld(t, tt.ears, func(w *world, shutDown func()) {
				c := w.dial(raw)
				c.send(tt.sound)
				synctest.Wait()
				began := time.Now()
				shutDown()
				c.expectEnd(websocket.StatusGoingAway, "shutting down", "")
				if took := time.Since(began); took > farewell {
					t.Errorf("took leave in %v, want at most %v", took, farewell)
				}
			})
		})
	}
}

// TestFluxLastWords: a turn that is open is told of as far as it was heard, and has no end.
func TestFluxLastWords(t *testing.T) {
	for name, tt := range map[string]struct {
		act  func(w *fluxWorld, c *fluxStreamer)
		code wire.Code
		stat websocket.StatusCode
	}{
		"silence":   {func(*fluxWorld, *fluxStreamer) {}, inactiveClient, websocket.StatusInternalError},
		"shutdown":  {func(w *fluxWorld, _ *fluxStreamer) { close(w.closing) }, wire.ServerGoingAway, websocket.StatusGoingAway},
		"a mistake": {func(_ *fluxWorld, c *fluxStreamer) { c.say("hello?") }, wire.UnparsableClientMessage, websocket.StatusPolicyViolation},
	} {
		t.Run(name, func(t *testing.T) {
			ears := twoTurns
			ears.PerWord = time.Hour // no partial has more than nothing
			inFluxWorld(t, ears, func(w *fluxWorld) {
				c := w.dial(rawFlux)
				c.stream(linear16(spoken(600, 900)), 640, 20*time.Millisecond)
				tt.act(w, c)
				c.ended(tt.stat)
				var got []string
				for _, m := range c.told {
					switch m := m.(type) {
					case wire.FluxError:
						got = append(got, string(m.Code))
					case wire.TurnInfo:
						if m.Transcript != "" {
							got = append(got, string(m.Event)+" "+m.Transcript)
						}
					}
				}
				if diff := cmp.Diff([]string{"StartOfTurn Turn on the light", string(tt.code)}, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestFluxFarewellIsShort: and no longer than a stream's.
func TestFluxFarewellIsShort(t *testing.T) {
	for name, ears := range map[string]visavis.Transcriber{"do not return": allChunks, "take nothing": stuck(0)} {
		t.Run(name, func(t *testing.T) {
			inFluxWorld(t, ears, func(w *fluxWorld) {
				c := w.dial(rawFlux)
				c.stream(linear16(spoken(600, 900, 400)), 1<<20, 0)
				synctest.Wait()
				began := time.Now()
				close(w.closing)
				c.ended(websocket.StatusGoingAway)
				if took := time.Since(began); took > farewell {
					t.Errorf("took leave in %v, want at most %v", took, farewell)
				}
				if last, _ := c.told[len(c.told)-1].(wire.FluxError); !strings.Contains(last.Description, "shutting down") {
					t.Errorf("the last message is %+v", last)
				}
			})
		})
	}
}
