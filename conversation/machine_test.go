package conversation

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/visavis/visavis"
)

var update = flag.Bool("update", false, "write the transcripts that the machine produces")

// TestGolden runs the scripts in testdata. Each is prose, rules, a script of timed events and the
// transcript of what the machine wanted; deadlines between two events are ticked.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden conversations in testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runGolden(t, file) })
	}
}

func runGolden(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var script, want *txtar.File
	r := newScriptRunner(t)
	for i := range ar.Files {
		switch f := &ar.Files[i]; f.Name {
		case "rules":
			r.rules(string(f.Data))
		case "script":
			script = f
		case "transcript":
			want = f
		}
	}
	if script == nil || want == nil {
		t.Fatal("needs -- script -- and -- transcript --")
	}
	got := r.run(string(script.Data))
	if *update {
		want.Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want.Data), got); diff != "" {
		t.Errorf("the conversation went differently (-want +got):\n%s", diff)
	}
}

// scriptRunner plays a script against a machine. Times are milliseconds; audio is at 16 kHz, so a
// millisecond is 16 samples.
type scriptRunner struct {
	t       *testing.T
	start   time.Time
	now     time.Time
	rule    Rules
	m       *Machine
	turn    int      // shown to the client
	made    int      // that the engines work on
	calls   int      // asked for so far
	words   bool     // times of words are of interest
	clauses []string // of the turn made, as said
	begun   map[int]bool
	pos     int64
	out     strings.Builder
}

func newScriptRunner(t *testing.T) *scriptRunner {
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	return &scriptRunner{t: t, start: start, now: start}
}

func (r *scriptRunner) rules(text string) {
	for line := range strings.Lines(text) {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "reports-heard":
			r.rule.ReportsHeard = true
		case "mute":
			r.rule.Mute = true
		case "words":
			r.words = true
		case "tool":
			r.rule.Tools = append(r.rule.Tools, visavis.Tool{Name: rest, Caller: noCaller{}})
		case "greeting":
			r.rule.Greeting = rest
		case "turns-end":
			r.rule.Ending = r.endingOf(rest)
		default:
			r.t.Fatalf("unknown rule %q", key)
		}
	}
}

func (r *scriptRunner) run(script string) string {
	r.m = NewMachine(r.rule)
	r.handle("open", Opened{})
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		at, what, _ := strings.Cut(line, " ")
		ms, err := strconv.Atoi(at)
		if err != nil {
			r.t.Fatalf("no time in %q", line)
		}
		r.advance(r.start.Add(time.Duration(ms) * time.Millisecond))
		r.handle(what, r.event(strings.TrimSpace(what)))
	}
	return r.out.String()
}

// advance ticks the deadlines up to t. A machine that asks for the same deadline again would hang
// a real session in a busy loop: that is an error.
func (r *scriptRunner) advance(t time.Time) {
	for range 100 {
		d := r.m.Deadline()
		if d.IsZero() || !d.Before(t) {
			r.now = t
			return
		}
		if d.After(r.now) {
			r.now = d
		}
		r.handle("tick", Tick{})
	}
	r.t.Fatalf("at %v the machine's deadline %v does not pass", r.now, r.m.Deadline())
}

func (r *scriptRunner) handle(what string, ev Event) {
	fmt.Fprintf(&r.out, "%d %s\n", r.now.Sub(r.start).Milliseconds(), what)
	for _, e := range r.m.Handle(r.now, ev) {
		r.note(e)
		if s := describe(e); s != "" && (r.words || !strings.HasPrefix(s, "words")) {
			fmt.Fprintf(&r.out, "\t%s\n", s)
		}
	}
}

// note keeps what later lines of the script refer to.
func (r *scriptRunner) note(e Effect) {
	turn := r.made
	switch e := e.(type) {
	case Generate:
		turn = e.Turn
	case Show:
		if o, ok := e.Output.(TurnStarted); ok {
			r.turn, turn = o.Turn, o.Turn
		}
	}
	if turn != r.made {
		r.made, r.clauses, r.begun, r.pos = turn, nil, map[int]bool{}, 0
	}
	if e, ok := e.(Say); ok {
		r.clauses = append(r.clauses, e.Text)
	}
}

// noCaller stands for what the session would call.
type noCaller struct{}

func (noCaller) Call(context.Context, visavis.Call) (string, error) {
	panic("the machine calls nothing")
}
