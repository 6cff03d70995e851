package wire

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vector is a file of testdata, shared with the TypeScript tests.
type vector struct {
	Name      string          `json:"name"`
	Direction string          `json:"direction"`
	Extension bool            `json:"extension"`
	Section   string          `json:"section"`
	Message   json.RawMessage `json:"message"`
}

// vectors returns those of the agent protocol.
func vectors(t testing.TB) []vector { return vectorsIn(t, "testdata") }

func vectorsIn(t testing.TB, folder string) []vector {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in %s: %v", folder, err)
	}
	var list []vector
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var v vector
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if v.Name+".json" != filepath.Base(f) {
			t.Errorf("%s: its name is %q: file and name must agree", f, v.Name)
		}
		list = append(list, v)
	}
	return list
}

func (v vector) decode() (Message, error) {
	if v.Direction == "client" {
		return DecodeClient(v.Message)
	}
	return DecodeServer(v.Message)
}

func TestVectorsSurviveTheRoundTrip(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			m, err := v.decode()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(asJSON(t, v.Message), asJSON(t, Encode(m))); diff != "" {
				t.Errorf("decoding and encoding changed the message (-vector +encoded):\n%s", diff)
			}
			if ext := strings.HasPrefix(m.Type(), "Visavis"); ext && !v.Extension {
				t.Errorf("a %s is of the extension, and the vector denies it", m.Type())
			}
		})
	}
}

func TestEveryMessageHasAVector(t *testing.T) {
	have := map[string]bool{}
	for _, v := range vectors(t) {
		m, err := v.decode()
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		have[v.Direction+" "+m.Type()] = true
	}
	source, err := os.ReadFile("decode.go")
	if err != nil {
		t.Fatal(err)
	}
	direction := ""
	for line := range strings.Lines(string(source)) {
		switch {
		case strings.HasPrefix(line, "func DecodeClient"):
			direction = "client "
		case strings.HasPrefix(line, "func DecodeServer"):
			direction = "server "
		}
		if typ, ok := strings.CutPrefix(strings.TrimSpace(line), `case "`); ok && strings.HasSuffix(typ, `":`) {
			if typ = strings.TrimSuffix(typ, `":`); !have[direction+typ] {
				t.Errorf("%s%s is decoded, but testdata has no vector of it", direction, typ)
			}
		}
	}
}

func asJSON(t testing.TB, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}
