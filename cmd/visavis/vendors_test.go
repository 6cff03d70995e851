package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// Keys that must not be seen anywhere.
const (
	deepgramSecret  = "dg-5ec2e7-deepgram"
	openAISecret    = "sk-5ec2e7-openai"
	geminiSecret    = "AIza5ec2e7-gemini"
	anthropicSecret = "sk-ant-5ec2e7-anthropic"
)

// world is simulated vendors and the commands in front of them.
type world struct {
	t         *testing.T
	dir       string
	vars      map[string]string
	deepgram  *vendors.Deepgram
	openai    *vendors.OpenAI
	gemini    *vendors.Gemini
	anthropic *vendors.Anthropic
	seen      bytes.Buffer // all that the commands printed
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), vars: map[string]string{}}
	t.Setenv("XDG_CACHE_HOME", w.dir) // what is learnt of voices
	w.deepgram = &vendors.Deepgram{Keys: []string{deepgramSecret}, Factor: 5000}
	w.openai, w.gemini, w.anthropic = new(vendors.OpenAI), new(vendors.Gemini), new(vendors.Anthropic)
	w.openai.Key, w.gemini.Key, w.anthropic.Key = openAISecret, geminiSecret, anthropicSecret
	for name, vendor := range map[string]http.Handler{
		"DEEPGRAM_BASE_URL": w.deepgram, "OPENAI_BASE_URL": w.openai, "GOOGLE_GEMINI_BASE_URL": w.gemini, "ANTHROPIC_BASE_URL": w.anthropic,
	} {
		srv := httptest.NewServer(vendor)
		t.Cleanup(srv.Close)
		w.vars[name] = srv.URL
	}
	w.vars["OPENAI_BASE_URL"] += "/v1"
	t.Cleanup(func() {
		if strings.Contains(w.seen.String(), "5ec2e7") {
			t.Errorf("a key was printed:\n%s", w.seen.String())
		}
	})
	return w
}

// withKeys sets the keys of vendors, in .env as people do.
func (w *world) withKeys(keys ...string) *world {
	writeFile(w.t, filepath.Join(w.dir, ".env"), strings.Join(keys, "\n"))
	return w
}

// allKeys are good keys for all vendors.
func allKeys() []string {
	return []string{"DEEPGRAM_API_KEY=" + deepgramSecret, "OPENAI_API_KEY=" + openAISecret,
		"GEMINI_API_KEY=" + geminiSecret, "ANTHROPIC_API_KEY=" + anthropicSecret}
}

// run runs a command and returns what it printed and its exit status.
func (w *world) run(args ...string) (out, errs string, code int) {
	w.t.Helper()
	var o, e bytes.Buffer
	code = run(w.t.Context(), terminal{in: strings.NewReader(""), out: &o, err: &e, dir: w.dir, lookup: w.lookup}, args)
	fmt.Fprint(&w.seen, o.String(), e.String())
	return o.String(), e.String(), code
}

func (w *world) lookup(name string) (string, bool) {
	v, ok := w.vars[name]
	return v, ok
}

// mustRun runs a command that works.
func (w *world) mustRun(args ...string) string {
	w.t.Helper()
	out, errs, code := w.run(args...)
	if code != 0 {
		w.t.Fatalf("%v: status %d, %s%s", args, code, out, errs)
	}
	return out
}

// say writes a recording in the simulators' code.
func (w *world) say(name, text string) string {
	w.t.Helper()
	quiet := make([]int16, visavis.MicRate)
	audio := append(append(quiet[:len(quiet):len(quiet)], vendors.Utterance(text)...), quiet...)
	var b bytes.Buffer
	if err := pcm.WriteWAV(&b, audio, visavis.MicRate); err != nil {
		w.t.Fatal(err)
	}
	file := filepath.Join(w.dir, name)
	writeFile(w.t, file, b.String())
	return file
}

func TestTranscribeByDeepgram(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	one, two := w.say("one.wav", "hello world"), w.say("two.wav", "good bye")
	out := w.mustRun("transcribe", one, two)
	if want := one + ": hello world\n" + two + ": good bye\n"; !strings.EqualFold(strings.ReplaceAll(out, ".", ""), strings.ReplaceAll(want, ".", "")) {
		t.Errorf("got %q, want %q", out, want)
	}

	var f fileTranscript
	if err := json.Unmarshal([]byte(w.mustRun("transcribe", one, "--json")), &f); err != nil {
		t.Fatal(err)
	}
	if f.Engine != "deepgram/nova-3" || f.RequestID == "" || len(f.Words) != 2 || len(f.Utterances) != 1 {
		t.Errorf("transcript %+v", f)
	}
	if w := f.Words[0]; w.Start < 0.9 || w.Start > 1.1 || w.End <= w.Start {
		t.Errorf("the first word is at %v to %v s; it begins at 1", w.Start, w.End)
	}
	if srt := w.mustRun("transcribe", one, "--srt"); !strings.HasPrefix(srt, "1\n00:00:0") || !strings.Contains(strings.ToLower(srt), "hello world") {
		t.Errorf("subtitles: %q", srt)
	}
	w.polite()
}

