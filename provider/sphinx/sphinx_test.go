package sphinx

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{Name: Worker, flite.Name: flite.Worker})
	goleak.VerifyTestMain(m)
}

const recordings = "/usr/share/pocketsphinx/test/data"

// recording returns a recording that comes with Debian's pocketsphinx-testdata, 16 kHz.
func recording(t testing.TB, name string) []int16 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(recordings, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("needs recordings: apt-get install pocketsphinx-testdata")
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".wav") {
		b = b[44:]
	}
	pcm, err := decodeAudio(nil, b)
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

// start runs an engine until the test ends; it skips the test where the engine is not installed.
func start(t testing.TB, c Config) *Engine {
	t.Helper()
	e := New(slog.New(slog.DiscardHandler), c)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	var ue *visavis.UnavailableError
	if _, err := e.Version(ctx); errors.As(err, &ue) {
		t.Skipf("needs the engine: %s", ue.Remedy)
	}
	return e
}

// caller speaks into a transcriber as fast as it listens.
type caller struct {
	t    testing.TB
	in   chan visavis.Chunk
	out  chan visavis.Transcript // finals
	done chan error
	pace time.Duration // between chunks of 20 ms
	seen []time.Time   // of partials; the transcriber's until a final has been received
	ends []int64       // of partials; likewise
	hung bool          // up
}

func call(t testing.TB, e *Engine) *caller { return callEars(t, e) }

func callEars(t testing.TB, ears visavis.Transcriber) *caller {
	c := &caller{
		t: t, in: make(chan visavis.Chunk), out: make(chan visavis.Transcript, 16), done: make(chan error, 1),
	}
	go func() {
		c.done <- ears.Transcribe(context.Background(), c.in, func(tr visavis.Transcript) {
			if tr.Flushed {
				c.out <- tr
				return
			}
			c.seen = append(c.seen, time.Now())
			c.ends = append(c.ends, tr.Words[len(tr.Words)-1].End)
		})
	}()
	t.Cleanup(c.hangUp) // for tests that end early, such as those that skip for want of recordings
	return c
}

// say speaks pcm between the quiet that a turn detector leaves around it.
func (c *caller) say(pcm []int16) {
	c.start()
	c.send(pcm)
	c.end()
}

func (c *caller) start() {
	c.send(quiet(500 * time.Millisecond))
	c.in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechStart}
}

func (c *caller) send(pcm []int16) {
	for len(pcm) > 0 {
		n := min(len(pcm), 320)
		c.in <- visavis.Chunk{PCM: pcm[:n], Rate: visavis.MicRate}
		pcm = pcm[n:]
		if c.pace > 0 {
			time.Sleep(c.pace)
		}
	}
}

func (c *caller) end() {
	c.send(quiet(500 * time.Millisecond))
	c.in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechEnd}
}

// answer waits for the answer to the oldest unanswered end.
func (c *caller) answer() visavis.Transcript {
	c.t.Helper()
	select {
	case tr := <-c.out:
		return tr
	case <-time.After(time.Minute):
		c.t.Fatal("no answer to a SpeechEnd within a minute")
	}
	return visavis.Transcript{}
}

func (c *caller) hangUp() {
	c.t.Helper()
	if c.hung {
		return
	}
	c.hung = true
	close(c.in)
	if err := <-c.done; err != nil {
		c.t.Errorf("the microphone was closed and Transcribe returned %v, want nil", err)
	}
}

// One engine for all tests that need no phrases: its processes take half a second to open.
func TestEngine(t *testing.T) {
	e := start(t, Config{Workers: 2})
	for _, test := range []struct {
		name string
		run  func(*testing.T, *Engine)
	}{
		{"conformance", testConformance},
		{"understands recordings", testUnderstandsRecordings},
		{"words and partials", testWordsAndPartials},
		{"noise has no words", testNoiseHasNoWords},
		{"a worker is killed while it listens", testWorkerKilled},
		{"all workers are killed while they listen", testAllWorkersKilled},
		{"more conversations than workers", testConversationsShareWorkers},
		{"cancelled while it listens", testCancel},
		{"callers who pause", testPausedMakeRoom},
		{"files and somebody who speaks", testFileYields},
		{"key terms", testTerms},
		{"key terms of several conversations", testTermsApart},
		{"key terms, however the audio comes", testTermsSameWords},
		{"hostile key terms", testHostileTerms},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, e) })
	}
}

func testConformance(t *testing.T, e *Engine) {
	// The short one first: it is heard most often.
	providertest.Transcriber(t, e, recording(t, "cards/001.wav"), recording(t, "goforward.raw"))
}

