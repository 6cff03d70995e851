package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// openLimit is how long a worker may take to open its engine; a recogniser builds a language model.
const openLimit = 30 * time.Second

// Process is a running worker, as its parent sees it. One user at a time may use Conn.
type Process struct {
	*Conn
	Version string // of the engine, as the worker announced it

	cmd      *exec.Cmd
	stdin    io.Closer
	frames   io.Closer
	done     chan struct{} // closed when the process has been reaped
	returned chan struct{} // Pool.Release to Pool.offer
}

// withoutSecrets drops the variables of an environment whose names speak of keys: a library in a
// process of its own has no business with them.
func withoutSecrets(environment []string) []string {
	return slices.DeleteFunc(environment, func(pair string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(pair), "=")
		return slices.ContainsFunc([]string{"KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"}, func(word string) bool {
			return strings.Contains(name, word)
		})
	})
}

// Start starts the worker called name and waits until its engine is open. It returns an
// *visavis.UnavailableError when the engine cannot open here. The process ends with its parent:
// its standard input ends.
func Start(ctx context.Context, log *slog.Logger, name string, args ...string) (*Process, error) {
	exe, err := ownBinary()
	if err != nil {
		return nil, fmt.Errorf("find own binary: %w", err)
	}
	p := &Process{cmd: exec.Command(exe, args...), done: make(chan struct{}), returned: make(chan struct{}, 1)}
	p.cmd.Env = append(withoutSecrets(os.Environ()), envName+"="+name)
	frames, childEnd, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	p.cmd.ExtraFiles = []*os.File{childEnd}
	p.cmd.Stderr = &lastLines{}
	stdin, err := p.cmd.StdinPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	childEnd.Close()
	if err != nil {
		frames.Close()
		return nil, fmt.Errorf("start worker %s: %w", name, err)
	}
	p.Conn, p.stdin, p.frames = NewConn(frames, stdin), stdin, frames
	// Whoever stops using the process calls Close, which waits for this goroutine.
	go func() {
		err := p.cmd.Wait()
		if err != nil {
			log.Warn("worker ended", "worker", name, "err", err, "stderr", p.cmd.Stderr.(*lastLines).String())
		}
		close(p.done)
	}()
	stop := context.AfterFunc(ctx, p.Kill)
	defer stop()
	defer time.AfterFunc(openLimit, p.Kill).Stop()
	if err := p.greet(name); err != nil {
		p.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return p, nil
}

// ownBinary returns a path of the running binary. On Linux it is one that stays true when the file
// is replaced or removed while the process runs, as an upgrade does.
func ownBinary() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}

func (p *Process) greet(name string) error {
	kind, payload, err := p.Read()
	switch {
	case err != nil:
		return fmt.Errorf("worker %s died while opening: %w", name, err)
	case kind == kindReady:
		p.Version = string(payload)
		return nil
	case kind == kindUnavailable:
		ue := new(visavis.UnavailableError)
		if err := json.Unmarshal(payload, ue); err != nil {
			return fmt.Errorf("worker %s: broken greeting: %w", name, err)
		}
		return ue
	}
	return fmt.Errorf("worker %s: unexpected greeting of kind %d", name, kind)
}

// Kill ends the process without asking; Read and Write then fail. It may be called at any time.
func (p *Process) Kill() { p.cmd.Process.Kill() }

// PID returns the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Close asks the process to end by closing its input, kills it if it does not within a second,
// and waits for it.
func (p *Process) Close() {
	p.stdin.Close()
	defer p.frames.Close()
	select {
	case <-p.done:
		return
	case <-time.After(time.Second):
	}
	p.Kill()
	<-p.done
}

// lastLines keeps the end of what a worker printed, to explain its death.
type lastLines struct {
	mu  sync.Mutex // exec's copying goroutine writes, the waiting one reads
	buf []byte
}

func (l *lastLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = append(l.buf, b...)
	if extra := len(l.buf) - 300; extra > 0 {
		l.buf = l.buf[extra:]
	}
	return len(b), nil
}

func (l *lastLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.TrimSpace(string(l.buf))
}
