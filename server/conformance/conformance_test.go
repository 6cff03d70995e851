// Package conformance shows what this server says to Deepgram's clients, message by message: testdata
// has one conversation per file, in the words of the wire, with the section of the protocol that it is
// taken from. The conversations run against a whole server.Server with engines that understand and
// speak the code of bench/vendors, on an in-memory network and in fake time: whatever takes a minute in
// a conversation takes none here, and the numbers are the same in each run.
//
// A file is prose, then by turns what the client does and what the server answers until nothing more
// comes:
//
//	-- client --
//	GET /v1/listen?encoding=linear16&sample_rate=16000
//	say turn on the lights
//	quiet 1s
//	-- server --
//	0.000 101
//	1.700 {"type":"Results", …}
//	-- client --
//	{"type":"CloseStream"}
//	-- server --
//	2.400 {"type":"Metadata", …}
//	2.400 close 1000
//
// What a client may do is in script_test.go; what the lines of the server mean, in record_test.go. Lines
// begin with the seconds since the client's request. Run with -update to write down what the server
// says, and review the difference: these files are the promise that is kept to clients.
package conformance

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the server says into testdata")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConversations(t *testing.T) {
	for _, file := range conversations(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := txtar.Format(ar)
			synctest.Test(t, func(t *testing.T) { converse(t, ar) })
			got := txtar.Format(ar)
			if *update && !bytes.Equal(got, want) {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
				t.Errorf("%s: the server says something else (-want +got; go test -update writes it down):\n%s", file, diff)
			}
		})
	}
}

func lines(b []byte) []string { return strings.Split(string(b), "\n") }

func conversations(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations in testdata (%v)", err)
	}
	return files
}

// converse plays what the client does in a conversation and puts what the server says in place of what
// stands there.
func converse(t *testing.T, ar *txtar.Archive) {
	var setting []byte
	if len(ar.Files) > 0 && ar.Files[0].Name == "setting" {
		setting = ar.Files[0].Data
	}
	w := newWorld(t, string(setting))
	defer w.close()
	c := w.newClient()
	defer c.leave()
	for i, f := range ar.Files {
		switch f.Name {
		case "client":
			c.play(string(f.Data))
		case "server":
			ar.Files[i].Data = []byte(c.told())
		case "setting":
		default:
			t.Fatalf("section %q: there are setting, client and server", f.Name)
		}
	}
	if rest := c.told(); rest != "" {
		t.Errorf("the server says more than is shown:\n%s", rest)
	}
}

// TestSectionsAreNamed: each conversation says where in the protocol it comes from.
func TestSectionsAreNamed(t *testing.T) {
	section := regexp.MustCompile(`Sections? \d`)
	for _, file := range conversations(t) {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !section.Match(ar.Comment) {
			t.Errorf("%s does not name its section, as in \"Section 4.3\"", file)
		}
	}
}
