package vad

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// play builds sound from stretches of speech and quiet, in milliseconds, beginning with quiet.
func play(rng *rand.Rand, stretches ...int) []int16 {
	var sound []float64
	for i, length := range stretches {
		if i%2 == 0 {
			sound = append(sound, make([]float64, length*ms)...)
		} else {
			sound = append(sound, vowel(130, length*ms)...)
		}
	}
	add(sound, 0, scaled(white(rng, len(sound)), 10))
	return toPCM(sound)
}

func events(d *Detector, samples []int16) []Event {
	var out []Event
	d.Feed(samples, func(e Event) { out = append(out, e) })
	return out
}

// near lets places and lengths be 30 ms off.
var near = cmp.Options{
	cmp.Comparer(func(a, b int64) bool { return max(a-b, b-a) <= 30*ms }),
	cmp.Comparer(func(a, b time.Duration) bool { return max(a-b, b-a) <= 60*time.Millisecond }),
}

// TestTurn: a turn with a pause in it, then one of its own.
func TestTurn(t *testing.T) {
	got := events(New(Config{}), play(rand.New(rand.NewPCG(1, 1)), 1000, 600, 300, 400, 1000, 500, 1000))
	want := []Event{
		{Start, 1000 * ms, 80 * time.Millisecond},
		{Pause, 1600 * ms, 600 * time.Millisecond},
		{Resume, 1900 * ms, 680 * time.Millisecond},
		{Pause, 2300 * ms, 1000 * time.Millisecond},
		{End, 2300 * ms, 1000 * time.Millisecond},
		{Start, 3300 * ms, 80 * time.Millisecond},
		{Pause, 3800 * ms, 500 * time.Millisecond},
		{End, 3800 * ms, 500 * time.Millisecond},
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestHangover(t *testing.T) {
	sound := play(rand.New(rand.NewPCG(1, 1)), 1000, 600, 2000)
	for _, hangover := range []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, 900 * time.Millisecond} {
		d, now, ended := New(Config{Hangover: hangover}), int64(0), int64(0)
		for piece := range slices.Chunk(sound, hop) {
			now += hop
			d.Feed(piece, func(e Event) {
				if e.Kind == End {
					ended = now
				}
			})
		}
		if off := span(ended-1600*ms) - hangover; off < -20*time.Millisecond || off > 50*time.Millisecond {
			t.Errorf("hangover %v: End came %v off", hangover, off)
		}
	}
}

// TestOrder: on any sound, turns are told in an order that makes sense, places never go back, and a
// place is told after it happened.
func TestOrder(t *testing.T) {
	next := map[Kind][]Kind{Start: {Pause}, Pause: {Resume, End}, Resume: {Pause}, End: {Start}}
	rng := rand.New(rand.NewPCG(2, 3))
	for range 10 {
		var stretches []int
		for range 8 {
			stretches = append(stretches, 20+rng.IntN(700))
		}
		d, last, now := New(Config{}), Event{Kind: End}, int64(0)
		for piece := range slices.Chunk(play(rng, stretches...), hop) {
			now += int64(len(piece))
			d.Feed(piece, func(e Event) {
				if !slices.Contains(next[last.Kind], e.Kind) {
					t.Fatalf("%v: %v after %v", stretches, e, last)
				}
				if e.Sample < last.Sample || e.Sample > now {
					t.Fatalf("%v: %v after %v, at sample %d", stretches, e, last, now)
				}
				if e.Kind != Start && e.Voiced < last.Voiced {
					t.Fatalf("%v: %v after %v: the turn became shorter", stretches, e, last)
				}
				last = e
			})
		}
	}
}

// TestPieces: however the sound is cut, the events are the same; Reset makes a Detector new.
func TestPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	sound := play(rng, 700, 400, 700, 900, 800)
	want := events(New(Config{}), sound)
	if len(want) == 0 {
		t.Fatal("no events")
	}
	d := New(Config{})
	for range 3 {
		d.Reset()
		var got []Event
		for rest := sound; len(rest) > 0; {
			n := min(len(rest), rng.IntN(1000))
			d.Feed(rest[:n], func(e Event) { got = append(got, e) })
			rest = rest[n:]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("events in pieces (-want +got):\n%s", diff)
		}
		d.SetGuard(true) // Reset takes it back
	}
}

