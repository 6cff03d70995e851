package failover_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/provider/fake"
)

// brains builds generators from scripts and notes who was called.
type brains struct{ called []string }

// make returns a generator that does the next step of its script at each call.
func (b *brains) make(name string, steps ...generate) visavis.Generator {
	n := 0
	return generate(func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
		b.called = append(b.called, name)
		step := steps[min(n, len(steps)-1)]
		n++
		return step(ctx, p, emit)
	})
}

func failsWith(err error) generate {
	return func(context.Context, visavis.Prompt, func(visavis.Delta)) error { return err }
}

func hangs(ctx context.Context, _ visavis.Prompt, _ func(visavis.Delta)) error { return hang(ctx) }

func says(words ...string) generate {
	return func(_ context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		for _, w := range words {
			emit(visavis.Delta{Text: w})
		}
		return nil
	}
}

// slowly says a word after a wait.
func slowly(wait time.Duration, word string) generate {
	return func(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		emit(visavis.Delta{Text: word})
		return nil
	}
}

// then says a word, waits and ends with err.
func then(word string, wait time.Duration, err error) generate {
	return func(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		emit(visavis.Delta{Text: word})
		if e := sleep(ctx, wait); e != nil {
			return e
		}
		return err
	}
}

func TestGenerator(t *testing.T) {
	ms, s := time.Millisecond, time.Second
	busy := status(503)
	waitABit := &visavis.VendorError{Engine: "vendor", Status: 429, RetryAfter: 700 * ms}
	waitLong := &visavis.VendorError{Engine: "vendor", Status: 429, RetryAfter: 20 * s}
	tests := []struct {
		name        string
		a, b, c     []generate // nil: there is no such engine
		called      string
		said        string
		err         error // what the error must be; nil: none
		reports     reports
		least, most time.Duration
	}{
		{name: "all is well", a: []generate{says("hi")}, b: []generate{says("no")}, called: "a", said: "hi"},
		{name: "a temporary failure is tried again", a: []generate{failsWith(busy), says("hi")}, b: []generate{says("no")},
			called: "a a", said: "hi", least: 50 * ms, most: 150 * ms},
		{name: "once", a: []generate{failsWith(busy)}, b: []generate{says("hi")},
			called: "a a b", said: "hi", reports: reports{"think a>b"}, most: 150 * ms},
		{name: "after the wait that the vendor asks for", a: []generate{failsWith(waitABit), says("hi")}, b: []generate{says("no")},
			called: "a a", said: "hi", least: 700 * ms, most: 700 * ms},
		{name: "but not after a long one", a: []generate{failsWith(waitLong)}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "a refused key is not tried again", a: []generate{failsWith(status(401))}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "nor a bad request", a: []generate{failsWith(status(400))}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "nor an unpaid bill", a: []generate{failsWith(status(402))}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "nor what is forbidden", a: []generate{failsWith(status(403))}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "nor an engine that is not there", a: []generate{failsWith(gone())}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "nor an unknown error", a: []generate{failsWith(errBroken)}, b: []generate{says("hi")},
			called: "a b", said: "hi", reports: reports{"think a>b"}},
		{name: "silence is tried again", a: []generate{hangs, says("hi")}, b: []generate{says("no")},
			called: "a a", said: "hi", least: 4 * s, most: 4*s + 150*ms},
		{name: "all that are silent have a share of the time", a: []generate{hangs}, b: []generate{hangs},
			called: "a a b", err: status(0), reports: reports{"think a>b", "think b>"}, least: 10 * s, most: 10500 * ms},
		{name: "three silent ones too", a: []generate{hangs}, b: []generate{hangs}, c: []generate{hangs},
			called: "a b c", err: status(0), reports: reports{"think a>b", "think b>c", "think c>"}, least: 10 * s, most: 10500 * ms},
		{name: "a slow one that is alone has all the time", a: []generate{hangs, slowly(6*s, "hi")},
			called: "a a", said: "hi", least: 10 * s, most: 10*s + 150*ms},
		{name: "an error after the first delta ends the reply", a: []generate{then("hel", 0, busy)}, b: []generate{says("no")},
			called: "a", said: "hel", err: busy, reports: reports{"think a>"}},
		{name: "so does silence", a: []generate{then("hel", time.Hour, nil)}, b: []generate{says("no")},
			called: "a", said: "hel", err: status(0), reports: reports{"think a>"}, least: 5 * s, most: 5 * s},
		{name: "a reply may come slowly", a: []generate{then("hel", 4900*ms, nil)}, b: []generate{says("no")},
			called: "a", said: "hel", least: 4900 * ms, most: 4900 * ms},
		{name: "all fail", a: []generate{failsWith(status(500))}, b: []generate{failsWith(gone())},
			called: "a a b", err: status(500), reports: reports{"think a>b", "think b>"}, most: 150 * ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var b brains
				var got reports
				c := failover.Chain[visavis.Generator]{Report: got.add}
				for i, steps := range [][]generate{tt.a, tt.b, tt.c} {
					if name := string(rune('a' + i)); steps != nil {
						c.Engines = append(c.Engines, failover.Engine[visavis.Generator]{Name: name, Engine: b.make(name, steps...)})
					}
				}
				var said strings.Builder
				began := time.Now()
				err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) { said.WriteString(d.Text) })
				within(t, "it", time.Since(began), tt.least, tt.most)
				if strings.Join(b.called, " ") != tt.called || said.String() != tt.said {
					t.Errorf("called %v, said %q; want %s, %q", b.called, said.String(), tt.called, tt.said)
				}
				if diff := cmp.Diff(tt.reports, got); diff != "" {
					t.Errorf("reports (-want +got):\n%s", diff)
				}
				checkVendor(t, err, tt.err)
			})
		})
	}
}

