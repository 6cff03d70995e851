package listen

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/wire"
)

var updateResults = flag.Bool("update-results", false, "write the transcripts that the results produce")

// TestResults runs the scripts in testdata/results. Each is prose, a query, a script of what is heard
// at times of the audio in milliseconds, and what the client was told.
func TestResults(t *testing.T) {
	files, err := filepath.Glob("testdata/results/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts in testdata/results", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runResults(t, file) })
	}
}

func runResults(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil || len(ar.Files) < 2 {
		t.Fatalf("%s needs a query, a script and a transcript: %v", file, err)
	}
	p := newPlay(t, strings.TrimSpace(string(ar.Files[0].Data)))
	for line := range strings.Lines(string(ar.Files[1].Data)) {
		p.line(strings.TrimSpace(line))
	}
	tile(t, p.messages)
	if got := strings.Join(p.told, ""); *updateResults {
		ar.Files = append(ar.Files[:2], txtar.File{Name: "server", Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(ar.Files[2].Data), got); diff != "" {
		t.Errorf("the client was told (-want +got):\n%s", diff)
	}
}

// play plays a script on a machine.
type play struct {
	t        *testing.T
	machine  machine
	now      int64 // ms
	begun    []int64
	messages []wire.Message
	told     []string
}

func newPlay(t *testing.T, query string) *play {
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := wire.ParseListenQuery(values)
	if err != nil {
		t.Fatal(err)
	}
	p := &play{t: t}
	p.machine = newMachine(q, 0, 1, wire.ResultMetadata{}, func(m wire.Message) {
		p.messages = append(p.messages, m)
		p.told = append(p.told, fmt.Sprintf("%5d %s\n", p.now, shown(m)))
	})
	p.machine.live.Store(true)
	return p
}

const perMs = int64(visavis.MicRate) / 1000

// line plays "TIME", "TIME begins", "TIME hears TEXT", or "TIME quiet|long|asked|over [LAST] TEXT",
// where LAST is when the voice was heard last.
func (p *play) line(line string) {
	if line == "" {
		return
	}
	at, rest, _ := strings.Cut(line, " ")
	what, text, _ := strings.Cut(rest, " ")
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		p.t.Fatalf("%q: %v", line, err)
	}
	p.hear(ms)
	switch causes := map[string]hearing.Cause{"quiet": hearing.Quiet, "long": hearing.Long, "asked": hearing.Asked, "over": hearing.Over}; what {
	case "":
	case "begins":
		p.begun = append(p.begun, ms)
		p.machine.handle(hearing.Event{Kind: hearing.Began, At: ms * perMs, Upto: ms * perMs})
	case "hears":
		p.machine.handle(hearing.Event{Kind: hearing.Partial, Upto: ms * perMs, Transcript: p.words(text, ms)})
	default:
		cause, ok := causes[what]
		if !ok {
			p.t.Fatalf("%q: what is that?", line)
		}
		p.end(cause, ms, text)
	}
}

// hear lets time pass in blocks of 20 ms.
func (p *play) hear(to int64) {
	for p.now < to {
		p.now = min(p.now+20, to)
		p.machine.handle(p.known(hearing.Event{Kind: hearing.Advanced, Upto: p.now * perMs}))
	}
}

// known adds to an event what is still to be understood.
func (p *play) known(e hearing.Event) hearing.Event {
	e.Safe = max(0, p.now-500) * perMs
	if len(p.begun) > 0 {
		e.Safe, e.Pending = max(0, p.begun[0]-200)*perMs, true
	}
	return e
}

func (p *play) end(cause hearing.Cause, at int64, text string) {
	if first, rest, _ := strings.Cut(text, " "); first != "" {
		if upto, err := strconv.ParseInt(first, 10, 64); err == nil {
			at, text = upto, rest
		}
	}
	e := hearing.Event{Kind: hearing.Ended, At: at * perMs, Upto: at * perMs, Cause: cause}
	if len(p.begun) > 0 {
		e.Transcript = p.words(text, at)
		p.begun = p.begun[1:]
	}
	e.Transcript.Flushed = true
	p.machine.handle(p.known(e))
}

// words spreads a text over the time since the speech began.
func (p *play) words(text string, end int64) visavis.Transcript {
	t := visavis.Transcript{Text: text, Confidence: 0.9, Plain: text == strings.ToLower(text)}
	all := strings.Fields(text)
	if len(p.begun) == 0 {
		return t
	}
	start := p.begun[0]
	step := (end - start) / int64(max(1, len(all)))
	for i, w := range all {
		from := start + int64(i)*step
		t.Words = append(t.Words, visavis.Word{Text: w, Start: from * perMs, End: (from + step) * perMs, Confidence: 0.9})
	}
	return t
}

func shown(m wire.Message) string {
	switch m := m.(type) {
	case wire.ListenResults:
		return shownResult(m)
	case wire.SpeechStarted:
		return fmt.Sprintf("SpeechStarted %.2f", m.Timestamp)
	case wire.UtteranceEnd:
		return fmt.Sprintf("UtteranceEnd %.2f", m.LastWordEnd)
	}
	return m.Type()
}

func shownResult(r wire.ListenResults) string {
	s := "interim"
	switch {
	case r.SpeechFinal:
		s = "speech_final"
	case r.IsFinal:
		s = "is_final"
	}
	if r.FromFinalize {
		s += " from_finalize"
	}
	return fmt.Sprintf("%s %.2f-%.2f %q", s, r.Start, r.Start+r.Duration, r.Channel.Alternatives[0].Transcript)
}

// TestAnyOrder: whatever is heard, finals tile the timeline, and nothing comes that was not asked for.
func TestAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		b := make([]byte, 60)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		playBytes(t, b)
	}
}

