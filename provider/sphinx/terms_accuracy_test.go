package sphinx

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
)

var termRecordingsFlag = flag.String("term-recordings", "", "measure key terms on folders like those of -recordings, whose texts have them in [brackets]")

// TestTermAccuracy measures what key terms do, to sentences that have some and to those that have none,
// and fails only when it cannot. All terms of all texts are given at once. For example:
//
//	for v in rms awb slt en-us en-gb; do mkdir -p /tmp/terms/$v; n=0; cat testdata/terms.txt testdata/spoken.txt | while read -r line; do
//	  n=$((n+1)); echo "$line" >/tmp/terms/$v/$n.txt; visavis speak "$(tr -d '[]' </tmp/terms/$v/$n.txt)" -voice $v -o /tmp/terms/$v/$n.wav
//	done; done
//	go test -run TermAccuracy -v -timeout 1h . -term-recordings /tmp/terms -phrases testdata/phrases.txt
func TestTermAccuracy(t *testing.T) {
	if *termRecordingsFlag == "" {
		t.Skip("measures only when given -term-recordings")
	}
	all := taken(t, *termRecordingsFlag)
	terms := termsOf(all)
	e := start(t, Config{Workers: 2, Phrases: phrasesOf(t)})
	pronouncer := byFlite(t)
	for _, given := range [][]Term{nil, terms} {
		var with, without termMeasure
		for _, voice := range sortedKeys(all) {
			c := callEars(t, e.Expecting(given, pronouncer))
			for _, s := range all[voice] {
				m := &without
				if len(s.terms) > 0 {
					m = &with
				}
				c.say(s.pcm)
				m.count(t, s, c.answer().Text, terms)
			}
			c.hangUp()
		}
		t.Logf("%3d terms given; sentences with terms: %v; others: %v", len(given), &with, &without)
	}
}

// take is a recording of a sentence.
type take struct {
	said  string
	terms []string
	pcm   []int16
}

func taken(t *testing.T, folder string) map[string][]take {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.wav"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s: %v", folder, err)
	}
	bracketed := regexp.MustCompile(`\[(.*?)\]`)
	all := make(map[string][]take)
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		audio, rate, err := pcm.ReadWAV(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if audio, err = pcm.Resample(audio, rate, visavis.MicRate); err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(read(t, strings.TrimSuffix(file, ".wav")+".txt"))
		s := take{said: strings.ToLower(strings.NewReplacer("[", "", "]", "").Replace(text)), pcm: audio}
		for _, m := range bracketed.FindAllStringSubmatch(text, -1) {
			s.terms = append(s.terms, m[1])
		}
		voice := filepath.Base(filepath.Dir(file))
		all[voice] = append(all[voice], s)
	}
	return all
}

func termsOf(all map[string][]take) []Term {
	var terms []Term
	for _, takes := range all {
		for _, s := range takes {
			for _, term := range s.terms {
				if !slices.Contains(terms, Term{Text: term}) {
					terms = append(terms, Term{Text: term})
				}
			}
		}
	}
	slices.SortFunc(terms, func(a, b Term) int { return strings.Compare(a.Text, b.Text) })
	return terms
}

func phrasesOf(t *testing.T) []string {
	if *phrasesFlag == "" {
		return nil
	}
	return strings.Split(read(t, *phrasesFlag), "\n")
}

// byFlite pronounces words as flite's voices do, which have a dictionary, rules and names of letters.
func byFlite(t *testing.T) Pronouncer {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	voice, err := e.Voice("awb")
	if err != nil {
		t.Fatal(err)
	}
	reader := pronounce.NewReader(new(pronounce.Lexicon), voice)
	return func(ctx context.Context, words []string) [][]string {
		all := make([][]string, len(words))
		for i, word := range words {
			all[i] = waysOf(reader.Read(ctx, word))
		}
		return all
	}
}

// waysOf returns the likeliest way of words in a row, and the next.
func waysOf(words []pronounce.Word) (ways []string) {
	for nth := range 2 {
		var phones []string
		for _, w := range words {
			for _, s := range w.Ways[min(nth, len(w.Ways)-1)] {
				phones = append(phones, strings.ReplaceAll(s.Phone, "AX", "AH"))
			}
		}
		if way := strings.Join(phones, " "); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	return ways
}

// termMeasure counts words and terms.
type termMeasure struct{ errs, words, heard, terms, invented int }

func (m *termMeasure) count(t *testing.T, s take, got string, all []Term) {
	lower := " " + strings.ToLower(got) + " "
	errs, words := wordErrors(s.said, strings.TrimSpace(lower))
	m.errs, m.words = m.errs+errs, m.words+words
	for _, term := range all {
		is := strings.Count(lower, " "+strings.ToLower(term.Text)+" ")
		should := 0
		for _, said := range s.terms {
			if said == term.Text {
				should++
			}
		}
		m.terms += should
		m.heard += min(is, should)
		m.invented += max(0, is-should)
	}
	if errs > 0 {
		t.Logf("  said %q, heard %q", s.said, got)
	}
}

func (m *termMeasure) String() string {
	return fmt.Sprintf("%.1f %% of %d words wrong, %d of %d terms heard, %d heard that were not said",
		100*float64(m.errs)/float64(max(1, m.words)), m.words, m.heard, m.terms, m.invented)
}
