package vendortest

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pipenet"
)

// Key is the key that the simulators accept.
const Key = "sk-proj-0123456789abcdefghij"

// Driver is what the checks ask of a driver, besides that it generates.
type Driver interface {
	visavis.Generator
	visavis.Warmer
	Check(context.Context) (time.Duration, error)
	Models(context.Context) ([]string, error)
}

// Config is what a driver is made of.
type Config struct {
	Address string // without a path
	Key     string
	Model   string
	Client  *http.Client
}

// Simulator is a vendor's, with the parts that all of them have.
type Simulator struct {
	Handler http.Handler
	Vendor  *vendors.Vendor
	Mind    *vendors.Mind
}

// Subject is a driver and its vendor.
type Subject struct {
	Engine string // as errors name it
	Driver func(Config) Driver
	Vendor func() Simulator // a new one
	Models []string         // of all kinds; the first is used where the kind does not matter
	Path   string           // of a prompt to the first model

	// Of the vendor itself, for Record.
	Address         string
	KeyVariable     string // of the environment
	AddressVariable string

	// Environment are the variables that the SDK would like to read.
	Environment []string

	// How the vendor says it, in its words.
	Busy   vendors.Refuse // 429, wait for 7 s, "slow down", request "req_1"
	Unpaid vendors.Refuse // the account's credit is used up
	Event  string         // an error in the middle of a stream: "overloaded, it is"
}

// bench is a driver, its vendor, and the network between them, in one bubble.
type bench struct {
	*testing.T
	Subject
	Simulator
	dials  atomic.Int32
	client *http.Client
}

// run runs a check in a bubble of its own.
func (s Subject) run(t *testing.T, name string, check func(*bench)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s.with(t, func(b *bench) {
				check(b)
				synctest.Wait() // for the vendor to notice what the driver did last
				if n := b.Simulator.Vendor.Open(); n > 0 {
					t.Errorf("%d calls are open, and nobody waits for them", n)
				}
			})
		})
	})
}

// with runs a check with a vendor, and then looks whether the vendor is content.
func (s Subject) with(t *testing.T, check func(*bench)) {
	b := &bench{T: t, Subject: s, Simulator: s.Vendor()}
	b.Mind.Key = Key
	defer b.serve()()
	check(b)
	for _, v := range b.Simulator.Vendor.Violations() {
		t.Errorf("the vendor would refuse it: %v", v)
	}
}

// serve starts the vendor; the result stops it.
func (b *bench) serve() (stop func()) {
	l := pipenet.Listen()
	srv := &http.Server{Handler: b.Handler}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	b.client = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			b.dials.Add(1)
			return l.Dial(ctx)
		},
	}}
	return func() {
		b.client.CloseIdleConnections()
		srv.Close()
		<-served
	}
}

// driver returns a driver with another key or model than the usual; empty: the usual.
func (b *bench) driver(key, model string) Driver {
	if key == "" {
		key = Key
	}
	if model == "" {
		model = b.Subject.Models[0]
	}
	return b.Driver(Config{Address: "http://vendor.invalid", Key: key, Model: model, Client: b.client})
}

// inject puts a fault of prompts in line.
func (b *bench) inject(after vendors.Progress, do vendors.Trouble) {
	b.Simulator.Vendor.Inject(vendors.Fault{Path: b.Path, After: after, Do: do})
}

// prompts returns how many prompts reached the vendor.
func (b *bench) prompts() int { return len(b.Simulator.Vendor.Requests(b.Path)) }

// ask asks something and returns the pieces of the reply.
func ask(ctx context.Context, g visavis.Generator) (said string, calls int, err error) {
	p := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Tell me a story of a long day."}}}
	err = g.Generate(ctx, p, func(d visavis.Delta) {
		said += d.Text
		if d.Call != nil {
			calls++
		}
	})
	return said, calls, err
}

// whole is the reply of an obliging model to what ask asks.
const whole = "You said: Tell me a story of a long day."
