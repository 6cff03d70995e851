package codec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
)

// encode has a stream encode frames, some at a time, and returns the packets.
func encode(t testing.TB, s media.Frames, frames []int16, some func() int) (packets [][]byte) {
	t.Helper()
	for len(frames) > 0 {
		n := min(some()*s.Size(), len(frames))
		err := s.Encode(t.Context(), frames[:n], func(p []byte) { packets = append(packets, bytes.Clone(p)) })
		if err != nil {
			t.Fatal(err)
		}
		frames = frames[n:]
	}
	return packets
}

func one() int { return 1 }

// eachFormat runs a test for each format whose library is there.
func eachFormat(t *testing.T, test func(t *testing.T, e *Engine, f format)) {
	e := run(t, 1)
	for _, f := range all() {
		t.Run(fmt.Sprintf("%s %d", f.codec, f.rate), func(t *testing.T) { test(t, e, f) })
	}
}

// TestAnyChunking: the packets do not depend on how many frames are encoded at once.
func TestAnyChunking(t *testing.T) {
	eachFormat(t, func(t *testing.T, e *Engine, f format) {
		s := open(t, e, f)
		frames := sound(f.rate, 60*s.Size())
		want := encode(t, s, frames, one)
		rng := rand.New(rand.NewPCG(1, uint64(f.rate)))
		got := encode(t, open(t, e, f), frames, func() int { return 1 + rng.IntN(25) })
		if !same(got, want) {
			t.Errorf("%d packets differ from %d of one frame at a time", len(got), len(want))
		}
		if back := 60 - len(got); back < 0 || back > 4 {
			t.Errorf("60 frames make %d packets", len(got))
		}
	})
}

func same(a, b [][]byte) bool {
	return bytes.Equal(bytes.Join(a, nil), bytes.Join(b, nil)) && len(a) == len(b)
}

// TestDeath: a stream whose worker dies goes on with the next packet, and no frame is lost or comes twice.
func TestDeath(t *testing.T) {
	eachFormat(t, func(t *testing.T, _ *Engine, f format) {
		e := run(t, 1) // a new one: workers that keep dying young are replaced ever later
		s := open(t, e, f).(*stream)
		frames := sound(f.rate, 60*s.Size())
		want := len(encode(t, s, frames, one))
		again := open(t, e, f).(*stream)
		var got [][]byte
		for i, part := 0, len(frames)/3; i < 3; i++ {
			if i > 0 {
				again.proc.Kill()
			}
			got = append(got, encode(t, again, frames[i*part:(i+1)*part], one)...)
		}
		if len(got) != want {
			t.Errorf("%d packets, want %d: %d were lost in the deaths of two workers", len(got), want, want-len(got))
		}
		if kept := len(again.pcm) / again.Size(); kept > runUp+4 {
			t.Errorf("%d frames are kept for the next worker", kept)
		}
	})
}

// TestHang: a worker that does not answer is killed, and its stream goes on in the next.
func TestHang(t *testing.T) {
	e := run(t, 1)
	f := all()[0]
	s := open(t, e, f).(*stream)
	s.guard = newGuard(100 * time.Millisecond)
	if err := syscall.Kill(s.proc.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if got := encode(t, s, sound(f.rate, s.Size()), one); len(got) != 1 {
		t.Errorf("%d packets, want 1", len(got))
	}
}

// TestManyStreams: streams that one worker serves at the same time know nothing of each other.
func TestManyStreams(t *testing.T) {
	e := run(t, 2)
	f := all()[1]
	first := open(t, e, f)
	frames := sound(f.rate, 20*first.Size())
	want := encode(t, first, frames, one)
	var g sync.WaitGroup
	for range 40 {
		s := open(t, e, f)
		g.Go(func() {
			if got := encode(t, s, frames, one); !same(got, want) {
				t.Error("a stream's packets differ from those of a stream that was alone")
			}
		})
	}
	g.Wait()
}

// TestNothingStays: streams that have ended take no memory in the worker, also those that were given up.
func TestNothingStays(t *testing.T) {
	e := run(t, 1)
	for _, f := range []format{all()[0], all()[2]} {
		t.Run(f.codec, func(t *testing.T) {
			frame := make([]int16, 2048)
			cycle := func() (pid int) {
				s := open(t, e, f).(*stream)
				encode(t, s, frame[:s.Size()], one)
				pid = s.proc.PID()
				s.Close()
				s.Close()
				return pid
			}
			pid := cycle()
			for range 400 { // until the worker's own heap has grown as large as it gets
				cycle()
			}
			before := resident(t, pid)
			for range 1000 {
				cycle()
			}
			if grown := resident(t, cycle()) - before; grown > 8<<10 {
				t.Errorf("1000 streams have left %d KiB behind", grown)
			}
		})
	}
}

// resident returns the KiB of memory that a process has.
func resident(t *testing.T, pid int) (kib int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		t.Fatal(err)
	}
	return kib
}

