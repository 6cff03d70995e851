package voice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/speakable"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{"letters": func(args []string) (string, func(*worker.Conn) error, error) {
		return "1", func(c *worker.Conn) error { return Serve(c, letters{deaths: args[0]}) }, nil
	}})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// letters is a library that speaks each letter as samplesPerLetter samples of its own value, after
// a lead of silence. Some words have it misbehave.
type letters struct {
	deaths string // a file that remembers, across workers, how often "fragile" has died
}

const (
	samplesPerLetter = 800
	leadSamples      = 5000
	testRate         = visavis.SampleRate(16000)
)

func (l letters) Say(voice string, as visavis.Prosody, text string, out *Output) error {
	if as != (visavis.Prosody{}) {
		text += fmt.Sprintf(" at %g and %g", as.Speed, as.Expressivity)
	}
	switch {
	case voice == "unknown":
		return errors.New("no such voice")
	case voice == "absent":
		return &visavis.UnavailableError{Engine: "letters", Reason: "no library", Remedy: "apt-get install letters"}
	}
	out.Times(l.times(text))
	out.Audio(make([]int16, leadSamples))
	if text == "stuck" {
		select {}
	}
	for i, r := range text {
		if strings.HasPrefix(text[i:], "fatal") {
			os.Exit(134)
		}
		if strings.HasPrefix(text[i:], "fragile") && l.firstTime() {
			os.Exit(134)
		}
		if !out.Audio(filled(int16(r))) {
			return nil
		}
	}
	return nil
}

// times has one phone for each letter and one word for each that a space ends.
func (l letters) times(text string) Times {
	t := Times{Samples: leadSamples + int64(len(text))*samplesPerLetter}
	t.Phones = []visavis.Phone{{Name: silence, End: leadSamples}}
	at := int64(leadSamples)
	for i := range len(text) {
		t.Phones = append(t.Phones, visavis.Phone{Name: "AH", Start: at, End: at + samplesPerLetter})
		if i == 0 || text[i-1] == ' ' {
			t.Words = append(t.Words, visavis.SpokenWord{From: i, To: i + 1, Start: at})
		}
		at += samplesPerLetter
		w := &t.Words[len(t.Words)-1]
		w.To, w.End = i+1, at
	}
	return t
}

func (l letters) firstTime() bool {
	if _, err := os.Stat(l.deaths); err == nil {
		return false
	}
	return os.WriteFile(l.deaths, nil, 0o600) == nil
}

func filled(v int16) []int16 {
	pcm := make([]int16, samplesPerLetter)
	for i := range pcm {
		pcm[i] = v
	}
	return pcm
}

// newSpeaker returns a speaker of letters with one worker.
func newSpeaker(t *testing.T, voice string) *Speaker {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	pool := worker.NewPool(log, 1, "letters", t.TempDir()+"/deaths")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- pool.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return &Speaker{Log: log, Pool: pool, Voice: voice, Rate: testRate, Script: speakable.Script{ASCII: true}}
}

// speak says clauses and returns what was heard: the audio as the letters it stands for.
func speak(t *testing.T, s *Speaker, clauses ...string) (heard string, pieces []visavis.Speech, err error) {
	t.Helper()
	ch := make(chan string, len(clauses))
	for _, c := range clauses {
		ch <- c
	}
	close(ch)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var pcm []int16
	err = s.Speak(ctx, ch, func(p visavis.Speech) {
		pieces = append(pieces, p)
		pcm = append(pcm, p.PCM...)
	})
	return transcribe(pcm), pieces, err
}

// transcribe reads audio back: a letter for each samplesPerLetter samples of its value.
func transcribe(pcm []int16) string {
	var b strings.Builder
	for len(pcm) > 0 {
		n := 0
		for n < len(pcm) && pcm[n] == pcm[0] {
			n++
		}
		if pcm[0] != 0 {
			b.WriteString(strings.Repeat(string(rune(pcm[0])), n/samplesPerLetter))
		}
		pcm = pcm[n:]
	}
	return b.String()
}

