package server

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/socket"
)

// expectEnd waits for the end of the call and checks that an Error with these words came before it.
func (c *caller) expectEnd(code websocket.StatusCode, words ...string) {
	c.t.Helper()
	got, reason := c.closed()
	if got != code {
		c.t.Errorf("closed with %d %q, want %d", got, reason, code)
	}
	if len(reason) > 123 {
		c.t.Errorf("the reason is too long for a close frame: %q", reason)
	}
	texts := c.texts()
	last := ""
	if len(texts) > 0 {
		last = texts[len(texts)-1]
	}
	for _, word := range words {
		if !strings.Contains(last, word) {
			c.t.Errorf("the last message is %s and says nothing of %s", last, word)
		}
	}
}

// expectNext checks that the server still serves others.
func (w *world) expectNext() {
	w.t.Helper()
	c, s := w.begin(settings)
	c.say(`{"type":"InjectUserMessage","content":"x"}`)
	if len(s.told()) != 1 {
		w.t.Error("the next conversation does not work")
	}
}

func TestEndings(t *testing.T) {
	const busyHead = `{"type":"Settings","audio":{},"agent":`
	for name, tt := range map[string]struct {
		say   []string
		code  websocket.StatusCode
		words []string
	}{
		"Close before Settings": {[]string{`{"type":"Close"}`}, 1000, nil},
		"Close":                 {[]string{settings, `{"type":"Close"}`}, 1000, nil},
		"invalid settings":      {[]string{`{"type":"Settings","agent":{}}`}, 1008, []string{"INVALID_SETTINGS", "audio"}},
		"stored agent":          {[]string{busyHead + `"an-id"}`}, 1008, []string{"AGENT_ID_NOT_SUPPORTED"}},
		"custom brain":          {[]string{busyHead + `{"think":{"endpoint":{"url":"http://x"}}}}`}, 1008, []string{"INVALID_SETTINGS", "agent.think.endpoint"}},
		"custom voice":          {[]string{busyHead + `{"speak":[{},{"endpoint":{"url":"http://x"}}]}}`}, 1008, []string{"INVALID_SETTINGS", "agent.speak[1].endpoint"}},
		"8 MB":                  {[]string{settings, strings.Repeat("x", 8<<20)}, 1009, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, Config{}, func(w *world) {
				c := w.dial()
				for _, m := range tt.say {
					c.Write(context.Background(), websocket.MessageText, []byte(m)) // the last one may fail
				}
				c.expectEnd(tt.code, tt.words...)
				w.expectNext()
			})
		})
	}
}

func TestSettingsComeFirst(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dial()
		c.say(`{"type":"KeepAlive"}`, `{"type":"InjectUserMessage","content":"x"}`, `nonsense`,
			`{"type":"UpdateSpeak","speak":{"provider":{"speed":9}}}`, settings)
		expect(t, "answers", c.types(), []string{
			"Welcome", "Error NON_SETTINGS_MESSAGE_BEFORE_SETTINGS", "Error UNPARSABLE_CLIENT_MESSAGE", "Error INVALID_SETTINGS", "SettingsApplied",
		})
	})
}

func TestInjectionRightAfterSettings(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dialDeaf() // as if nothing had been read yet
		go c.collect()
		c.say(settings, `{"type":"InjectUserMessage","content":"now"}`)
		synctest.Wait()
		expect(t, "told", w.sessions[0].told(), []conversation.Input{conversation.UserText{Text: "now"}})
	})
}

func TestSilentClientTimesOut(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		for range 5 {
			time.Sleep(idleTimeout - time.Second)
			c.say(`{"type":"KeepAlive"}`)
		}
		if s.ended() {
			t.Fatal("the session ended although the client kept it alive")
		}
		start := time.Now()
		c.expectEnd(1011, "CLIENT_MESSAGE_TIMEOUT")
		if d := time.Since(start); d != idleTimeout {
			t.Errorf("it ended after %v of silence, want %v", d, idleTimeout)
		}
		if !s.ended() {
			t.Error("the session outlived its call")
		}
		w.expectNext()
	})
}