func TestTranscribeGoesOnWithTheOtherFiles(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	good, out := w.say("good.wav", "hello"), t.TempDir()
	junk := filepath.Join(w.dir, "junk.wav")
	writeFile(t, junk, "RIFF of nonsense")
	_, errs, code := w.run("transcribe", "/no/such.wav", junk, good, "--vtt", "-o", out)
	if code != 1 || !strings.Contains(errs, "no/such.wav") || !strings.Contains(errs, junk) || !strings.Contains(errs, "2 of 3") {
		t.Errorf("status %d: %s", code, errs)
	}
	if b, err := os.ReadFile(filepath.Join(out, "good.vtt")); err != nil || !strings.HasPrefix(string(b), "WEBVTT\n") {
		t.Errorf("good.vtt: %q, %v", b, err)
	}
}

// A URL is Deepgram's to fetch; the key that it may hold is not shown.
func TestTranscribeURL(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	b, err := os.ReadFile(w.say("x.wav", "hello world"))
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://example.org/x.wav?signature=5ec2e7"
	w.deepgram.Files = map[string][]byte{address: b}
	out := w.mustRun("transcribe", address, "--json")
	if !strings.Contains(out, `"file":"https://example.org/x.wav"`) || !strings.Contains(strings.ToLower(out), "hello world") {
		t.Errorf("got %s", out)
	}
	if _, errs, code := w.run("transcribe", "https://example.org/y.wav?signature=5ec2e7"); code != 1 {
		t.Errorf("a URL that leads nowhere: status %d, %s", code, errs)
	}
}

// A vendor's hiccup is tried again, once; a refusal is not.
func TestTranscribeTriesAgain(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	file := w.say("x.wav", "hello")
	w.deepgram.Inject(vendors.Fault{Path: "/v1/listen", Do: vendors.Refuse{Status: 503}})
	w.mustRun("transcribe", file)
	if n := len(w.deepgram.Requests("/v1/listen")); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	w.vars["DEEPGRAM_API_KEY"] = "bad-5ec2e7"
	_, errs, code := w.run("transcribe", file)
	if n := len(w.deepgram.Requests("/v1/listen")); n != 3 || code != 1 || !strings.Contains(errs, "Invalid credentials") {
		t.Errorf("%d requests, status %d, %s", n, code, errs)
	}
}

func TestSpeakByDeepgram(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	wav, timeline := filepath.Join(w.dir, "x.wav"), filepath.Join(w.dir, "x.json")
	w.mustRun("speak", "Hello there, world.", "-o", wav, "--timeline", timeline)
	f, err := os.Open(wav)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	audio, rate, err := pcm.ReadWAV(f)
	if got := strings.ToLower(vendors.Text(audio, rate)); err != nil || !strings.HasPrefix(got, "hello there") {
		t.Errorf("the file says %q, %v", got, err)
	}
	b, err := os.ReadFile(timeline)
	if err != nil {
		t.Fatal(err)
	}
	var tl struct {
		Words     []timelineWord
		Phones    []timelinePhone
		Estimated bool
	}
	if err := json.Unmarshal(b, &tl); err != nil || tl.Estimated || len(tl.Phones) == 0 || len(tl.Words) != 3 || tl.Words[2].Word != "world" {
		t.Errorf("timeline %s: %v", b, err)
	}
	w.polite()
}