func TestConformance(t *testing.T) { providertest.Speaker(t, newSpeaker(t, "any")) }

func TestSpeaksAllClauses(t *testing.T) {
	clauses := []string{"one two,", "🎉", "three."}
	heard, pieces, err := speak(t, newSpeaker(t, "any"), clauses...)
	if err != nil || heard != "one two,three." {
		t.Errorf("heard %q, %v", heard, err)
	}
	providertest.CheckReply(t, clauses, pieces)
	if got := pieces[0].Phones[0]; got.End != testRate.N(leadPause) {
		t.Errorf("the reply begins with a pause of %d samples, want %d", got.End, testRate.N(leadPause))
	}
}

// What a voice is asked for reaches the library, also the one that says a clause again; the voice that it
// was made of stays as it is.
func TestWithReachesTheLibrary(t *testing.T) {
	s := newSpeaker(t, "any")
	fast := s.With(visavis.Prosody{Speed: 1.5, Expressivity: -2}).(*Speaker)
	for clause, want := range map[string]string{"first": "first at 1.5 and -2", "fragile": "fragile at 1.5 and -2"} {
		if heard, _, err := speak(t, fast, clause); heard != want || err != nil {
			t.Errorf("heard %q, %v, want %q", heard, err, want)
		}
	}
	if heard, _, err := speak(t, s, "last"); heard != "last" || err != nil {
		t.Errorf("heard %q, %v", heard, err)
	}
}

func TestWithWhatCannotBe(t *testing.T) {
	for _, as := range []visavis.Prosody{{Speed: 0.49}, {Speed: 1.51}, {Speed: -1}, {Speed: math.NaN()}, {Expressivity: 2.1}, {Expressivity: math.NaN()}} {
		if new(Speaker).With(as) != nil {
			t.Errorf("%+v is promised", as)
		}
	}
}

// Pauses are part of the pace: their limits are too.
func TestPausesAround(t *testing.T) {
	lead, trail := pausesAround("Yes.", 0)
	slowLead, slowTrail := pausesAround("Yes.", 0.5)
	if lead != leadPause || trail != sentencePause || slowLead != 2*leadPause || slowTrail != 2*sentencePause {
		t.Errorf("pauses are %v, %v and at half the speed %v, %v", lead, trail, slowLead, slowTrail)
	}
}

// What was emitted before the death is not said again, and no clock goes wrong.
func TestAWorkerThatDiesInAClauseIsReplaced(t *testing.T) {
	clauses := []string{"before,", "some fragile clause", "after."}
	heard, pieces, err := speak(t, newSpeaker(t, "any"), clauses...)
	if want := strings.Join(clauses, ""); err != nil || heard != want {
		t.Errorf("heard %q, %v; want %q once", heard, err, want)
	}
	providertest.CheckReply(t, clauses, pieces)
}

func TestAClauseThatAlwaysKillsIsGivenUp(t *testing.T) {
	s := newSpeaker(t, "any")
	heard, _, err := speak(t, s, "before,", "a fatal clause", "after.")
	if heard != "before,a after." {
		t.Errorf("heard %q, want all but the rest of the fatal clause", heard)
	}
	if !errors.Is(err, errWorkerDied) {
		t.Errorf("Speak returned %v, want the clause's death", err)
	}
	if heard, _, err := speak(t, s, "next."); err != nil || heard != "next." {
		t.Errorf("the next reply: heard %q, %v", heard, err)
	}
}

func TestTwoFatalClausesEndTheReply(t *testing.T) {
	heard, _, err := speak(t, newSpeaker(t, "any"), "a fatal", "b fatal", "after.")
	if heard != "a b " || !errors.Is(err, errWorkerDied) {
		t.Errorf("heard %q, %v", heard, err)
	}
}

