package conversation

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/flite"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{flite.Name: flite.Worker}) // for real voices
	goleak.VerifyTestMain(m)
}

// The engines of these tests are functions.
type (
	generatorFunc   func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error
	speakerFunc     func(ctx context.Context, in <-chan string, emit func(visavis.Speech)) error
	transcriberFunc func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error
)

func (f generatorFunc) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	return f(ctx, p, emit)
}
func (f speakerFunc) Speak(ctx context.Context, in <-chan string, emit func(visavis.Speech)) error {
	return f(ctx, in, emit)
}
func (f transcriberFunc) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return f(ctx, in, emit)
}

// echo repeats what the user said.
func echo(_ context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	emit(visavis.Delta{Text: "You said: " + p.Messages[len(p.Messages)-1].Text + "."})
	return nil
}

// speakFor is a voice that needs d for any clause, in pieces of 40 ms.
func speakFor(d time.Duration) speakerFunc {
	return func(ctx context.Context, in <-chan string, emit func(visavis.Speech)) error {
		piece := make([]int16, visavis.MicRate.N(40*time.Millisecond))
		for i := 0; ; i++ {
			select {
			case _, ok := <-in:
				if !ok {
					return nil
				}
			case <-ctx.Done():
				return ctx.Err()
			}
			for range d / (40 * time.Millisecond) {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				emit(visavis.Speech{Clause: i, PCM: piece, Rate: visavis.MicRate})
			}
		}
	}
}

// call is a running session and what it has shown so far.
type call struct {
	*Session
	t     *testing.T
	start time.Time
	shown []Output
	times []time.Duration
	stop  func() error
}

// dial runs a session inside a synctest bubble.
func dial(t *testing.T, cfg Config) *call {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	c := &call{Session: New(cfg), t: t, start: time.Now()}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx, c.record) }()
	c.stop = func() error { cancel(); return <-done }
	return c
}

func (c *call) record(o Output) error {
	if a, ok := o.(*Audio); ok {
		o = &Audio{Turn: a.Turn, Start: a.Start, Rate: a.Rate, PCM: slices.Clone(a.PCM)}
	}
	c.shown, c.times = append(c.shown, o), append(c.times, time.Since(c.start))
	return nil
}

func (c *call) tell(in Input) {
	c.t.Helper()
	if err := c.Tell(c.t.Context(), in); err != nil {
		c.t.Fatal(err)
	}
	synctest.Wait()
}

// of returns the outputs of type T that were shown.
func of[T Output](c *call) []T {
	synctest.Wait()
	var found []T
	for _, o := range c.shown {
		if x, ok := o.(T); ok {
			found = append(found, x)
		}
	}
	return found
}

func TestTypedTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.tell(UserText{"hello"})
		time.Sleep(2 * time.Second)
		c.stop()
		var said []string
		for _, r := range of[Remembered](c) {
			said = append(said, string(r.Message.Role)+": "+r.Message.Text)
		}
		if want := "user: hello|assistant: You said: hello."; strings.Join(said, "|") != want {
			t.Errorf("history is %q, want %q", strings.Join(said, "|"), want)
		}
	})
}

func TestAudioIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Brain: generatorFunc(echo), Voice: speakFor(20 * time.Second)})
		c.tell(UserText{"long"})
		time.Sleep(30 * time.Second)
		c.stop()
		for i, o := range c.shown {
			if a, ok := o.(*Audio); ok {
				if ahead := a.Rate.D(a.Start) - c.times[i]; ahead > playAhead {
					t.Fatalf("sample %d was sent %v ahead of playback; more than %v makes a cut wasteful", a.Start, ahead, playAhead)
				}
			}
		}
		if done := of[AudioDone](c); len(done) != 1 || visavis.MicRate.D(done[0].Samples) != 20*time.Second {
			t.Errorf("audio done: %v, want 20 s once", done)
		}
	})
}

func TestTypingCutsTheReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Brain: generatorFunc(echo), Voice: speakFor(10 * time.Second), ReportsHeard: true})
		c.tell(UserText{"one"})
		time.Sleep(time.Second)
		c.tell(UserText{"two"})
		c.tell(Heard{Turn: 1, Sample: 8000, Final: true})
		time.Sleep(time.Second)
		c.stop()
		cut := slices.IndexFunc(c.shown, func(o Output) bool { _, ok := o.(Cut); return ok })
		if cut < 0 {
			t.Fatal("the reply was not cut")
		}
		for _, o := range c.shown[cut:] {
			if a, ok := o.(*Audio); ok && a.Turn == 1 {
				t.Fatal("audio of the old turn was sent after the cut")
			}
		}
	})
}