func TestSpeakFiles(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	long := filepath.Join(w.dir, "long.txt")
	writeFile(t, long, strings.Repeat("This is one of many sentences in a row. ", 100))
	short := filepath.Join(w.dir, "short.txt")
	writeFile(t, short, "Hello.")
	out := t.TempDir()
	w.mustRun("speak", "-files", long, short, "-voice", "deepgram/aura-2-thalia-en", "-o", out)
	for _, name := range []string{"long.wav", "short.wav"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() < 10_000 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	w.polite() // the simulator objects to texts that are too long
}

func TestDoctorWithKeys(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	w.deepgram.Script, w.deepgram.ScriptAnew = []string{examText}, true // embedded voices do not speak the code
	out := w.mustRun("doctor")
	for _, id := range []string{"deepgram/nova-3", "deepgram/aura-2-asteria-en", "openai/gpt-6-luna", "gemini/gemini-3.5-flash-lite", "anthropic/claude-haiku-5-5"} {
		line := lineWith(out, id)
		if !strings.Contains(line, "ok: key accepted, first byte after") {
			t.Errorf("%s: %q", id, line)
		}
	}
	w.polite()
}

// The settings reach the vendor: language and terms, and when Flux takes a turn for over.
func TestSettingsReachTheVendor(t *testing.T) {
	w := newWorld(t).withKeys(allKeys()...)
	writeFile(t, filepath.Join(w.dir, configName), `
listen: [deepgram/flux-general-multi, deepgram/nova-3]
language: es
keyterms: [Visavis, Ada Lovelace]
flux: {end_of_turn: 0.8, eager_end_of_turn: 0.5, timeout: 4s}
think: [script]
speak: [deepgram/aura-2-asteria-en]
`)
	w.mustRun("transcribe", w.say("x.wav", "hola"))
	asked := w.deepgram.Requests("/v1/listen")[0].Query
	for _, want := range []string{"model=nova-3", "language=es", "keyterm=Visavis&keyterm=Ada+Lovelace"} {
		if !strings.Contains(asked, want) {
			t.Errorf("a file was sent with %s, want %s", asked, want)
		}
	}
	s, err := terminal{dir: w.dir, lookup: w.lookup}.setup("", nil)
	if err != nil {
		t.Fatal(err)
	}
	shop, closeAll, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	p := s.selection.listen.picks[0]
	wish := wire.ListenProvider{Keyterms: []string{"Grace"}}
	for _, ears := range []visavis.Transcriber{p.engine.ears(shop, p), p.engine.earsFor(shop, p, wish)} {
		if _, err := ears.(checker).Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	calls := w.deepgram.Requests("/v2/listen")
	for _, want := range []string{"eot_threshold=0.8", "eager_eot_threshold=0.5", "eot_timeout_ms=4000", "language_hint=es", "keyterm=Visavis"} {
		if !strings.Contains(calls[0].Query, want) {
			t.Errorf("Flux was asked with %s, want %s", calls[0].Query, want)
		}
	}
	if asked := calls[1].Query; !strings.Contains(asked, "keyterm=Grace") || strings.Contains(asked, "Visavis") || !strings.Contains(asked, "eot_threshold=0.8") {
		t.Errorf("with a client's wishes Flux was asked with %s", asked)
	}
}

func TestDoctorWithBadKeys(t *testing.T) {
	w := newWorld(t).withKeys("DEEPGRAM_API_KEY=bad-5ec2e7", "OPENAI_API_KEY=bad-5ec2e7")
	delete(w.vars, "GOOGLE_GEMINI_BASE_URL")
	out, errs, code := w.run("doctor")
	if code != 1 || !strings.Contains(errs, "not working") && !strings.Contains(errs, "cannot converse") {
		t.Errorf("status %d: %s", code, errs)
	}
	for _, id := range []string{"deepgram/nova-3", "deepgram/aura-2-asteria-en", "openai/gpt-6-luna"} {
		line := lineWith(out, id)
		if !strings.Contains(line, "FAILED: ") || !strings.Contains(line, "refused") || !strings.Contains(line, "request ") {
			t.Errorf("%s: %q; want what the vendor said and its number for the request", id, line)
		}
	}
	if line := lineWith(out, "deepgram/nova-3"); !strings.Contains(line, "Invalid credentials") {
		t.Errorf("what Deepgram said is missing: %q", line)
	}
	if !strings.Contains(out, "not used to think: gemini: no GEMINI_API_KEY") {
		t.Errorf("what is not used is not told:\n%s", out)
	}
}

func lineWith(text, what string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, what) {
			return line
		}
	}
	return ""
}

// polite holds that no vendor had to complain.
func (w *world) polite() {
	w.t.Helper()
	var all []vendors.Violation
	for _, v := range []interface{ Violations() []vendors.Violation }{w.deepgram, w.openai, w.gemini, w.anthropic} {
		all = append(all, v.Violations()...)
	}
	if diff := cmp.Diff([]vendors.Violation(nil), all); diff != "" {
		w.t.Errorf("vendors complain:\n%s", diff)
	}
}
