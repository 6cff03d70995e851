package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis/wire"
)

const (
	address = "127.0.0.1:8765"
	settle  = time.Second // for the server to come to rest after its start
)

func main() {
	n := flag.Int("n", 100, "how many conversations")
	lasts := flag.Duration("for", 10*time.Second, "how long they last")
	flag.Parse()
	if err := run(*n, *lasts); err != nil {
		fmt.Fprintln(os.Stderr, "crowd: "+err.Error())
		os.Exit(1)
	}
}

func run(n int, lasts time.Duration) error {
	cmd := exec.Command("bin/visavis", "serve", "-addr", address)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	if !bufio.NewScanner(out).Scan() {
		return errors.New("the server did not say where it is")
	}
	fmt.Printf("ready after             %v\n", time.Since(begun).Round(time.Millisecond))
	time.Sleep(settle)
	before, err := look(cmd.Process.Pid)
	if err != nil {
		return err
	}
	after, err := crowd(cmd.Process.Pid, n, lasts)
	if err != nil {
		return err
	}
	busy := (after.cpu - before.cpu).Seconds() / lasts.Seconds()
	fmt.Printf("memory of the server    %.1f MB\n", before.megabytes)
	fmt.Printf("memory a conversation   %.2f MB\n", (after.megabytes-before.megabytes)/float64(n))
	fmt.Printf("processor               %.2f %% of a core a conversation\n", 100*busy/float64(n))
	return nil
}

// crowd holds n conversations and returns how the server is just before they end.
func crowd(pid, n int, lasts time.Duration) (usage, error) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	for range n {
		g.Go(func() error { return converse(ctx) })
	}
	select {
	case <-time.After(lasts):
	case <-ctx.Done():
		return usage{}, g.Wait()
	}
	u, err := look(pid)
	stop()
	g.Wait() // they fail now because they are stopped
	return u, err
}

// converse holds a conversation with somebody who says nothing.
func converse(ctx context.Context) error {
	c, _, err := websocket.Dial(ctx, "ws://"+address+"/v1/agent/converse", nil)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return sendQuiet(ctx, c) })
	g.Go(func() error {
		for {
			if _, _, err := c.Read(ctx); err != nil {
				return err
			}
		}
	})
	return g.Wait()
}

// sendQuiet sends 20 ms of quiet every 20 ms.
func sendQuiet(ctx context.Context, c *websocket.Conn) error {
	input := wire.AudioInput{Encoding: "linear16", SampleRate: 16000}
	settings := wire.Settings{Audio: &wire.Audio{Input: &input}, Agent: &wire.Agent{}}
	if err := c.Write(ctx, websocket.MessageText, wire.Encode(settings)); err != nil {
		return err
	}
	quiet := make([]byte, 640)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := c.Write(ctx, websocket.MessageBinary, quiet); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// usage is what a process has used so far.
type usage struct {
	megabytes float64 // resident
	cpu       time.Duration
}

// look reads a process's usage from /proc/PID/stat: fields 14 and 15 are its time in hundredths of
// a second, 24 its resident pages (proc(5)).
func look(pid int) (usage, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, err
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:])) // from field 3 on
	var user, system, pages int64
	if _, err := fmt.Sscan(strings.Join([]string{fields[11], fields[12], fields[21]}, " "), &user, &system, &pages); err != nil {
		return usage{}, err
	}
	return usage{float64(pages*int64(os.Getpagesize())) / 1e6, time.Duration(user+system) * 10 * time.Millisecond}, nil
}
