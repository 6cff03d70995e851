package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/server"
)

// TestServeWithKeys: the start tells what is used, and the health what a conversation gets.
func TestServeWithKeys(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()[:2]...)
	delete(w.vars, "GOOGLE_GEMINI_BASE_URL")
	delete(w.vars, "ANTHROPIC_BASE_URL")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, printed := io.Pipe()
	var errs bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, terminal{in: strings.NewReader(""), out: printed, err: &errs, dir: w.dir, lookup: w.lookup},
			[]string{"serve", "-v", "-addr", "localhost:0", "-speak", "deepgram/aura-2-thalia-en,deepgram/aura-2-celeste-es,slt,espeak"})
		printed.Close()
	}()
	var lines []string
	for scan := bufio.NewScanner(out); scan.Scan(); {
		lines = append(lines, scan.Text())
		if address, ok := strings.CutPrefix(scan.Text(), "visavis is at "); ok {
			checkHealth(t, address)
			stop()
		}
	}
	if c := <-code; c != 0 {
		t.Errorf("status %d: %s", c, errs.String())
	}
	want := []string{
		"listen  deepgram/nova-3, then sphinx (openai: OPENAI_BASE_URL may not have it; name it to use it)",
		"think   openai/gpt-6-luna, then script (gemini: no GEMINI_API_KEY or GOOGLE_API_KEY; anthropic: no ANTHROPIC_API_KEY)",
		"speak   deepgram/aura-2-thalia-en, then deepgram/aura-2-celeste-es, then slt, then espeak",
	}
	if diff := cmp.Diff(want, lines[:min(3, len(lines))]); diff != "" {
		t.Errorf("what the start says (-want +got):\n%s", diff)
	}
	w.seen.WriteString(strings.Join(lines, "\n") + errs.String())
}

func checkHealth(t *testing.T, address string) {
	resp, err := http.Get(address + "/healthz")
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	var health struct{ Engines map[string]server.Engine }
	if err := json.NewDecoder(resp.Body).Decode(&health); err != nil {
		t.Error(err)
	}
	if got := health.Engines["listen"].Name; got != "deepgram/nova-3" {
		t.Errorf("the recogniser is %q", got)
	}
}

// TestServeBeginsWithWhatIsMissing: an engine without its key is an error before anything is opened.
func TestServeBeginsWithWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	clear(w.vars) // with an address of its own, a server may want no key
	_, errs, code := w.run("serve", "-think", "anthropic/claude-haiku-5-5", "-listen", "deepgram/nova-3", "-addr", "nowhere:0")
	for _, want := range []string{"set ANTHROPIC_API_KEY", "set DEEPGRAM_API_KEY"} {
		if code != 1 || !strings.Contains(errs, want) {
			t.Errorf("status %d, %q; want %q", code, errs, want)
		}
	}
}

func TestEmptyFlag(t *testing.T) {
	if _, errs, code := newWorld(t).run("serve", "-listen", ","); code != 1 || !strings.Contains(errs, "listen: name an engine") {
		t.Errorf("status %d, %s", code, errs)
	}
}

// TestStandIns: a voice is followed by one of each other engine that speaks its language.
func TestStandIns(t *testing.T) {
	voice := func(id, language string) server.Voice { return server.Voice{ID: id, Language: language} }
	groups := [][]server.Voice{
		{voice("deepgram/es", "es")}, {voice("lab/any", "")},
		{voice("slt", "en"), voice("rms", "en")}, {voice("en-us", "en-us"), voice("es", "es"), voice("zz", "zz")},
	}
	standIns(groups)
	got := map[string][]string{}
	for _, g := range groups {
		for _, v := range g {
			got[v.ID] = v.Fallbacks
		}
	}
	want := map[string][]string{
		"deepgram/es": {"lab/any", "es"}, "lab/any": {"slt", "en-us"},
		"slt": {"en-us"}, "rms": {"en-us"}, "en-us": nil, "es": nil, "zz": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	foreign := [][]server.Voice{{voice("deepgram/ja", "ja")}, {voice("slt", "en")}}
	if standIns(foreign); len(foreign[0][0].Fallbacks) != 1 {
		t.Errorf("where nobody speaks the language, somebody else should: %v", foreign[0][0].Fallbacks)
	}
}

func TestHealthTellsWhoStandsIn(t *testing.T) {
	down := []failover.Outage{{Engine: "a/b", Err: errors.New("gone")}}
	ok := server.Engine{Name: "a/b", OK: true}
	for name, tt := range map[string]struct {
		picks []pick
		want  server.Engine
	}{
		"well":      {[]pick{{id: "c/d"}}, ok},
		"stands in": {[]pick{{id: "a/b"}, {id: "slt"}}, server.Engine{Name: "a/b", OK: true, Note: "slt stands in; out of order: gone"}},
		"alone":     {[]pick{{id: "a/b"}}, server.Engine{Name: "a/b", Note: "out of order: gone"}},
	} {
		if got := noted(ok, choice{picks: tt.picks}, down); got != tt.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
