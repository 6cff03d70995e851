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
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// options are what the flags say.
type options struct {
	key                        string
	listen, rest, token, sound time.Duration
	seed                       uint64
	hears                      []string
	files                      map[string][]byte
	faults                     []fault

	say, read, out string
}

func main() {
	o := options{files: map[string][]byte{}}
	flag.StringVar(&o.key, "key", "simulated", "what keys begin with; they end with the vendor's name")
	flag.DurationVar(&o.listen, "listen", 230*time.Millisecond, "from a sound to streamed words about it")
	flag.DurationVar(&o.rest, "rest", 300*time.Millisecond, "for a request with a recording or a whole text")
	flag.DurationVar(&o.token, "token", 400*time.Millisecond, "until a model's first token")
	flag.DurationVar(&o.sound, "sound", 150*time.Millisecond, "until a voice's first sound")
	flag.Uint64Var(&o.seed, "seed", 1, "of all that is left to chance")
	flag.Func("hears", "a `sentence` that is understood, instead of the code; may be repeated", o.addSentence)
	flag.Func("file", "`URL=FILE`: what is found at an address that is to be transcribed; may be repeated", o.addFile)
	flag.Func("fault", "`VENDOR/PATH=TROUBLE` that calls suffer: 401, drop, stall, drop@3; may be repeated", o.addFault)
	flag.StringVar(&o.say, "say", "", "only write this `text`, in the code, to the WAV file of -o")
	flag.StringVar(&o.read, "read", "", "only print what is said, in the code, in a WAV `file`")
	flag.StringVar(&o.out, "o", "", "the `file` of -say")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "simulate: "+err.Error())
		os.Exit(1)
	}
}

func (o *options) addSentence(text string) error {
	o.hears = append(o.hears, text)
	return nil
}

func (o *options) addFile(text string) (err error) {
	at := strings.LastIndexByte(text, '=')
	if at < 0 {
		return errors.New("it has no \"=\"")
	}
	o.files[text[:at]], err = os.ReadFile(text[at+1:])
	return err
}

func (o *options) addFault(text string) error {
	f, err := parseFault(text)
	o.faults = append(o.faults, f)
	return err
}

func run(ctx context.Context, o options, out io.Writer) error {
	switch {
	case o.say != "":
		return say(o.say, o.out)
	case o.read != "":
		return read(o.read, out)
	}
	s, err := serve(o)
	if err != nil {
		return err
	}
	defer s.close()
	for _, line := range s.environment(o.key) {
		fmt.Fprintln(out, line)
	}
	<-ctx.Done()
	return s.verdict()
}

// verdict is an error if a client broke a rule.
func (s *simulation) verdict() error {
	var all []string
	for _, v := range s.vendors {
		for _, violation := range v.record.Violations() {
			all = append(all, v.name+violation.String())
		}
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%d rules were broken:\n%s", len(all), strings.Join(all, "\n"))
}

// about is a latency that one in ten calls exceeds by a third.
func about(median time.Duration) vendors.Latency {
	return vendors.Latency{Median: median, Spread: median / 3}
}
