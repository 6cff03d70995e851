package sphinx

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// openTerms opens a free decoder in this process; it skips where the engine is not installed.
func openTerms(t testing.TB) *expectations {
	t.Helper()
	lib, err := loadLibrary()
	if ue, ok := errors.AsType[*visavis.UnavailableError](err); ok {
		t.Skipf("needs the engine: %s", ue.Remedy)
	}
	m, err := findModel()
	if err != nil {
		t.Skipf("needs the model: %v", err)
	}
	lib.setLogFile(0)
	x, err := openFree(lib, m, []string{"what is your name"})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// told returns a set of terms as a worker is told of it, a word of which no dictionary has.
func told(t testing.TB, n int) json.RawMessage {
	t.Helper()
	b, err := json.Marshal([]term{
		{Words: []termWord{{Written: "Ada", Pieces: []string{"ada"}}, {Written: "Lovelace", Pieces: []string{"lovelace"}}}},
		{Words: []termWord{{Written: fmt.Sprint("Xyzzy", n), Pieces: []string{"xyzzy"}, Ways: []string{"Z IH Z IY" + strings.Repeat(" Z", n)}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The latest sets are ready; each has its own words, and only it.
func TestExpectations(t *testing.T) {
	x := openTerms(t)
	first, err := x.expect(told(t, 1))
	if err != nil || first.left != 0 || len(first.names) != 3 {
		t.Fatalf("expecting %+v, %v, want three words and none left out", first, err)
	}
	second, _ := x.expect(told(t, 2))
	if again, _ := x.expect(told(t, 1)); again != first || again.search == second.search {
		t.Error("a set that was prepared before was not at hand, or is another's")
	}
	if e, err := x.expect(nil); err != nil || e.spelling != nil {
		t.Errorf("without terms %+v, %v", e, err)
	}
	third, err := x.expect(told(t, 3))
	if err != nil || len(x.ready) != kept || x.ready[kept-1] != third || x.ready[0] != first {
		t.Errorf("%d sets are kept, %v; want %d, the one that was not used for the longest time given up", len(x.ready), err, kept)
	}
	if again, _ := x.expect(told(t, 2)); again == second {
		t.Error("a set that was given up is still there")
	}
	if x.dictionary.words != 3 {
		t.Errorf("%d words were added to the dictionary, want each once", x.dictionary.words)
	}
	if _, err := x.expect([]byte("{")); err == nil {
		t.Error("terms that cannot be read are expected")
	}
}

// BenchmarkPrepareTerms is what a set of terms costs a worker that has not met it.
func BenchmarkPrepareTerms(b *testing.B) {
	x := openTerms(b)
	before := resident(b)
	for n := range kept {
		x.expect(told(b, n))
	}
	each := float64(resident(b)-before) / kept
	b.ResetTimer()
	for n := range b.N {
		if _, err := x.expect(told(b, n%40)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(each, "kB/set")
}

func resident(t testing.TB) (kilobytes int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes)
	}
	return kilobytes
}
