package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const enginesDoc = "../../docs/engines.md"

// TestEnginesDoc: what docs/engines.md says of engines and their abilities is what the table says.
func TestEnginesDoc(t *testing.T) {
	b, err := os.ReadFile(enginesDoc)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	want := text
	for _, s := range []stage{toListen, toThink, toSpeak} {
		before, rest, ok1 := strings.Cut(want, fmt.Sprintf("<!-- %s -->\n", s))
		_, after, ok2 := strings.Cut(rest, "<!-- end -->")
		if !ok1 || !ok2 {
			t.Fatalf("%s has no place for the table of %s", enginesDoc, s)
		}
		want = fmt.Sprintf("%s<!-- %s -->\n%s<!-- end -->%s", before, s, docTable(s), after)
	}
	if *update {
		writeFile(t, enginesDoc, want)
		return
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("%s differs from the table of engines; -want +got (write it anew with -update):\n%s", enginesDoc, diff)
	}
}

// docTable writes the rows of a stage for people.
func docTable(s stage) string {
	columns := map[stage][]string{
		toListen: {"partials", "turn ends", "word times"},
		toThink:  {"streams", "tools"},
		toSpeak:  {"streams", "word times"},
	}[s]
	var b strings.Builder
	fmt.Fprintf(&b, "| engine | ids | needs | %s | languages |\n", strings.Join(columns, " | "))
	fmt.Fprintf(&b, "|%s\n", strings.Repeat("---|", len(columns)+4))
	for _, e := range table() {
		if e.stage != s {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s |", e.label, docIDs(e), docNeeds(e))
		for _, c := range columns {
			fmt.Fprintf(&b, " %s |", map[bool]string{true: "yes", false: "no"}[docAbility(e.able, c)])
		}
		fmt.Fprintf(&b, " %s |\n", e.able.languages)
	}
	return b.String()
}

func docAbility(a abilities, column string) bool {
	return map[string]bool{
		"partials": a.partials, "turn ends": a.turns, "word times": a.wordTimes, "streams": a.streams, "tools": a.tools,
	}[column]
}

func docIDs(e engine) string {
	switch {
	case e.preset != "":
		return fmt.Sprintf("**`%s/%s`**; %s", e.vendor, e.preset, e.models)
	case !e.embedded():
		return fmt.Sprintf("`%s/…`: %s", e.vendor, e.models)
	}
	var names []string
	for _, v := range e.allVoices() {
		names = append(names, "`"+v.name+"`")
	}
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	if names == nil {
		return "`" + e.vendor + "`"
	}
	return "`" + e.vendor + "`: " + strings.Join(names, ", ")
}

func docNeeds(e engine) string {
	switch {
	case len(e.keys) > 0:
		return "`" + strings.Join(e.keys, "` or `") + "`"
	case e.vendor == serverVendor:
		return "an entry in `servers`"
	case e.vendor == ollamaVendor:
		return "an Ollama on this machine"
	}
	return "nothing"
}