func TestTheLibrarysErrorsArrive(t *testing.T) {
	if _, _, err := speak(t, newSpeaker(t, "unknown"), "hello"); err == nil || err.Error() != "no such voice" {
		t.Errorf("an unknown voice: %v", err)
	}
	var ue *visavis.UnavailableError
	_, _, err := speak(t, newSpeaker(t, "absent"), "hello")
	if !errors.As(err, &ue) || ue.Remedy != "apt-get install letters" {
		t.Errorf("an absent voice: %v", err)
	}
}

func TestASilentWorkerIsTakenForHung(t *testing.T) {
	proc, err := newSpeaker(t, "any").Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := readBefore(proc, time.Millisecond); err == nil {
		t.Error("a frame came from nowhere")
	}
	<-proc.Done()
}

// Who wants no more of a worker that hangs does not wait for it, and it is replaced.
func TestAStuckWorkerHoldsNobody(t *testing.T) {
	s := newSpeaker(t, "any")
	clauses := make(chan string, 1)
	clauses <- "stuck"
	ctx, cancel := context.WithCancel(t.Context())
	start := time.Now()
	err := s.Speak(ctx, clauses, func(visavis.Speech) { cancel() })
	if !errors.Is(err, context.Canceled) || time.Since(start) > stallLimit {
		t.Errorf("Speak returned %v after %v", err, time.Since(start))
	}
	if heard, _, err := speak(t, s, "next."); err != nil || heard != "next." {
		t.Errorf("the next reply: heard %q, %v", heard, err)
	}
}

// A caller that is slow to take audio holds no worker: the only one serves another reply meanwhile.
func TestASlowListenerHoldsNoWorker(t *testing.T) {
	s := newSpeaker(t, "any")
	clauses := make(chan string, 1)
	clauses <- "a slow listener"
	close(clauses)
	first, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		pieces := 0
		done <- s.Speak(t.Context(), clauses, func(visavis.Speech) {
			if pieces++; pieces == 1 {
				close(first)
				<-goOn
			}
		})
	}()
	<-first
	if heard, _, err := speak(t, s, "another"); err != nil || heard != "another" {
		t.Errorf("the other reply: heard %q, %v", heard, err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestLongTextIsSpokenWhole(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("many words without end ", 40))
	heard, pieces, err := speak(t, newSpeaker(t, "any"), text)
	if err != nil || heard != text {
		t.Errorf("heard %d bytes of %d, %v", len(heard), len(text), err)
	}
	providertest.CheckReply(t, []string{text}, pieces)
	words := 0
	for _, p := range pieces {
		words += len(p.Words)
	}
	if words != 160 {
		t.Errorf("%d words were told, want 160", words)
	}
}

func TestPauseAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"Yes.": sentencePause, `"Yes!" `: sentencePause, "well, ": commaPause, "and then": noPause,
	} {
		if got := pauseAfter(text); got != want {
			t.Errorf("after %q: %v, want %v", text, got, want)
		}
	}
	// The ear takes more than this between clauses for the end of a turn.
	if joint := sentencePause + leadPause; joint > 350*time.Millisecond {
		t.Errorf("clauses may be %v apart", joint)
	}
}

func TestTrim(t *testing.T) {
	phones := []visavis.Phone{{Name: silence, End: 100}, {Name: "B", Start: 100, End: 300}, {Name: silence, Start: 300, End: 900}}
	tests := []struct {
		name       string
		times      Times
		lead, tail int64
		want       [2]int64
	}{
		{"both ends", Times{Samples: 900, Phones: phones}, 40, 200, [2]int64{60, 500}},
		{"pauses shorter than allowed stay", Times{Samples: 900, Phones: phones}, 400, 2000, [2]int64{0, 900}},
		{"no phones", Times{Samples: 900}, 40, 200, [2]int64{0, 900}},
		{"nothing but silence", Times{Samples: 100, Phones: phones[:1]}, 40, 200, [2]int64{0, 100}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := trim(tt.times, tt.lead, tt.tail)
			if diff := cmp.Diff(tt.want, [2]int64{from, to}); diff != "" {
				t.Error(diff)
			}
		})
	}
}
