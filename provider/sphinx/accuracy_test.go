package sphinx

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

var (
	recordingsFlag = flag.String("recordings", "", "measure on the folders in this one, each a speaker's NAME.wav with NAME.txt")
	phrasesFlag    = flag.String("phrases", "", "the persona's phrases, one a line")
	coldFlag       = flag.Bool("cold", false, "hear every recording as a new speaker")
	paceFlag       = flag.Duration("pace", 4*time.Millisecond, "time between chunks of 20 ms")
)

// TestAccuracy measures, and fails only when it cannot. For example with flite's voices:
//
//	for v in rms awb slt; do mkdir -p /tmp/spoken/$v; n=0; while read -r line; do n=$((n+1))
//	  visavis speak "$line" -voice $v -o /tmp/spoken/$v/$n.wav; echo "$line" >/tmp/spoken/$v/$n.txt
//	done <testdata/spoken.txt; done
//	go test -run Accuracy -v . -recordings /tmp/spoken -phrases testdata/phrases.txt
func TestAccuracy(t *testing.T) {
	if *recordingsFlag == "" {
		t.Skip("measures only when given -recordings")
	}
	var phrases []string
	if *phrasesFlag != "" {
		phrases = strings.Split(read(t, *phrasesFlag), "\n")
	}
	e := start(t, Config{Workers: 1, Phrases: phrases})
	speakers, err := filepath.Glob(filepath.Join(*recordingsFlag, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all measure
	for _, dir := range speakers {
		var m measure
		m.speaker(t, e, dir)
		t.Logf("%-10s %s", filepath.Base(dir), m.String())
		all.add(m)
	}
	t.Logf("%-10s %s\n%s", "all", all.String(), all.calibration())
	for _, w := range workers(t, e, 2) {
		t.Logf("worker %d: %s", w.PID(), residentMemory(t, w.PID()))
	}
}

// measure collects what was heard.
type measure struct {
	errs, words, perfect, empty int
	ends                        []time.Duration // from SpeechEnd to the answer
	judged                      []judged
}

type judged struct {
	confidence  float64
	errs, words int
}

func (m *measure) speaker(t *testing.T, e *Engine, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.wav"))
	if err != nil {
		t.Fatal(err)
	}
	var c *caller
	for i, file := range files {
		if c == nil {
			c = call(t, e)
			c.pace = *paceFlag
		}
		m.recording(t, c, file, i > 0 && !*coldFlag)
		if *coldFlag || i == len(files)-1 {
			c.hangUp()
			c = nil
		}
	}
}

func (m *measure) recording(t *testing.T, c *caller, file string, timed bool) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	audio, _, err := pcm.ReadWAV(f)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.TrimSpace(read(t, strings.TrimSuffix(file, ".wav")+".txt"))
	c.say(audio)
	ended := time.Now()
	got := c.answer()
	if timed {
		m.ends = append(m.ends, time.Since(ended))
	}
	errs, words := wordErrors(said, got.Text)
	m.count(judged{got.Confidence, errs, max(words, len(got.Words))}, words, got.Text == "")
	if errs > 0 {
		t.Logf("  %s: said %q, heard %q (confidence %.2f)", filepath.Base(file), said, got.Text, got.Confidence)
	}
}

func (m *measure) count(j judged, words int, empty bool) {
	m.errs, m.words = m.errs+j.errs, m.words+words
	if j.errs == 0 {
		m.perfect++
	}
	if empty {
		m.empty++
		return // there is nothing to be sure of
	}
	m.judged = append(m.judged, j)
}

func (m *measure) add(n measure) {
	m.errs, m.words, m.perfect, m.empty = m.errs+n.errs, m.words+n.words, m.perfect+n.perfect, m.empty+n.empty
	m.ends, m.judged = append(m.ends, n.ends...), append(m.judged, n.judged...)
}

func (m *measure) String() string {
	slices.Sort(m.ends)
	var p50, p95 time.Duration
	if n := len(m.ends); n > 0 {
		p50, p95 = m.ends[n/2], m.ends[n*95/100]
	}
	return fmt.Sprintf("%5.1f %% of %d words wrong; %d of %d perfect, %d empty; answer after %v (p50) %v (p95)",
		100*float64(m.errs)/float64(max(1, m.words)), m.words, m.perfect, len(m.judged)+m.empty, m.empty,
		p50.Round(100*time.Microsecond), p95.Round(100*time.Microsecond))
}

// calibration compares confidence with how much was right.
func (m *measure) calibration() string {
	var b strings.Builder
	for low := 0.0; low < 1; low += 0.2 {
		n, perfect, sure, right := 0, 0, 0.0, 0.0
		for _, j := range m.judged {
			if j.confidence < low || j.confidence >= low+0.2 && low < 0.79 {
				continue
			}
			n++
			sure += j.confidence
			right += max(0, 1-float64(j.errs)/float64(j.words))
			if j.errs == 0 {
				perfect++
			}
		}
		if n == 0 {
			continue
		}
		fmt.Fprintf(&b, "confidence %.1f to %.1f: %3d sentences, mean %.2f, words right %.2f, perfect %.2f\n",
			low, low+0.2, n, sure/float64(n), right/float64(n), float64(perfect)/float64(n))
	}
	return b.String()
}

// wordErrors returns the edit distance in words, and how many words were said.
func wordErrors(said, heard string) (errs, words int) {
	s, h := strings.Fields(said), strings.Fields(heard)
	row := make([]int, len(h)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j := range h {
			cost := diagonal
			if s[i] != h[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(h)], len(s)
}

// quiet returns a room's noise, weaker towards high frequencies; digital silence before speech would
// be no test.
func quiet(d time.Duration) []int16 {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]int16, visavis.MicRate.N(d))
	level := 0.0
	for i := range out {
		level = 0.9*level + 9*r.NormFloat64()
		out[i] = int16(level)
	}
	return out
}

func read(t *testing.T, file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func residentMemory(t *testing.T, pid int) string {
	for line := range strings.Lines(read(t, fmt.Sprintf("/proc/%d/status", pid))) {
		if strings.HasPrefix(line, "VmRSS") {
			return strings.TrimSpace(line)
		}
	}
	return "unknown"
}
