package conversation

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

type callerFunc func(ctx context.Context, c visavis.Call) (string, error)

func (f callerFunc) Call(ctx context.Context, c visavis.Call) (string, error) { return f(ctx, c) }

// asks is a generator that asks for calls of the names once after the user has spoken, and then says
// what came of them.
func asks(names ...string) generatorFunc {
	return func(_ context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
		last := p.Messages[len(p.Messages)-1]
		if last.Calls == nil {
			for _, name := range names {
				emit(visavis.Delta{Call: &visavis.Call{ID: "id-" + name, Name: name, Arguments: `{"secret":"argument"}`}})
			}
			return nil
		}
		var said []string
		for _, r := range last.Calls {
			said = append(said, r.Response)
		}
		emit(visavis.Delta{Text: "It came to " + strings.Join(said, " and ") + "."})
		return nil
	}
}

func tool(name string, f callerFunc) visavis.Tool { return visavis.Tool{Name: name, Caller: f} }

// after returns text when d has passed.
func after(d time.Duration, text string) callerFunc {
	return func(ctx context.Context, _ visavis.Call) (string, error) {
		select {
		case <-time.After(d):
			return text, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func TestCallsRunAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Brain: asks("one", "two"), Tools: []visavis.Tool{
			tool("one", after(900*time.Millisecond, "1")), tool("two", after(time.Second, "2")),
		}})
		c.tell(UserText{"count"})
		time.Sleep(1100 * time.Millisecond)
		c.stop()
		said := of[AgentSays](c)
		if len(said) != 1 || said[0].Text != "It came to 1 and 2." {
			t.Errorf("after 1.1 s the agent has said %v; two calls of a second each should run at once", said)
		}
		if done := of[CallDone](c); len(done) != 2 || done[1].Took != time.Second {
			t.Errorf("calls were done as %+v, want two, of which the second took a second", done)
		}
	})
}

func TestCallsThatGoWrong(t *testing.T) {
	wrong := map[string]struct {
		call callerFunc
		want string // what the model reads
	}{
		"fails":  {func(context.Context, visavis.Call) (string, error) { return "", errors.New("no such city") }, "no such city"},
		"panics": {func(context.Context, visavis.Call) (string, error) { panic("secret") }, errCallPanicked.Error()},
		"hangs": {func(ctx context.Context, _ visavis.Call) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}, timedOut},
		"returns too much": {func(context.Context, visavis.Call) (string, error) { return strings.Repeat("é", maxResponse), nil }, " … (cut)"},
	}
	for name, tt := range wrong {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, Config{Brain: asks("it"), Tools: []visavis.Tool{tool("it", tt.call)}})
				c.tell(UserText{"do it"})
				time.Sleep(callWait + time.Second)
				c.stop()
				done := of[CallDone](c)
				if len(done) != 1 || !strings.HasSuffix(done[0].Result.Response, tt.want) || len(done[0].Result.Response) > maxResponse {
					t.Fatalf("the model reads %+v, want %q", done, tt.want)
				}
				if said := of[AgentSays](c); len(said) == 0 || !strings.HasPrefix(said[0].Text, "It came to") {
					t.Errorf("the agent said %v: the conversation should have gone on", said)
				}
			})
		})
	}
}

func TestCallOutlivesItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cut error
		made := 0
		c := dial(t, Config{Brain: asks("book"), Voice: speakFor(time.Second), Tools: []visavis.Tool{
			tool("book", func(ctx context.Context, _ visavis.Call) (string, error) {
				made++
				time.Sleep(2 * time.Second)
				cut = ctx.Err()
				return "booked", nil
			}),
		}})
		c.tell(UserText{"book a table"})
		time.Sleep(time.Second)
		c.tell(AgentText{Text: "Wait.", Behavior: BehaviorInterrupt}) // cuts, and asks no generator
		time.Sleep(5 * time.Second)
		c.stop()
		if cut != nil || made != 1 {
			t.Errorf("the call was made %d times and saw %v; a cut must neither end nor repeat it", made, cut)
		}
		if msg := c.machine.History()[1]; len(msg.Calls) != 1 || msg.Calls[0].Response != "booked" {
			t.Errorf("the history has %+v, want what came of the call", msg)
		}
	})
}

func TestSessionEndsItsCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := dial(t, Config{Brain: asks("slow"), Log: journal(&log), Tools: []visavis.Tool{tool("slow", after(time.Hour, ""))}})
		c.tell(UserText{"go"})
		time.Sleep(time.Second)
		c.stop() // returns only when the call has
		if line := log.String(); !strings.Contains(line, "outcome=abandoned") {
			t.Errorf("the journal says %q of a call whose session ended", line)
		}
	})
}

// journal is a log without times.
func journal(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestJournalOfCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := dial(t, Config{Brain: asks("good", "unknown"), Log: journal(&log), Tools: []visavis.Tool{
			tool("good", after(50*time.Millisecond, "secret response")),
		}})
		c.tell(UserText{"go"})
		time.Sleep(time.Second)
		c.stop()
		want := "level=INFO msg=call name=unknown id=id-unknown took=0s outcome=failed\n" +
			"level=INFO msg=call name=good id=id-good took=50ms outcome=ok\n"
		if log.String() != want {
			t.Errorf("the journal is\n%s\nwant\n%s", log.String(), want)
		}
	})
}

func TestHistoryForgetsCallsWithTheirQuestion(t *testing.T) {
	m := NewMachine(Rules{Mute: true, Tools: []visavis.Tool{tool("it", noCaller{}.Call)}})
	handle := func(ev Event) {
		m.Handle(time.Time{}, ev)
		total := 0
		for _, msg := range m.History() {
			total += size(msg)
		}
		if total > maxHistory {
			t.Fatalf("the history grew to %d bytes, over %d", total, maxHistory)
		}
		if first := m.History()[0]; first.Calls != nil {
			t.Fatal("the history begins with calls whose question was forgotten; vendors refuse that")
		}
	}
	for i := range 200 {
		long, short := strings.Repeat("x", maxResponse), "y"
		if i%2 == 0 {
			long, short = short, long
		}
		handle(UserText{long})
		turn := m.turns
		handle(Wrote{Turn: turn, Delta: visavis.Delta{Call: &visavis.Call{Name: "it"}}})
		handle(Written{Turn: turn})
		handle(Called{Number: m.calls.last, Response: short})
		handle(Wrote{Turn: turn, Delta: visavis.Delta{Text: "Done."}})
		handle(Written{Turn: turn})
	}
}

// count returns how many effects of type E there are.
func count[E Effect](effects []Effect) (n int) {
	for _, e := range effects {
		if _, is := e.(E); is {
			n++
		}
	}
	return n
}

func TestCallsAreBounded(t *testing.T) {
	m := NewMachine(Rules{Mute: true, Tools: []visavis.Tool{tool("it", noCaller{}.Call)}})
	now := time.Now()
	want := func(calls int) int {
		m.Handle(now, UserText{"do it"})
		for range calls {
			m.Handle(now, Wrote{Turn: m.turns, Delta: visavis.Delta{Call: &visavis.Call{Name: "it"}}})
		}
		return count[CallTool](m.Handle(now, Written{Turn: m.turns}))
	}
	if n := want(maxCalls - 2); n != maxCalls-2 {
		t.Fatalf("%d calls were made of %d", n, maxCalls-2)
	}
	if n := want(5); n != 2 {
		t.Errorf("%d more calls were made while %d are under way; want no more than %d at once", n, maxCalls-2, maxCalls)
	}
	for number := range maxCalls {
		m.Handle(now, Called{Number: number + 1})
	}
	m.Handle(now, UserText{"and again"})
	made := 0
	for range maxRounds {
		for range 4 {
			m.Handle(now, Wrote{Turn: m.turns, Delta: visavis.Delta{Call: &visavis.Call{Name: "it"}}})
		}
		made += count[CallTool](m.Handle(now, Written{Turn: m.turns}))
		for _, c := range append([]openCall(nil), m.calls.open...) {
			m.Handle(now, Called{Number: c.number})
		}
	}
	if made != maxCalls {
		t.Errorf("%d calls were made in one turn, want %d", made, maxCalls)
	}
}

func TestInjectionsAreBounded(t *testing.T) {
	m := NewMachine(Rules{})
	now := time.Now()
	m.Handle(now, SpeechStarted{})
	for range maxQueue {
		if refused := count[Show](m.Handle(now, AgentText{Text: "Hear!", Behavior: BehaviorQueue})); refused > 0 {
			t.Fatal("a text was refused that could wait")
		}
	}
	if count[Show](m.Handle(now, AgentText{Text: "Hear!", Behavior: BehaviorQueue})) == 0 {
		t.Errorf("more than %d texts wait", maxQueue)
	}
}