// TestListenerMayBeSilent: while the agent speaks, and for as long again as anybody may be.
func TestListenerMayBeSilent(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		s.put(conversation.StateChanged{State: conversation.Speaking})
		time.Sleep(25 * time.Second)
		if s.ended() {
			t.Fatal("the session ended while the agent spoke")
		}
		s.put(conversation.StateChanged{State: conversation.Idle})
		start := time.Now()
		c.expectEnd(1011, "CLIENT_MESSAGE_TIMEOUT")
		if d := time.Since(start); d < idleTimeout || d > 2*idleTimeout {
			t.Errorf("it ended %v after the agent had spoken", d)
		}
	})
}

func TestClientThatSendsNothing(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		w.dial().expectEnd(1011, "CLIENT_MESSAGE_TIMEOUT")
	})
}

func TestClientThatNeverReads(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dialDeaf()
		c.say(settings)
		synctest.Wait()
		other, otherSession := w.begin(settings)
		start := time.Now()
		for range 3 {
			time.Sleep(5 * time.Second)
			other.say(`{"type":"KeepAlive"}`)
			c.Write(w.t.Context(), websocket.MessageText, []byte(`{"type":"KeepAlive"}`)) // fails once it is over
		}
		if !w.sessions[0].ended() {
			t.Errorf("the session of a client that does not read lives on after %v", time.Since(start))
		}
		if n := w.srv.metrics.slow.Load(); n != 1 {
			t.Errorf("%d slow clients were counted, want 1", n)
		}
		if otherSession.ended() {
			t.Error("another session ended with it")
		}
	})
}

func TestClientThatReadsTooSlowly(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dialDeaf()
		c.say(settings)
		synctest.Wait()
		err := errors.New("never returned")
		s := w.sessions[0]
		s.run <- func(out func(conversation.Output) error) error {
			out(conversation.TurnStarted{Turn: 1})
			for err = nil; err == nil; {
				err = out(&conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 24000)})
			}
			return err
		}
		synctest.Wait()
		if !errors.Is(err, socket.ErrSlow) {
			t.Fatalf("the session was told %v, want %v", err, socket.ErrSlow)
		}
		go c.collect() // at last
		c.expectEnd(1008)
		if n := w.srv.metrics.slow.Load(); n != 1 {
			t.Errorf("%d slow clients were counted, want 1", n)
		}
		w.expectNext()
	})
}

func TestClientThatVanishes(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		s.put(conversation.TurnStarted{Turn: 1}, &conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 24000)})
		c.CloseNow()
		if !s.ended() {
			t.Error("the session outlived its client")
		}
		w.expectNext()
	})
}

func TestPanicEndsOneCall(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		_, other := w.begin(settings)
		c, s := w.begin(settings)
		s.run <- func(func(conversation.Output) error) error { panic("a bug") }
		c.expectEnd(1011, "INTERNAL_SERVER_ERROR")
		if other.ended() {
			t.Error("the panic ended another session")
		}
		if n := w.srv.metrics.panics.Load(); n != 1 {
			t.Errorf("%d panics were counted, want 1", n)
		}
		if log := w.log.String(); !strings.Contains(log, "a bug") || !strings.Contains(log, "request_id=") {
			t.Errorf("the log does not tell of the panic:\n%s", log)
		}
	})
}

func TestSessionThatFails(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		s.run <- func(func(conversation.Output) error) error { return errors.New("broken inside") }
		c.expectEnd(1011, "INTERNAL_SERVER_ERROR")
		if !strings.Contains(w.log.String(), "broken inside") {
			t.Error("the log does not say why the session failed")
		}
	})
}

func TestShutdown(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		s.put(conversation.TurnStarted{Turn: 1}, &conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 24000)})
		if err := w.srv.Shutdown(w.t.Context()); err != nil {
			t.Fatal(err)
		}
		c.expectEnd(1001, "SERVER_GOING_AWAY")
		if !s.ended() {
			t.Error("Shutdown did not wait for the session")
		}
		_, resp, err := websocket.Dial(w.t.Context(), "ws://test/v1/agent/converse", &websocket.DialOptions{HTTPClient: w.network.Client()})
		if err == nil || resp.StatusCode != 503 {
			t.Errorf("a new conversation was answered with %v", resp)
		}
	})
}

