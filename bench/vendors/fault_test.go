package vendors_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

func TestFaultsOfTheHandshake(t *testing.T) {
	d := &vendors.Deepgram{}
	d.Inject(
		vendors.Fault{Path: "/v1/listen", Do: vendors.Refuse{Status: 402, Body: `{"err_code":"ASR_PAYMENT_REQUIRED"}`}},
		vendors.Fault{Path: "/v1/listen", Do: vendors.Drop{}},
		vendors.Fault{Path: "/v1/listen", Do: vendors.Stall{For: 7 * time.Second}},
	)
	inWorld(t, d, func(w *world) {
		w.dial(flux).leave() // another path goes well
		if _, resp, err := w.tryDial(nova, "Token "+key); err == nil || resp.StatusCode != 402 {
			t.Errorf("the first call: %v", err)
		}
		if _, resp, err := w.tryDial(nova+"&tag=again", "Token "+key); err == nil || resp != nil {
			t.Errorf("the second call: %v, answer %v", err, resp)
		}
		began := time.Now()
		w.dial(nova + "&tag=once+more").leave()
		if got := time.Since(began); got != 7*time.Second {
			t.Errorf("the third call took %s", got)
		}
	})
	expectViolations(t, d)
}

func TestFaultsOfAStream(t *testing.T) {
	const text = "one two three four five six"
	speak := func(w *world) *naive {
		n := w.dial(aura)
		n.send(`{"type":"Speak","text":"` + text + `"}`)
		n.send(`{"type":"Flush"}`)
		return n
	}
	for _, tt := range []struct {
		name  string
		fault vendors.Fault
		check func(t *testing.T, n *naive)
	}{
		{"drop in the third word", vendors.Fault{After: vendors.Progress{Words: 2}, Do: vendors.Drop{}}, func(t *testing.T, n *naive) {
			n.wait()
			if got := decode24(n.audio); !strings.HasPrefix(got, "one two t") || n.status != 0 {
				t.Errorf("spoken %q, closed with %d", got, n.status)
			}
		}},
		{"stall, then go on", vendors.Fault{After: vendors.Progress{Chunks: 3}, Do: vendors.Stall{For: 4 * time.Second}}, func(t *testing.T, n *naive) {
			time.Sleep(10 * time.Second)
			n.leave()
			if got := n.of("Flushed"); decode24(n.audio) != text || got[0].at < 4*time.Second {
				t.Errorf("spoken %q, flushed %v", decode24(n.audio), got)
			}
		}},
		{"stall for good", vendors.Fault{After: vendors.Progress{Words: 1}, Do: vendors.Stall{}}, func(t *testing.T, n *naive) {
			time.Sleep(time.Hour)
			n.leave()
			if len(n.of("Flushed")) != 0 {
				t.Errorf("messages %v", n.messages)
			}
		}},
		{"garbage", vendors.Fault{After: vendors.Progress{Chunks: 3}, Do: vendors.Garbage{}}, func(t *testing.T, n *naive) {
			time.Sleep(10 * time.Second)
			n.leave()
			if garbage := n.of(""); len(garbage) != 1 || decode24(n.audio) != text {
				t.Errorf("messages %v, spoken %q", n.messages, decode24(n.audio))
			}
		}},
		{"close frame", vendors.Fault{After: vendors.Progress{Bytes: 10000}, Do: vendors.CloseFrame{Code: 1011, Reason: "NET-0000"}}, func(t *testing.T, n *naive) {
			n.wait()
			n.expectClose(1011, "NET-0000")
			if len(n.audio) < 10000 || len(n.audio) > 14000 {
				t.Errorf("closed after %d bytes", len(n.audio))
			}
		}},
		{"dribble", vendors.Fault{After: vendors.Progress{Words: 5}, Do: vendors.Dribble{Every: time.Millisecond}}, func(t *testing.T, n *naive) {
			time.Sleep(5 * time.Minute)
			n.leave()
			if got := n.of("Flushed"); decode24(n.audio) != text || len(got) != 1 || got[0].at < 5*time.Second {
				t.Errorf("spoken %q, flushed %v", decode24(n.audio), got)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &vendors.Deepgram{}
			d.Inject(tt.fault)
			inWorld(t, d, func(w *world) { tt.check(t, speak(w)) })
			expectViolations(t, d)
		})
	}
}

func TestFaultsOfABody(t *testing.T) {
	d := &vendors.Deepgram{}
	d.Inject(
		vendors.Fault{After: vendors.Progress{Bytes: 5000}, Do: vendors.Drop{}},
		vendors.Fault{After: vendors.Progress{Words: 1}, Do: vendors.Stall{For: time.Minute}},
	)
	inWorld(t, d, func(w *world) {
		const target = "/v1/speak?encoding=linear16&container=none"
		if a := w.call("POST", target, "One two three.", "Content-Type", "text/plain"); a.err == nil || len(a.body) != 5000 {
			t.Errorf("dropped after %d bytes with %v", len(a.body), a.err)
		}
		began := time.Now()
		a := w.call("POST", target, "One two three.", "Content-Type", "text/plain")
		if took := time.Since(began); a.err != nil || took < time.Minute || decode24(a.body) != "One two three." {
			t.Errorf("after a stall of %s: %q, %v", took, decode24(a.body), a.err)
		}
	})
	expectViolations(t, d)
}

// TestRetriesAreNoticed: the same refused request again, and calls that fail again and again.
func TestRetriesAreNoticed(t *testing.T) {
	d := &vendors.Deepgram{Keys: []string{"another"}}
	inWorld(t, d, func(w *world) {
		w.tryDial(nova, "Token "+key)
		time.Sleep(time.Second)
		w.tryDial(nova, "Token "+key)
	})
	expectViolations(t, d, "retry")

	d = &vendors.Deepgram{}
	d.Inject(vendors.Fault{Calls: -1, Do: vendors.Drop{}})
	inWorld(t, d, func(w *world) {
		for range 7 {
			w.tryDial(nova, "Token "+key)
			time.Sleep(time.Second)
		}
	})
	expectViolations(t, d, "storm")
}

// TestRecordHoldsNoSecret: not even of a query.
func TestRecordHoldsNoSecret(t *testing.T) {
	d := &vendors.Deepgram{}
	inWorld(t, d, func(w *world) { w.call("GET", "/v1/models?token="+key+"&include_outdated=true", "") })
	if shown := fmt.Sprintf("%+v %+v", d.Requests(""), d.Violations()); strings.Contains(shown, key) || !strings.Contains(shown, "include_outdated=true") {
		t.Errorf("the record is %s", shown)
	}
}

// TestLatency: the median and the slowest tenth are where they should be, and the same seed gives the
// same run.
func TestLatency(t *testing.T) {
	times := func(seed uint64) (out []time.Duration) {
		d := &vendors.Deepgram{RESTPace: vendors.Pace{Handshake: vendors.Latency{Median: 100 * time.Millisecond, Spread: 60 * time.Millisecond}}}
		d.Seed = seed
		inWorld(t, d, func(w *world) {
			for range 400 {
				began := time.Now()
				w.call("GET", "/v1/models", "")
				out = append(out, time.Since(began))
			}
		})
		return out
	}
	first := times(1)
	if !slices.Equal(first, times(1)) || slices.Equal(first, times(2)) {
		t.Error("latencies do not follow from the seed")
	}
	slices.Sort(first)
	median, decile := first[len(first)/2], first[len(first)*9/10]
	if median < 92*time.Millisecond || median > 108*time.Millisecond || decile < 140*time.Millisecond || decile > 185*time.Millisecond {
		t.Errorf("median %s, slowest tenth from %s: want 100 and 160 ms", median, decile)
	}
}
