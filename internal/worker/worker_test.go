package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
)

func TestMain(m *testing.M) {
	Main(map[string]Func{
		"echo":   func(args []string) (string, func(*Conn) error, error) { return "echo 1", echo, nil },
		"absent": absent,
		"broken": func([]string) (string, func(*Conn) error, error) { return "", nil, errors.New("no dictionary") },
		"dies":   func([]string) (string, func(*Conn) error, error) { os.Exit(3); return "", nil, nil },
		"flaky":  flaky,
	})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// echo answers each frame with itself; a frame of kind 'x' kills it.
func echo(c *Conn) error {
	for {
		kind, payload, err := c.Read()
		if err != nil {
			return err
		}
		if kind == 'x' {
			fmt.Fprintln(os.Stderr, "*** stack smashing detected ***")
			os.Exit(134)
		}
		if err := c.Write(kind, payload); err != nil {
			return err
		}
	}
}

func absent([]string) (string, func(*Conn) error, error) {
	return "", nil, &visavis.UnavailableError{Engine: "absent", Reason: "libabsent.so is not installed", Remedy: "apt-get install libabsent"}
}

// flaky dies while opening until the file that args name has two bytes: one for each death.
func flaky(args []string) (string, func(*Conn) error, error) {
	if b, _ := os.ReadFile(args[0]); len(b) < 2 {
		_ = os.WriteFile(args[0], append(b, 'x'), 0o600)
		os.Exit(3)
	}
	return "flaky 1", echo, nil
}

// start runs a pool of one worker until stop is called.
func start(name string, args ...string) (p *Pool, stop func() error) {
	p = NewPool(slog.New(slog.DiscardHandler), 1, name, args...)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	return p, func() error {
		cancel()
		return <-done
	}
}

// run runs a pool of one worker for the test's duration.
func run(t *testing.T, name string, args ...string) *Pool {
	t.Helper()
	p, stop := start(name, args...)
	t.Cleanup(func() {
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("the pool ended with %v", err)
		}
	})
	return p
}

func acquire(t testing.TB, p *Pool) *Process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	proc, err := p.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return proc
}

// talk checks that a worker answers.
func talk(t testing.TB, proc *Process) {
	t.Helper()
	if err := proc.Write(7, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	kind, payload, err := proc.Read()
	if err != nil || kind != 7 || string(payload) != "hello" {
		t.Fatalf("echo answered kind %d, %q, %v", kind, payload, err)
	}
}

func TestAWorkerServesOneUserAfterAnother(t *testing.T) {
	p := run(t, "echo")
	first := acquire(t, p)
	if first.Version != "echo 1" {
		t.Errorf("version %q", first.Version)
	}
	talk(t, first)
	p.Release(first)
	second := acquire(t, p)
	talk(t, second)
	if first.PID() != second.PID() {
		t.Error("a healthy worker was replaced")
	}
	p.Release(second)
}

func TestOneUserAtATime(t *testing.T) {
	p := run(t, "echo")
	proc := acquire(t, p)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a second user got %v while the only worker was in use", err)
	}
	p.Release(proc)
}

// The three ways of dying end the same way: a new worker, within the 100 ms that a conversation
// does not notice. Starting processes under the race detector on a busy machine takes longer; the
// benchmark measures the true figure.
func TestADeadWorkerIsReplaced(t *testing.T) {
	deaths := map[string]func(t *testing.T, p *Pool, proc *Process){
		"idle": func(t *testing.T, p *Pool, proc *Process) {
			p.Release(proc)
			proc.Kill()
			<-proc.Done()
		},
		"in use, killed by its user": func(t *testing.T, p *Pool, proc *Process) { proc.Kill() },
		"in use, by its library": func(t *testing.T, p *Pool, proc *Process) {
			if err := proc.Write('x', nil); err != nil {
				t.Fatal(err)
			}
			if _, _, err := proc.Read(); !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
				t.Errorf("reading from a dead worker: %v, want the end of the stream", err)
			}
			p.Release(proc) // must not block though nobody takes it back
		},
	}
	for name, die := range deaths {
		t.Run(name, func(t *testing.T) {
			p := run(t, "echo")
			proc := acquire(t, p)
			die(t, p, proc)
			next := acquire(t, p)
			if next.PID() == proc.PID() {
				next.Kill() // handed out in the instant of its death
				next = acquire(t, p)
			}
			talk(t, next)
			p.Release(next)
		})
	}
}