// checkVendor checks that err holds a VendorError with the status of want, or is none.
func checkVendor(t *testing.T, err, want error) {
	t.Helper()
	v, found := errors.AsType[*visavis.VendorError](err)
	w, wanted := errors.AsType[*visavis.VendorError](want)
	if found != wanted || found && v.Status != w.Status || !wanted && err != nil {
		t.Errorf("the error is %v, want %v", err, want)
	}
}

// What all engines said is in the error, by their names, typed.
// TestGeneratorTriesAgainInALongChain: who fails at once takes no time from the others, however many.
func TestGeneratorTriesAgainInALongChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b brains
		all := []visavis.Generator{b.make("a", failsWith(status(503)), says("hi"))}
		for range 5 {
			all = append(all, b.make("no", says("no")))
		}
		c := failover.Chain[visavis.Generator]{Engines: engines(all...)}
		if err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
			t.Error(err)
		}
		if want := []string{"a", "a"}; !slices.Equal(b.called, want) {
			t.Errorf("called %v, want %v", b.called, want)
		}
	})
}

func TestGeneratorErrorTellsAll(t *testing.T) {
	c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](failsWith(status(400)), failsWith(gone()))}
	err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
	var v *visavis.VendorError
	var u *visavis.UnavailableError
	if !errors.As(err, &v) || !errors.As(err, &u) {
		t.Fatalf("%v does not hold both errors", err)
	}
	if got, want := err.Error(), "a: vendor: test: status 400; b: vendor: no key"; got != want {
		t.Errorf("the error says %q, want %q", got, want)
	}
}

// Time in which the listener does not take a delta is not the engine's.
func TestGeneratorMayBeHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](fake.Generator{})}
		err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) { time.Sleep(time.Minute) })
		if err != nil {
			t.Error(err)
		}
	})
}

// A call that was asked for is asked for once, whatever happens after it.
func TestGeneratorNeverRepeatsACall(t *testing.T) {
	calls := 0
	asks := generate(func(_ context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		emit(visavis.Delta{Call: &visavis.Call{ID: "1", Name: "f"}})
		return status(503)
	})
	c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](asks, asks)}
	err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) { calls++ })
	if calls != 1 || err == nil {
		t.Errorf("the call was emitted %d times, error %v", calls, err)
	}
}

// A delta that comes when its engine was given up is not mixed into the other's reply.
func TestGeneratorDropsWhatComesTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := generate(func(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
			<-ctx.Done()
			emit(visavis.Delta{Text: "late"})
			return ctx.Err()
		})
		var said []string
		c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](late, says("hi"))}
		err := failover.Generator(c).Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) { said = append(said, d.Text) })
		if err != nil || !slices.Equal(said, []string{"hi"}) {
			t.Errorf("said %q, %v", said, err)
		}
	})
}

func TestGeneratorEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, a := range []generate{hangs, failsWith(status(503)), then("hel", time.Hour, nil)} {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](a, generate(hangs))}
			err := failover.Generator(c).Generate(ctx, visavis.Prompt{}, func(visavis.Delta) {})
			if err != context.DeadlineExceeded {
				t.Errorf("got %v, want the context's error", err)
			}
			cancel()
		}
	})
}