func TestEngineFaultsCostOneTurn(t *testing.T) {
	mute := func(ctx context.Context, in <-chan string, emit func(visavis.Speech)) error {
		<-ctx.Done()
		return ctx.Err()
	}
	faults := map[string]Config{
		"generator panics": {Brain: generatorFunc(func(context.Context, visavis.Prompt, func(visavis.Delta)) error { panic("no mind") }), Voice: speakFor(time.Second)},
		"generator fails":  {Brain: generatorFunc(func(context.Context, visavis.Prompt, func(visavis.Delta)) error { return errors.New("no mind") }), Voice: speakFor(time.Second)},
		"generator hangs": {Brain: generatorFunc(func(ctx context.Context, _ visavis.Prompt, _ func(visavis.Delta)) error {
			<-ctx.Done()
			return ctx.Err()
		}), Voice: speakFor(time.Second)},
		"voice hangs":  {Brain: generatorFunc(echo), Voice: speakerFunc(mute)},
		"voice panics": {Brain: generatorFunc(echo), Voice: speakerFunc(func(context.Context, <-chan string, func(visavis.Speech)) error { panic("no voice") })},
	}
	for name, cfg := range faults {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, cfg)
				c.tell(UserText{"hello"})
				time.Sleep(time.Minute)
				if len(of[Trouble](c)) == 0 {
					t.Error("the client was not told of the fault")
				}
				c.tell(SetBrain{generatorFunc(echo)})
				c.tell(SetVoice{speakFor(time.Second)})
				c.tell(UserText{"again"})
				time.Sleep(5 * time.Second)
				c.stop()
				last := c.machine.History()[len(c.machine.history)-1]
				if !strings.HasSuffix(last.Text, "again.") {
					t.Errorf("the next turn ended with %q; the conversation should have gone on", last.Text)
				}
			})
		})
	}
}

func TestPanicInMidSpeechEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		done := make(chan error, 1)
		go func() {
			done <- s.Run(t.Context(), func(o Output) error {
				if _, ok := o.(*Audio); ok {
					panic("out is broken")
				}
				return nil
			})
		}()
		s.Tell(t.Context(), UserText{"hello"})
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), "out is broken") {
				t.Errorf("Run returned %v, want the panic as an error", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("a panic while speech was taken left Run waiting for the voice")
		}
	})
}

func TestOneGeneratorAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, most := 0, 0
		slow := generatorFunc(func(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
			running++
			most = max(most, running)
			<-ctx.Done()
			time.Sleep(time.Second) // slow to stop
			running--
			return ctx.Err()
		})
		c := dial(t, Config{Brain: slow, Voice: speakFor(time.Second)})
		for range 20 {
			c.tell(UserText{"and another thing"})
			time.Sleep(100 * time.Millisecond)
		}
		c.stop()
		if most != 1 {
			t.Errorf("%d generators ran at once for one client that asked quickly", most)
		}
	})
}

func TestHistoryIsBounded(t *testing.T) {
	m := NewMachine(Rules{Mute: true})
	now := time.Now()
	for range 100 {
		m.Handle(now, UserText{strings.Repeat("word ", 2000)})
	}
	total := 0
	for _, msg := range m.History() {
		total += len(msg.Text)
		if len(msg.Text) > maxMessage {
			t.Fatalf("one message grew to %d bytes", len(msg.Text))
		}
	}
	if total > maxHistory {
		t.Errorf("the history grew to %d bytes, over %d", total, maxHistory)
	}
}

// speech is a buzz with the pitch and the formants of a vowel, with pauses between syllables.
func speech(d time.Duration) []int16 {
	pcm := make([]int16, visavis.MicRate.N(d))
	for i := range pcm {
		t := float64(i) / float64(visavis.MicRate)
		x := 0.0
		for h := 1; h <= 24; h++ {
			f := 120 * float64(h)
			gain := 1/(1+math.Pow((f-600)/150, 2)) + .5/(1+math.Pow((f-1200)/200, 2)) + .02
			x += gain * math.Sin(2*math.Pi*f*t)
		}
		pcm[i] = int16(3000 * x * (.6 + .4*math.Sin(2*math.Pi*4*t)))
	}
	return pcm
}

