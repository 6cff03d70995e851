package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

func TestMain(m *testing.M) {
	worker.Main(workers())                   // the embedded engines run this binary again
	os.Setenv("GORACE", "atexit_sleep_ms=0") // of the workers, which would linger
	// A library below Google's SDK starts this one when the program does.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"))
}

func TestFlagsAnywhere(t *testing.T) {
	for _, line := range []string{
		"-voice rms hello there -o x.wav",
		"hello -voice rms there -o x.wav",
		"hello there --voice=rms -o x.wav",
	} {
		fs := flag.NewFlagSet("speak", flag.ContinueOnError)
		voice, out := fs.String("voice", "", ""), fs.String("o", "", "")
		rest, err := parse(fs, strings.Fields(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if got := strings.Join(rest, " "); got != "hello there" || *voice != "rms" || *out != "x.wav" {
			t.Errorf("%s: text %q, voice %q, file %q", line, got, *voice, *out)
		}
	}
}

func TestChoose(t *testing.T) {
	for line, want := range map[string]string{
		"": "serve", "-addr :1": "serve", "serve": "serve", "doctor": "doctor", "help speak": "speak",
		"--help": "", "sing": "",
	} {
		cmd, _, _ := choose(strings.Fields(line))
		if cmd.name != want {
			t.Errorf("%q runs %q, want %q", line, cmd.name, want)
		}
	}
}

func TestMisuseSaysWhatToDo(t *testing.T) {
	for line, want := range map[string]string{
		"speak hello":    "-o",
		"speak -o x.wav": "no text",
		"transcribe":     "which file",
		"serve now":      "no arguments",
		"sing":           "no command",
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), terminal{in: strings.NewReader(""), out: &out, err: &errs}, strings.Fields(line))
		if code != 2 || !strings.Contains(errs.String(), want) {
			t.Errorf("%q: status %d and %q, want 2 and something about %q", line, code, errs.String(), want)
		}
	}
}

func TestTimeline(t *testing.T) {
	r := recording{clauses: []string{"Bye."}}
	r.add(visavis.Speech{
		PCM: make([]int16, 300), Rate: 16000,
		Phones: []visavis.Phone{{Name: "B", End: 100}, {Name: "AY", Start: 100, End: 200}, {Name: "SIL", Start: 200, End: 300}},
		Words:  []visavis.SpokenWord{{To: 3, End: 200}},
	})
	want := timeline{
		SampleRate: 16000, Samples: 300,
		Phones:  []timelinePhone{{0, 100, "B"}, {100, 200, "AY"}, {200, 300, "SIL"}},
		Visemes: []timelineViseme{{0, 100, "PP"}, {100, 160, "aa"}, {160, 200, "I"}, {200, 300, "sil"}},
		Words:   []timelineWord{{0, 200, "Bye"}},
	}
	if diff := cmp.Diff(want, r.timeline()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