func TestShutdownGivesUpWithItsContext(t *testing.T) {
	var stuck chan struct{}
	cfg := Config{NewSession: func(conversation.Config) Session {
		stuck = make(chan struct{})
		return stuckSession{stuck}
	}}
	inWorld(t, cfg, func(w *world) {
		w.begun(settings)
		ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
		defer cancel()
		if err := w.srv.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown returned %v with a session that does not end", err)
		}
		close(stuck)
	})
}

// begun is begin for sessions that are not fakeSessions.
func (w *world) begun(settings string) *caller {
	c := w.dial()
	c.say(settings)
	synctest.Wait()
	return c
}

type stuckSession struct{ until chan struct{} }

func (s stuckSession) Run(context.Context, func(conversation.Output) error) error {
	<-s.until
	return nil
}
func (stuckSession) Hear(context.Context, []int16) error            { return nil }
func (stuckSession) Tell(context.Context, conversation.Input) error { return nil }

func TestCutDropsWhatIsNotSentYet(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dialDeaf()
		c.say(settings)
		synctest.Wait()
		s := w.sessions[0]
		s.put(
			conversation.TurnStarted{Turn: 1}, &conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 24000)},
			conversation.UserStartedSpeaking{}, conversation.Cut{Turn: 1},
		)
		go c.collect()
		expect(t, "what came out", c.types(), []string{"Welcome", "SettingsApplied", "AgentStartedSpeaking", "UserStartedSpeaking"})
		if n := w.srv.metrics.cut.Load(); n != 25 {
			t.Errorf("%d frames were counted as dropped, want 25 of 40 ms", n)
		}
	})
}

func TestEndingDoesNotWaitForAudio(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c := w.dialDeaf()
		c.say(settings)
		synctest.Wait()
		w.sessions[0].put(conversation.TurnStarted{Turn: 1}, &conversation.Audio{Turn: 1, Rate: 24000, PCM: make([]int16, 24000)})
		c.say(`{"type":"Close"}`)
		synctest.Wait()
		go c.collect()
		if code, _ := c.closed(); code != websocket.StatusNormalClosure {
			t.Errorf("closed with %d", code)
		}
		expect(t, "what came out", c.types(), []string{"Welcome", "SettingsApplied", "AgentStartedSpeaking"})
	})
}

func TestBusyServerDoesNotBlameTheClient(t *testing.T) {
	inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}, NewSession: func(conversation.Config) Session { return slowSession{} }}, func(w *world) {
		c := w.begun(settings)
		c.sendAudio(make([]byte, 640))
		time.Sleep(idleTimeout + 5*time.Second)
		if n := w.srv.metrics.open.Load(); n != 1 {
			t.Error("the call was ended for silence while the server was busy with the client's audio")
		}
	})
}

// slowSession takes longer to hear than a client may be silent.
type slowSession struct{}

func (slowSession) Run(ctx context.Context, _ func(conversation.Output) error) error {
	<-ctx.Done()
	return ctx.Err()
}

func (slowSession) Hear(ctx context.Context, _ []int16) error {
	select {
	case <-time.After(idleTimeout + 4*time.Second):
	case <-ctx.Done():
	}
	return ctx.Err()
}

func (slowSession) Tell(context.Context, conversation.Input) error { return nil }

func TestSecretsStayOutOfTheLog(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		ws, _, err := websocket.Dial(w.t.Context(), "ws://test/v1/agent/converse?token=secret-0", &websocket.DialOptions{
			HTTPClient: w.network.Client(), Subprotocols: []string{"token", "secret-1"},
			HTTPHeader: map[string][]string{"Authorization": {"Token secret-2"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if p := ws.Subprotocol(); p != "token" {
			t.Errorf("subprotocol %q was chosen, want token", p)
		}
		c := &caller{Conn: ws, t: t, done: make(chan struct{})}
		go c.collect()
		c.say(`{"type":"Settings","audio":{},"agent":{"think":{"endpoint":{"url":"http://x/?k=secret-3","headers":{"a":"secret-4"}}}}}`)
		c.expectEnd(1008, "INVALID_SETTINGS")
		if log := w.log.String(); log == "" || strings.Contains(log, "secret-") {
			t.Errorf("the log is empty or holds a secret:\n%s", log)
		}
	})
}