func TestAWorkerThatDiesAtStartIsTriedAgain(t *testing.T) {
	p := run(t, "flaky", filepath.Join(t.TempDir(), "deaths"))
	proc := acquire(t, p)
	talk(t, proc)
	p.Release(proc)
}

func TestAnEngineThatCannotWorkIsGivenUp(t *testing.T) {
	tests := []struct{ worker, reason, remedy string }{
		{"absent", "libabsent.so is not installed", "apt-get install libabsent"},
		{"broken", "no dictionary", ""},
		{"dies", "its process dies while it opens", ""},
		{"unheard-of", "this binary has no such worker", ""},
	}
	for _, tt := range tests {
		t.Run(tt.worker, func(t *testing.T) {
			p := NewPool(slog.New(slog.DiscardHandler), 2, tt.worker)
			runErr := p.Run(t.Context())
			_, err := p.Acquire(t.Context())
			for _, err := range []error{runErr, err} {
				var ue *visavis.UnavailableError
				if !errors.As(err, &ue) || ue.Reason != tt.reason || ue.Remedy != tt.remedy {
					t.Errorf("got %v, want unavailable: %s (%s)", err, tt.reason, tt.remedy)
				}
			}
		})
	}
}

func TestStopWhileInUse(t *testing.T) {
	p, stop := start("echo")
	proc := acquire(t, p)
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("run ended with %v", err)
	}
	if _, _, err := proc.Read(); err == nil {
		t.Error("the worker still talks after the pool ended")
	}
	if _, err := p.Acquire(t.Context()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("acquire from a stopped pool: %v, want an error that is not the caller's cancellation", err)
	}
}

func TestRestartPauses(t *testing.T) {
	var r restarts
	var got []time.Duration
	for range 9 {
		got = append(got, r.pause(50*time.Millisecond))
	}
	ms := time.Millisecond
	want := []time.Duration{0, 0, 0, 100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms, 1000 * ms}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("pauses %v, want %v", got, want)
		}
	}
	if r.pause(time.Minute) != 0 || r.pause(0) != 0 {
		t.Error("a worker that lasted did not reset the pauses")
	}
}

func FuzzConnRead(f *testing.F) {
	var buf bytes.Buffer
	if err := NewConn(nil, &buf).Write(3, []byte("payload")); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{2, 0, 0, 0, 1, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := NewConn(bytes.NewReader(data), io.Discard)
		read := 0
		for {
			_, payload, err := c.Read()
			if err != nil {
				break
			}
			read += 5 + len(payload)
		}
		if read > len(data) {
			t.Fatalf("read %d bytes of frames from %d bytes", read, len(data))
		}
	})
}

func TestConnRefusesGiantFrames(t *testing.T) {
	if err := NewConn(nil, io.Discard).Write(1, make([]byte, maxFrame+1)); err == nil {
		t.Error("a frame over the limit was written")
	}
}

// BenchmarkRestart measures from a worker's death to its successor's first answer.
func BenchmarkRestart(b *testing.B) {
	var times []time.Duration
	for b.Loop() {
		times = append(times, timeRestart(b))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*95/100].Microseconds())/1000, "p95-ms")
}

func timeRestart(t testing.TB) time.Duration {
	// A pool of its own each time: one that loses worker after worker begins to pause.
	p, stop := start("echo")
	defer stop()
	proc := acquire(t, p)
	died := time.Now()
	proc.Kill()
	<-proc.Done()
	next := acquire(t, p)
	talk(t, next)
	took := time.Since(died)
	p.Release(next)
	return took
}