// TestAllocations: a frame costs this process no memory.
func TestAllocations(t *testing.T) {
	eachFormat(t, func(t *testing.T, e *Engine, f format) {
		s := open(t, e, f)
		frame, sink := sound(f.rate, s.Size()), func([]byte) {}
		n := testing.AllocsPerRun(100, func() {
			if err := s.Encode(context.Background(), frame, sink); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%v allocations per frame", n)
		}
	})
}

// TestBitRates: packets take the room that they were allowed, at both ends of what may be asked for.
func TestBitRates(t *testing.T) {
	e := run(t, 1)
	for _, tt := range []struct {
		f    format
		most float64 // bits per second
	}{
		{format{Opus, 48000, 4000}, 9000}, {format{Opus, 48000, 12_000}, 16_000}, {format{Opus, 48000, 650_000}, 650_000},
		{format{MP3, 22050, 32_000}, 33_000}, {format{MP3, 22050, 48_000}, 49_000},
	} {
		t.Run(fmt.Sprint(tt.f), func(t *testing.T) {
			s := open(t, e, tt.f)
			bytes := 0
			packets := encode(t, s, sound(tt.f.rate, 50*s.Size()), one)
			for _, p := range packets {
				bytes += len(p)
			}
			rate := float64(8*bytes) * float64(tt.f.rate) / float64(len(packets)*s.Size())
			t.Logf("%.0f bit/s", rate)
			if rate > tt.most {
				t.Errorf("%.0f bits per second, want %.0f at most", rate, tt.most)
			}
		})
	}
}

// TestMissingLibrary: what is not installed is told by the name of its package, and only when it is asked for.
func TestMissingLibrary(t *testing.T) {
	from := source{Opus, "libnothing.so.0", "libnothing0", loadOpus}
	_, err := from.load(from)
	ue, ok := errors.AsType[*visavis.UnavailableError](err)
	if !ok || ue.Remedy != "apt-get install libnothing0" {
		t.Errorf("error %v, want one that names the package", err)
	}
	if _, err := run(t, 1).Codec("wax").Open(t.Context(), 48000, 0); !errors.As(err, &ue) {
		t.Errorf("error %v, want one of what is not available", err)
	}
}

// TestRefusedRate: a rate that a codec has not is an error of this stream alone.
func TestRefusedRate(t *testing.T) {
	e := run(t, 1)
	good := open(t, e, all()[0]).(*stream)
	if s, err := e.Codec(Opus).Open(t.Context(), 44100, 12_000); err == nil {
		t.Errorf("%v was opened", s)
	}
	worker := good.proc
	if encode(t, good, sound(48000, 960), one); good.proc != worker {
		t.Error("the other stream's worker was replaced")
	}
}

// TestClosedEngine: who encodes when the engine has ended gets an error, and does not wait.
func TestClosedEngine(t *testing.T) {
	var s media.Frames
	t.Run("engine", func(t *testing.T) {
		e := run(t, 1)
		var err error
		if s, err = e.Codec(Opus).Open(t.Context(), 16000, 12_000); err != nil {
			t.Skip(err)
		}
	})
	if s == nil {
		t.Skip("no library")
	}
	if err := s.Encode(t.Context(), make([]int16, 320), func([]byte) {}); err == nil {
		t.Error("there is no error")
	}
	s.Close()
}

// TestSilence: the sound begins without a click: what was silence is decoded to less than a thousandth.
func TestSilence(t *testing.T) {
	e := run(t, 1)
	encoders := e.Encoders(t.Context())
	for _, o := range outputs() {
		worst := 0.0
		for _, v := range roundTrip(t, encoders, o, make([]int16, 24000), 700) {
			worst = max(worst, math.Abs(float64(v)))
		}
		if worst > 33 {
			t.Errorf("%+v: silence becomes %v", o, worst)
		}
	}
}