func testUnderstandsRecordings(t *testing.T, e *Engine) {
	wrong, words := 0, 0
	for _, r := range []struct{ file, said string }{
		{"cards/001.wav", "ten of clubs"},
		{"cards/002.wav", "four queen of clubs"},
		{"cards/003.wav", "seven of clubs"},
		{"cards/004.wav", "five five"},
		{"cards/005.wav", "eight of spades four of clubs seven of hearts"},
		{"goforward.raw", "go forward ten meters"},
		{"something.raw", "go somewhere and do something"},
	} {
		c := call(t, e) // each recording has another microphone: no adapting from one to the next
		c.say(recording(t, r.file))
		got := c.answer()
		c.hangUp()
		errs, n := wordErrors(r.said, got.Text)
		wrong, words = wrong+errs, words+n
		t.Logf("%-16s %d/%d wrong, confidence %.2f: %s", r.file, errs, n, got.Confidence, got.Text)
	}
	if rate := float64(wrong) / float64(words); rate > 0.2 {
		t.Errorf("%d of %d words wrong; more than a fifth, with every speaker heard for the first time", wrong, words)
	}
}

func testWordsAndPartials(t *testing.T, e *Engine) {
	c := call(t, e)
	c.send(quiet(3 * time.Second))
	pcm := recording(t, "goforward.raw")
	from := visavis.MicRate.N(3500*time.Millisecond) - 1600
	for i, offset := range []int64{0, int64(len(pcm)) + visavis.MicRate.N(time.Second)} {
		c.say(pcm)
		got := c.answer()
		if got.Text != "go forward ten meters" || got.Confidence <= 0 || got.Confidence > 1 {
			t.Errorf("utterance %d: %q with confidence %.2f", i, got.Text, got.Confidence)
		}
		checkTimes(t, got.Words, from+offset, from+offset+int64(len(pcm))+3200)
	}
	if len(c.seen) < 4 {
		t.Errorf("%d partials in five seconds of speech, want a few", len(c.seen))
	}
	c.hangUp()
}

func checkTimes(t *testing.T, words []visavis.Word, from, to int64) {
	t.Helper()
	for i, w := range words {
		if w.Start < from || w.End > to || w.End <= w.Start {
			t.Errorf("word %d %q is at %d to %d, outside of its utterance at %d to %d or the one before", i, w.Text, w.Start, w.End, from, to)
		}
		from = w.Start
	}
}

// A phrase is understood; a phrase in another form, or with words that nobody knows, does no harm.
func TestPhrasesAreExpected(t *testing.T) {
	said := "Eight of spades, four of clubs, seven of hearts."
	c := call(t, start(t, Config{Workers: 1, Phrases: []string{
		said, "Ten of clubs!", "What is this xyzzyfoo?", "", "a | b; <c>", "Good morning.",
	}}))
	c.say(recording(t, "cards/005.wav"))
	got := c.answer()
	if want := "eight of spades four of clubs seven of hearts"; got.Text != want || got.Confidence < 0.8 {
		t.Errorf("heard %q with confidence %.2f, want %q with at least 0.8: it is a phrase", got.Text, got.Confidence, want)
	}
	c.say(recording(t, "goforward.raw"))
	if got := c.answer(); got.Text != "go forward ten meters" {
		t.Errorf("heard %q, want what was said though it is no phrase", got.Text)
	}
	c.hangUp()
}

func testNoiseHasNoWords(t *testing.T, e *Engine) {
	c := call(t, e)
	c.say(quiet(time.Second))
	if got := c.answer(); got.Text != "" {
		t.Errorf("silence is %q, want nothing", got.Text)
	}
	c.in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechEnd}
	if got := c.answer(); got.Text != "" || got.Words != nil {
		t.Errorf("an end without a start is %v, want an empty answer", got)
	}
	c.hangUp()
}

func testConversationsShareWorkers(t *testing.T, e *Engine) {
	pcm := recording(t, "goforward.raw")
	var callers []*caller
	for range 3 { // of two workers
		c := call(t, e)
		c.say(pcm)
		c.say(pcm) // at once, without waiting for the first answer
		callers = append(callers, c)
	}
	for i, c := range callers {
		for j := range 2 {
			if got := c.answer(); got.Text != "go forward ten meters" {
				t.Errorf("caller %d, utterance %d: heard %q", i, j, got.Text)
			}
		}
		c.hangUp()
	}
}

func testCancel(t *testing.T, e *Engine) {
	pcm := recording(t, "goforward.raw")
	in := make(chan visavis.Chunk)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Transcribe(ctx, in, func(visavis.Transcript) {}) }()
	in <- visavis.Chunk{PCM: pcm, Rate: visavis.MicRate, Mark: visavis.SpeechStart}
	in <- visavis.Chunk{PCM: pcm, Rate: visavis.MicRate}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Transcribe returned %v, want %v", err, context.Canceled)
	}
	c := call(t, e) // the worker is as good as before
	c.say(pcm)
	if got := c.answer(); got.Text != "go forward ten meters" {
		t.Errorf("after a cancelled conversation: heard %q", got.Text)
	}
	c.hangUp()
}
