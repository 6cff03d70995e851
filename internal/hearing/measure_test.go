package hearing

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/sphinx"
)

var (
	recordingsFlag = flag.String("recordings", "", "measure on the folders in this one, each a speaker's NAME.wav with NAME.txt")
	phrasesFlag    = flag.String("phrases", "", "the persona's phrases, one a line")
)

// TestHangovers measures how many words the embedded recogniser gets wrong with different hang-overs,
// and fails only when it cannot. docs/listen.md says how to run it, and what it gave.
func TestHangovers(t *testing.T) {
	if *recordingsFlag == "" {
		t.Skip("measures only when given -recordings")
	}
	var phrases []string
	if *phrasesFlag != "" {
		phrases = strings.Split(read(t, *phrasesFlag), "\n")
	}
	ears := startSphinx(t, phrases)
	files, err := filepath.Glob(filepath.Join(*recordingsFlag, "*", "*.wav"))
	if err != nil {
		t.Fatal(err)
	}
	for _, hangover := range []time.Duration{200, 300, 420, 500, 650, 800} {
		m := map[string]*errorCount{"all": {}}
		for _, file := range files {
			kind := filepath.Base(file)[:1]
			if m[kind] == nil {
				m[kind] = &errorCount{}
			}
			said, heard, n := hearFile(t, ears, file, hangover*time.Millisecond)
			for _, c := range []*errorCount{m[kind], m["all"]} {
				c.add(said, heard, n)
			}
		}
		for kind, c := range m {
			t.Logf("hang-over %3d ms, %-3s: %5.1f %% of %d words wrong, %d utterances in %d recordings", hangover, kind,
				100*float64(c.errs)/float64(max(1, c.words)), c.words, c.pieces, c.files)
		}
	}
}

type errorCount struct{ errs, words, pieces, files int }

func (c *errorCount) add(said, heard string, pieces int) {
	errs, words := wordErrors(said, heard)
	c.errs, c.words, c.pieces, c.files = c.errs+errs, c.words+words, c.pieces+pieces, c.files+1
}

func hearFile(t *testing.T, ears visavis.Transcriber, file string, hangover time.Duration) (said, heard string, n int) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	samples, rate, err := pcm.ReadWAV(f)
	if err != nil {
		t.Fatal(err)
	}
	samples, err = pcm.Resample(samples, rate, visavis.MicRate)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Recording(t.Context(), Config{Ears: ears, Hangover: hangover},
		func(hear func([]int16) error) error { return hear(samples) })
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range all {
		heard += " " + u.Text
	}
	return plain(read(t, strings.TrimSuffix(file, ".wav")+".txt")), plain(heard), len(all)
}

// plain leaves letters, apostrophes and spaces, in lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\'' || r == ' ' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(strings.ReplaceAll(s, "\n", " ")))
}

// wordErrors counts words that were inserted, left out or replaced.
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

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// startSphinx runs the embedded recogniser for a test, or skips it.
func startSphinx(t *testing.T, phrases []string) visavis.Transcriber {
	t.Helper()
	e := sphinx.New(slog.New(slog.DiscardHandler), sphinx.Config{Workers: 1, Phrases: phrases})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	if _, err := e.Version(ctx); err != nil {
		t.Skipf("needs the engine: %v", err)
	}
	return e
}