// ears understand text in any speech.
func ears(text string) transcriberFunc {
	return func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
		for c := range in {
			switch c.Mark {
			case visavis.SpeechStart:
				emit(visavis.Transcript{Text: text})
			case visavis.SpeechEnd:
				emit(visavis.Transcript{Text: text, Confidence: .9, Flushed: true})
			}
		}
		return nil
	}
}

// withContext makes a transcriber end with its context, as the contract wants.
func withContext(f transcriberFunc) transcriberFunc {
	return func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
		piped := make(chan visavis.Chunk)
		done := make(chan error, 1)
		go func() { done <- f(ctx, piped, emit) }()
		for {
			select {
			case c := <-in:
				piped <- c
			case <-ctx.Done():
				close(piped)
				<-done
				return ctx.Err()
			}
		}
	}
}

// talk feeds audio in real time.
func (c *call) talk(pcm []int16) {
	for len(pcm) > 0 {
		n := min(320, len(pcm))
		if err := c.Hear(c.t.Context(), pcm[:n]); err != nil {
			c.t.Fatal(err)
		}
		pcm = pcm[n:]
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSpokenTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Ears: withContext(ears("good morning")), Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, 16000))
		c.talk(speech(1200 * time.Millisecond))
		c.talk(make([]int16, 3*16000))
		c.stop()
		if said := of[UserSaid](c); len(said) != 1 || said[0].Text != "good morning" {
			t.Fatalf("user said %v, want good morning once", said)
		}
		lat := of[Latency](c)
		if len(lat) != 1 {
			t.Fatalf("%d latencies, want one", len(lat))
		}
		s := lat[0].Stages
		if s.Hangover < hangover || s.Hangover > hangover+100*time.Millisecond {
			t.Errorf("hang-over %v, want about %v after the true end of speech", s.Hangover, hangover)
		}
		if s.Orchestration < 0 || s.Orchestration > 25*time.Millisecond {
			t.Errorf("our own share is %v in fake time, where it should be at most one block of audio", s.Orchestration)
		}
	})
}

func TestMicrophoneThatFallsSilentEndsTheUtterance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Ears: withContext(ears("half a")), Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, 16000))
		c.talk(speech(time.Second)) // and not one sample more
		time.Sleep(4 * time.Second)
		c.stop()
		if len(of[UserSaid](c)) != 1 {
			t.Error("a microphone that stopped in mid-word left the utterance open")
		}
	})
}

func TestEarsThatFailAreCalledAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := false
		good := withContext(ears("still here"))
		flaky := transcriberFunc(func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
			if !failed {
				failed = true
				return errors.New("connection lost")
			}
			return good(ctx, in, emit)
		})
		c := dial(t, Config{Ears: flaky, Brain: generatorFunc(echo), Voice: speakFor(time.Second)})
		c.talk(make([]int16, 16000))
		c.talk(speech(time.Second))
		c.talk(make([]int16, 16000))
		c.stop()
		if said := of[UserSaid](c); len(said) != 1 {
			t.Errorf("user said %v after the ears came back, want one utterance", said)
		}
	})
}

func TestHearDoesNotAllocate(t *testing.T) {
	// Real time: an allocation count needs no clock.
	s := New(Config{Ears: transcriberFunc(func(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
		return drain(ctx, in)
	}), Brain: generatorFunc(echo)})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, func(Output) error { return nil }) }()
	frame := make([]int16, block)
	if n := testing.AllocsPerRun(500, func() { s.Hear(ctx, frame) }); n > 0 {
		t.Errorf("%.1f allocations for 20 ms of quiet; the steady audio path allocates nothing", n)
	}
	cancel()
	<-done
}

// BenchmarkHear is the cost of 20 ms of microphone audio up to the transcriber.
func BenchmarkHear(b *testing.B) {
	s := New(Config{Ears: transcriberFunc(func(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
		return drain(ctx, in)
	}), Brain: generatorFunc(echo)})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, func(Output) error { return nil }) }()
	pcm := speech(time.Second)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := i % 50 * block
		s.Hear(ctx, pcm[at:at+block])
	}
	cancel()
	<-done
}
