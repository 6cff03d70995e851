package conversation

import (
	"errors"
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
	turn    int
	clauses []string // of the turn, as said
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
		case "greeting":
			r.rule.Greeting = rest
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

func (r *scriptRunner) event(what string) Event {
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "voice":
		return SpeechStarted{Voiced: r.ms(rest)}
	case "pause":
		return SpeechPaused{Voiced: r.ms(rest)}
	case "resume":
		return SpeechResumed{}
	case "end":
		return SpeechEnded{LastVoice: r.now.Add(-500 * time.Millisecond), Voiced: r.ms(rest)}
	case "partial":
		return Understood{Transcript: visavis.Transcript{Text: rest}, At: r.now}
	case "final":
		conf, text, _ := strings.Cut(rest, " ")
		c, err := strconv.ParseFloat(conf, 64)
		if err != nil {
			r.t.Fatalf("final wants a confidence, not %q", conf)
		}
		return Understood{Transcript: visavis.Transcript{Text: text, Confidence: c, Flushed: true}, At: r.now}
	case "ears-failed":
		return EarsRestarted{Err: errors.New(rest)}
	case "type":
		return UserText{Text: rest}
	case "inject":
		return AgentText{Text: rest}
	case "prompt":
		return SetSystem{Text: rest}
	case "heard":
		return Heard{Turn: r.turn, Sample: int64(r.ms(rest).Milliseconds()) * 16}
	case "heard-final":
		return Heard{Turn: r.turn, Sample: int64(r.ms(rest).Milliseconds()) * 16, Final: true}
	case "wait":
		return Tick{}
	}
	return r.engineEvent(word, rest)
}

func (r *scriptRunner) engineEvent(word, rest string) Event {
	turn := r.turn
	if after, ok := strings.CutPrefix(word, "old-"); ok {
		word, turn = after, r.turn-1
	}
	var err error
	if rest != "" {
		err = errors.New(rest)
	}
	switch word {
	case "write":
		return Wrote{Turn: turn, Delta: rest + " ", Asked: r.now, At: r.now}
	case "written":
		return Written{Turn: turn, Err: err, At: r.now}
	case "speak":
		return r.spoke(turn, rest)
	case "spoken":
		return Spoken{Turn: turn, Err: err}
	}
	r.t.Fatalf("unknown event %q", word)
	return nil
}

// spoke parses "CLAUSE MS of TOTAL": a piece of a clause, whose words are spread evenly over TOTAL.
func (r *scriptRunner) spoke(turn int, rest string) Event {
	var clause, ms, total int
	if _, err := fmt.Sscanf(rest, "%d %d of %d", &clause, &ms, &total); err != nil {
		r.t.Fatalf("speak wants CLAUSE MS of TOTAL, not %q", rest)
	}
	ev := &Spoke{Turn: turn, Asked: r.now, At: r.now}
	ev.Speech = visavis.Speech{Clause: clause, PCM: make([]int16, ms*16), Rate: 16000}
	if turn == r.turn && !r.begun[clause] && clause < len(r.clauses) {
		r.begun[clause] = true
		ev.Speech.Words = evenWords(r.clauses[clause], r.pos, int64(total)*16)
	}
	if turn == r.turn {
		r.pos += int64(ms) * 16
	}
	return ev
}

func evenWords(text string, start, total int64) []visavis.SpokenWord {
	fields := strings.Fields(text)
	var words []visavis.SpokenWord
	at := 0
	for i, f := range fields {
		from := at + strings.Index(text[at:], f)
		at = from + len(f)
		n := int64(len(fields))
		words = append(words, visavis.SpokenWord{
			From: from, To: from + len(strings.TrimRight(f, ".,!?")),
			Start: start + total*int64(i)/n, End: start + total*int64(i+1)/n,
		})
	}
	return words
}

func (r *scriptRunner) ms(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		r.t.Fatalf("%q is no number of milliseconds", s)
	}
	return time.Duration(n) * time.Millisecond
}

func (r *scriptRunner) handle(what string, ev Event) {
	fmt.Fprintf(&r.out, "%d %s\n", r.now.Sub(r.start).Milliseconds(), what)
	for _, e := range r.m.Handle(r.now, ev) {
		r.note(e)
		if s := describe(e); s != "" {
			fmt.Fprintf(&r.out, "\t%s\n", s)
		}
	}
}

// note keeps what later lines of the script refer to.
func (r *scriptRunner) note(e Effect) {
	switch e := e.(type) {
	case Say:
		r.clauses = append(r.clauses, e.Text)
	case Show:
		if o, ok := e.Output.(TurnStarted); ok {
			r.turn, r.clauses, r.begun, r.pos = o.Turn, nil, map[int]bool{}, 0
		}
	}
}

func describe(e Effect) string {
	switch e := e.(type) {
	case Show:
		return describeOutput(e.Output)
	case Generate:
		var b strings.Builder
		fmt.Fprintf(&b, "GENERATE turn %d", e.Turn)
		for _, m := range e.Prompt.Messages {
			fmt.Fprintf(&b, "\n\t\t%s: %s", m.Role, m.Text)
			if m.Interrupted {
				b.WriteString(" (interrupted)")
			}
		}
		return b.String()
	case Say:
		return fmt.Sprintf("SAY %q", e.Text)
	case SaidAll:
		return "SAID ALL"
	case Stop:
		return fmt.Sprintf("STOP turn %d", e.Turn)
	case EndUtterance:
		return "END UTTERANCE"
	}
	return fmt.Sprintf("unknown effect %T", e)
}

func describeOutput(o Output) string {
	switch o := o.(type) {
	case StateChanged:
		return "state " + string(o.State)
	case UserHears:
		return fmt.Sprintf("hears %q", o.Text)
	case UserSaid:
		return fmt.Sprintf("user said %q (%.1f)", o.Text, o.Confidence)
	case TurnStarted:
		return fmt.Sprintf("turn %d", o.Turn)
	case AgentSays:
		return fmt.Sprintf("agent says %q", o.Text)
	case *Audio:
		return fmt.Sprintf("audio %d+%d ms", o.Start/16, len(o.PCM)/16)
	case Lips, Words:
		return ""
	case Cue:
		return fmt.Sprintf("cue %s at %d ms", o.Name, o.Sample/16)
	case AudioDone:
		return fmt.Sprintf("audio done %d ms", o.Samples/16)
	case Remembered:
		return fmt.Sprintf("remember %s: %q interrupted=%v", o.Message.Role, o.Message.Text, o.Message.Interrupted)
	case Latency:
		s := o.Stages
		return fmt.Sprintf("latency hangover %v listen %v think %v speak %v ours %v total %v",
			s.Hangover, s.Listen, s.Think, s.Speak, s.Orchestration, s.Total)
	case Trouble:
		return fmt.Sprintf("trouble %s: %v", o.Stage, o.Err)
	}
	name := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", o), "conversation."))
	return strings.TrimSpace(fmt.Sprintf("%s %v", name, o))
}
