package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/visavis/visavis/internal/worker"
)

func main() {
	worker.Main(workers())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr, lookup: os.LookupEnv}, os.Args[1:])
	stop()
	os.Exit(code)
}

// terminal is where a command reads and prints, and finds what is configured.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	lookup   func(name string) (string, bool) // environment variables
	dir      string                           // working directory; empty: the process's
}

// command is one of the verbs.
type command struct {
	name, args, summary, help string
	run                       func(ctx context.Context, t terminal, flags *flag.FlagSet, args []string) error
}

func commands() []command {
	return []command{serveCommand(), speakCommand(), transcribeCommand(), lipsyncCommand(), tokenCommand(), doctorCommand()}
}

// errUsage has been explained already; the exit status is 2.
var errUsage = errors.New("usage")

// run runs the command that args name and returns the exit status.
func run(ctx context.Context, t terminal, args []string) int {
	cmd, args, ok := choose(args)
	if !ok {
		usage(t, args)
		if len(args) > 0 && !isHelp(args[0]) {
			return 2
		}
		return 0
	}
	err := cmd.run(ctx, t, flagSet(cmd, t), args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp), ctx.Err() != nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(t.err, "visavis: "+err.Error())
	return 1
}

// choose finds the command; serve where none is named.
func choose(args []string) (command, []string, bool) {
	all := commands()
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && !isHelp(args[0]) {
		return all[0], args, true
	}
	if args[0] == "help" && len(args) > 1 {
		args = []string{args[1], "--help"}
	}
	for _, c := range all {
		if c.name == args[0] {
			return c, args[1:], true
		}
	}
	return command{}, args, false
}

func isHelp(arg string) bool {
	return arg == "-h" || arg == "-help" || arg == "--help" || arg == "help"
}

func usage(t terminal, args []string) {
	w := t.out
	if len(args) > 0 && !isHelp(args[0]) {
		w = t.err
		fmt.Fprintf(w, "visavis: there is no command %q\n\n", args[0])
	}
	fmt.Fprint(w, "visavis gives a language model ears, a voice and a face. One binary, no key, no network.\n\nUsage:\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  visavis %-38s %s\n", c.name+" "+c.args, c.summary)
	}
	fmt.Fprint(w, "\nWithout a command it serves. 'visavis help COMMAND' tells more.\n")
}

// flagSet returns an empty set of flags that explains the command.
func flagSet(c command, t terminal) *flag.FlagSet {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(t.err)
	fs.Usage = func() {
		fmt.Fprintf(t.err, "Usage: visavis %s %s\n\n%s\n", c.name, c.args, strings.TrimSpace(c.help))
		fmt.Fprint(t.err, "\nFlags:\n")
		fs.PrintDefaults()
	}
	return fs
}

// parse parses flags before, between and after the arguments, which it returns.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

// misuse explains what is wrong with the arguments.
func misuse(t terminal, fs *flag.FlagSet, problem string) error {
	fmt.Fprintf(t.err, "visavis: %s\n\n", problem)
	fs.Usage()
	return errUsage
}
