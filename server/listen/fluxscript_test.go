package listen

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/vad"
	"github.com/visavis/visavis/wire"
)

var updateTurns = flag.Bool("update-turns", false, "write the transcripts that the turns produce")

// TestTurns runs the scripts in testdata/turns. Each is prose, a query, a script of events at times of
// the audio in milliseconds, and a transcript: what the recogniser was told and what the client was.
// Updates that tell nothing new are left out, unless the query has a tag "updates".
func TestTurns(t *testing.T) {
	files, err := filepath.Glob("testdata/turns/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts in testdata/turns", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runTurns(t, file) })
	}
}

func runTurns(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil || len(ar.Files) != 3 {
		t.Fatalf("%s needs a query, a script and a transcript: %v", file, err)
	}
	r := newTurnScript(t, strings.TrimSpace(string(ar.Files[0].Data)))
	got := r.run(string(ar.Files[1].Data))
	if *updateTurns {
		ar.Files[2].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(ar.Files[2].Data), got); diff != "" {
		t.Errorf("the turns went differently (-want +got):\n%s", diff)
	}
}

// turnScript plays a script against a cutter whose turn detector is the script, and turns.
type turnScript struct {
	t       *testing.T
	updates bool
	writes  bool // the recogniser has shown that it writes capitals
	cutter  *cutter
	turns   *turns
	set     fluxSettings
	held    []sign
	shown   string
	out     strings.Builder
}

func newTurnScript(t *testing.T, query string) *turnScript {
	values, err := url.ParseQuery("model=flux-general-en&" + query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := wire.ParseFluxQuery(values)
	if err != nil {
		t.Fatal(err)
	}
	set := settingsOf(q)
	return &turnScript{t: t, updates: values.Get("tag") == "updates",
		cutter: newCutter(set.rules), turns: newTurns(set), set: set}
}

const scriptStep = 20 // ms

func (r *turnScript) run(script string) string {
	r.drain()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		at, what, _ := strings.Cut(line, " ")
		ms, err := strconv.Atoi(at)
		if err != nil {
			r.t.Fatalf("%q does not begin with a time", line)
		}
		r.hearUntil(ms)
		fmt.Fprintln(&r.out, line)
		r.event(what)
	}
	return r.out.String()
}

// hearUntil feeds quiet, or whatever goes on, up to a time.
func (r *turnScript) hearUntil(ms int) {
	for r.cutter.fed+scriptStep*16 <= int64(ms)*16 {
		r.cutter.reset()
		r.cutter.fed += scriptStep * 16
		r.cutter.look()
		r.pass()
	}
}

func (r *turnScript) event(what string) {
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "voice":
		r.voice(vad.Event{Kind: vad.Start, Sample: r.cutter.fed})
	case "pause": // of the time that has passed when the detector tells
		r.voice(vad.Event{Kind: vad.Pause, Sample: r.cutter.fed - 110*16})
	case "resume":
		r.voice(vad.Event{Kind: vad.Resume, Sample: r.cutter.fed})
	case "force":
		r.cutter.force()
		r.pass()
	case "configure":
		r.configure(rest)
	case "close":
		r.cutter.finish()
		r.pass()
	case "closed":
		r.turns.finish()
		r.drain()
	case "forsake":
		r.turns.forsake()
		r.drain()
	case "end":
	default:
		r.turns.understood(r.transcript(word, rest))
		r.drain()
	}
}

func (r *turnScript) voice(ev vad.Event) {
	r.cutter.reset()
	r.cutter.voice(ev)
	r.pass()
}

func (r *turnScript) configure(rest string) {
	var m wire.Configure
	if err := json.Unmarshal([]byte(rest), &m); err != nil {
		r.t.Fatal(err)
	}
	next, err := r.set.with(m)
	if err == nil {
		r.set = next
	}
	r.cutter.configure(next, err)
	r.pass()
}

func (r *turnScript) transcript(word, text string) visavis.Transcript {
	r.writes = r.writes || text != strings.ToLower(text)
	tr := visavis.Transcript{Text: text, Confidence: 0.9, Plain: !r.writes}
	switch word {
	case "partial":
	case "final":
		tr.Flushed = true
	case "open":
		tr.Turn = visavis.TurnOpen
	case "open-final":
		tr.Turn, tr.Flushed = visavis.TurnOpen, true
	case "ending":
		tr.Turn = visavis.TurnEnding
	case "over":
		tr.Turn, tr.Flushed = visavis.TurnOver, true
	default:
		r.t.Fatalf("unknown event %q", word)
	}
	return tr
}

// pass hands on what the cutter found.
func (r *turnScript) pass() {
	for _, m := range r.cutter.marks {
		fmt.Fprintf(&r.out, "\t%d EARS %s\n", r.cutter.fed/16, [...]string{"", "start", "end", "turn end"}[m])
	}
	r.held = append(r.held, r.cutter.signs...)
	r.drain()
}

func (r *turnScript) drain() {
	r.show()
	for len(r.held) > 0 && !r.turns.isWaiting() {
		s := r.held[0]
		r.held = r.held[1:]
		r.turns.sign(s)
		r.show()
	}
}

func (r *turnScript) show() {
	for _, m := range r.turns.take() {
		r.message(m)
	}
}

func (r *turnScript) message(m wire.Message) {
	switch m := m.(type) {
	case wire.TurnInfo:
		if m.Event == wire.TurnUpdate && m.Transcript == r.shown && !r.updates {
			return
		}
		r.shown = m.Transcript
		line := fmt.Sprintf("\t%v %s %d %.2f-%.2f sure %.2f %q %s", r.ms(), m.Event, m.TurnIndex,
			m.AudioWindowStart, m.AudioWindowEnd, m.EndOfTurnConfidence, m.Transcript, m.Trigger)
		fmt.Fprintln(&r.out, strings.TrimRight(line, " "))
		if m.Event == wire.TurnEnded {
			r.shown = ""
		}
	default:
		fmt.Fprintf(&r.out, "\t%v %s\n", r.ms(), wire.Encode(m))
	}
}

func (r *turnScript) ms() int64 { return r.turns.at / 16 }
