package worker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/visavis/visavis"
)

// envName names the environment variable that turns a process into a worker; its value is the
// worker's name. A worker's frames come in on standard input and leave on descriptor 3: C
// libraries like to print on 1 and 2.
const envName = "VISAVIS_WORKER"

// Frame kinds of the greeting. A worker's own kinds start at 1.
const (
	kindReady       byte = 0xF0 // payload: the engine's version
	kindUnavailable byte = 0xF1 // payload: visavis.UnavailableError as JSON
)

// Func is a worker's body. It opens its library with the arguments that Start was given and
// returns the library's version and a function that serves until the frames end.
type Func func(args []string) (version string, serve func(*Conn) error, err error)

// Main serves and exits if this process was started as a worker; otherwise it returns at once.
func Main(workers map[string]Func) {
	name := os.Getenv(envName)
	if name == "" {
		return
	}
	// An interrupt at the terminal goes to all processes of it, and what stops a service signals all of
	// its processes. Ours ends when its parent says so: conversations that are to end still need it.
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	if err := runWorker(workers[name], name); err != nil && !errors.Is(err, io.EOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func runWorker(f Func, name string) error {
	conn := NewConn(os.Stdin, os.NewFile(3, "frames"))
	if f == nil {
		return greetUnavailable(conn, &visavis.UnavailableError{Engine: name, Reason: "this binary has no such worker"})
	}
	version, serve, err := f(os.Args[1:])
	if err != nil {
		var ue *visavis.UnavailableError
		if !errors.As(err, &ue) {
			ue = &visavis.UnavailableError{Engine: name, Reason: err.Error()}
		}
		return greetUnavailable(conn, ue)
	}
	if err := conn.Write(kindReady, []byte(version)); err != nil {
		return err
	}
	return serve(conn)
}

func greetUnavailable(conn *Conn, ue *visavis.UnavailableError) error {
	return conn.WriteJSON(kindUnavailable, ue)
}