// TestGuard: what the guard holds back is 6 dB more than what is held back anyway.
func TestGuard(t *testing.T) {
	hears := func(level float64, guard bool) bool {
		rng := rand.New(rand.NewPCG(8, 8))
		sound := make([]float64, 3*rate)
		add(sound, 2*rate, scaled(vowel(140, rate/2), level))
		add(sound, 0, scaled(white(rng, len(sound)), 200))
		d := New(Config{})
		d.SetGuard(guard)
		return len(events(d, toPCM(sound))) > 0
	}
	// The faintest voices that are heard, in steps of 1 dB.
	faintest := func(guard bool) int {
		for db := -30; ; db++ {
			if hears(decibels(db), guard) {
				return db
			}
		}
	}
	off, on := faintest(false), faintest(true)
	t.Logf("faintest voice: %d dB below full loudness, %d with the guard", -off, -on)
	if on-off < 5 || on-off > 7 {
		t.Errorf("the guard raises the threshold by %d dB, want 6", on-off)
	}
}

func TestProbability(t *testing.T) {
	d := New(Config{})
	sound := play(rand.New(rand.NewPCG(1, 1)), 1000, 600)
	d.Feed(sound[:990*ms], func(Event) {})
	if p := d.Probability(); p > 0.3 {
		t.Errorf("probability %.2f in quiet", p)
	}
	d.Feed(sound[990*ms:1300*ms], func(Event) {})
	if p := d.Probability(); p < 0.9 {
		t.Errorf("probability %.2f in speech", p)
	}
	if v := d.Voiced(); v < 200*time.Millisecond || v > 350*time.Millisecond {
		t.Errorf("voiced for %v, want about 300ms", v)
	}
}

// TestExtremes: no input makes the probability anything but one.
func TestExtremes(t *testing.T) {
	for name, at := range map[string]func(i int) int16{
		"silence": func(int) int16 { return 0 },
		"step":    func(i int) int16 { return int16(min(i, 16000) / 16000 * 32767) },
		"square":  func(i int) int16 { return int16(i/40%2*65535 - 32768) },
		"once":    func(i int) int16 { return int16(i / 8000 % 2 * -32768) },
	} {
		samples := make([]int16, 3*rate)
		for i := range samples {
			samples[i] = at(i)
		}
		d := New(Config{})
		for piece := range slices.Chunk(samples, hop) {
			d.Feed(piece, func(Event) {})
			if p := d.Probability(); !(p >= 0 && p <= 1) {
				t.Fatalf("%s: probability %v", name, p)
			}
		}
	}
}

func TestDoesNotAllocate(t *testing.T) {
	d := New(Config{})
	sound := play(rand.New(rand.NewPCG(1, 1)), 500, 500, 700)
	count := 0
	emit := func(Event) { count++ }
	if n := testing.AllocsPerRun(3, func() { d.Feed(sound, emit) }); n != 0 || count == 0 {
		t.Errorf("%v allocations for %d events", n, count)
	}
}

// BenchmarkFeed is one decision: 10 ms of sound.
func BenchmarkFeed(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	for name, sound := range map[string][]int16{
		"speech": toPCM(vowel(130, 10*rate)),
		"noise":  toPCM(scaled(white(rng, 10*rate), 300)),
	} {
		b.Run(name, func(b *testing.B) {
			d := New(Config{})
			emit := func(Event) {}
			b.ReportAllocs()
			at := 0
			for b.Loop() {
				d.Feed(sound[at:at+hop], emit)
				at = (at + hop) % len(sound)
			}
		})
	}
}