func FuzzResults(f *testing.F) {
	f.Add([]byte("\x07begin and end"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 500 {
			playBytes(t, b)
		}
	})
}

// playBytes makes a query and a script of bytes.
func playBytes(t *testing.T, b []byte) {
	if len(b) == 0 {
		return
	}
	query := []string{}
	for i, s := range []string{"interim_results=true", "vad_events=true", "endpointing=false", "punctuate=true", "interim_results=true&utterance_end_ms=1000"} {
		if b[0]>>i&1 == 1 && (i != 4 || b[0]&1 == 0) {
			query = append(query, s)
		}
	}
	p := newPlay(t, strings.Join(query, "&"))
	p.machine.live.Store(b[0]&0x40 != 0)
	for i, c := range b[1:] {
		p.hear(p.now + int64(c>>3)*40)
		text := strings.Repeat("word ", i%4)
		switch c & 7 {
		case 0, 1:
			p.line(fmt.Sprintf("%d begins", p.now))
		case 2, 3:
			if len(p.begun) > 0 {
				p.line(fmt.Sprintf("%d hears %s", p.now, text))
			}
		case 4, 5:
			p.end(hearing.Quiet, p.now, text)
		case 6:
			p.end(hearing.Long, p.now, text)
		case 7:
			p.end(hearing.Asked, p.now, text)
		}
	}
	for len(p.begun) > 0 {
		p.end(hearing.Quiet, p.now, "last")
	}
	p.end(hearing.Over, p.now, "")
	tile(t, p.messages)
	p.unasked()
	if all, finals := results(p.messages); len(all) > 0 {
		if last := finals[len(finals)-1]; last.Start+last.Duration < float64(p.now)/1000-0.001 {
			t.Errorf("the last window ends at %v of %d ms", last.Start+last.Duration, p.now)
		}
	} else if p.now > 0 {
		t.Error("no results")
	}
}

// unasked checks that nothing came that the machine was not asked for.
func (p *play) unasked() {
	for _, m := range p.messages {
		wanted := true
		switch m := m.(type) {
		case wire.ListenResults:
			wanted = m.IsFinal || p.machine.interims
			wanted = wanted && (!m.SpeechFinal || p.machine.endpoint)
		case wire.SpeechStarted:
			wanted = p.machine.onsets
		case wire.UtteranceEnd:
			wanted = p.machine.gap >= visavis.MicRate.N(time.Second)
		}
		if !wanted {
			p.t.Errorf("not asked for: %s", shown(m))
		}
	}
}
