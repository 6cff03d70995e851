package listen

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"encoding/json"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/sphinx"
	"github.com/visavis/visavis/wire"
)

// runs runs an embedded engine for a test, or skips it.
func runs[E interface {
	Run(context.Context) error
	Version(context.Context) (string, error)
}](t *testing.T, e E) E {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	if _, err := e.Version(ctx); err != nil {
		t.Skipf("needs the engine: %v", err)
	}
	return e
}

// speak returns what a voice says of texts, with a pause behind each.
func speak(t *testing.T, pause time.Duration, texts ...string) (samples []int16, rate visavis.SampleRate) {
	t.Helper()
	e := runs(t, flite.New(slog.New(slog.DiscardHandler), 1))
	voice, err := e.Voice("slt")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		in := make(chan string, 1)
		in <- text
		close(in)
		if err := voice.Speak(t.Context(), in, func(s visavis.Speech) {
			samples, rate = append(samples, s.PCM...), s.Rate
		}); err != nil {
			t.Fatal(err)
		}
		samples = append(samples, make([]int16, rate.N(pause))...)
	}
	return samples, rate
}

// TestSameWords: the embedded recogniser understands a recording through a stream and as a file exactly
// as hearing.Recording does, which `visavis transcribe` uses, whatever the chunks and the speed.
func TestSameWords(t *testing.T) {
	samples, rate := speak(t, 900*time.Millisecond, "what is your name?", "please turn on the lights.")
	ears := runs(t, sphinx.New(slog.New(slog.DiscardHandler), sphinx.Config{Workers: 1}))
	var file bytes.Buffer
	samples, err := pcm.Resample(samples, rate, 44100)
	if err != nil {
		t.Fatal(err)
	}
	if err := pcm.WriteWAV(&file, samples, 44100); err != nil {
		t.Fatal(err)
	}
	want := recorded(t, ears, file.Bytes())
	if len(strings.Fields(want)) < 7 {
		t.Fatalf("only %q was understood", want)
	}
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 0))
	withServer(t, Config{}, ears, func(w *world) {
		most := 1 << (10 + rng.IntN(10))                                     // bytes; 88 are a millisecond
		pause := time.Duration(rng.Int64N(int64(most)*5)) * time.Microsecond // from twice real time to at once
		if got := streamed(w, file.Bytes(), func() int { time.Sleep(min(pause, 100*time.Millisecond)); return 1 + rng.IntN(most) }); got != want {
			t.Errorf("in chunks of up to %d bytes every %v (seed %d): understood\n%s\nwant\n%s", most, pause, seed, got, want)
		}
		_, _, body := w.post("", "audio/wav", &file)
		var answer wire.Transcription
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		if got := spelled(answer.Results.Channels[0].Alternatives[0].Words); got != want {
			t.Errorf("as a file: understood\n%s\nwant\n%s", got, want)
		}
	})
}

// recorded is what hearing.Recording understands of a WAV file.
func recorded(t *testing.T, ears visavis.Transcriber, file []byte) string {
	t.Helper()
	samples, rate, err := pcm.ReadWAV(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	samples, err = pcm.Resample(samples, rate, visavis.MicRate)
	if err != nil {
		t.Fatal(err)
	}
	all, err := hearing.Recording(t.Context(), hearing.Config{Ears: ears}, func(hear func([]int16) error) error { return hear(samples) })
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, u := range all {
		for _, w := range u.Words {
			out = append(out, fmt.Sprintf("%s %.3f-%.3f %.3f", w.Text, seconds(w.Start), seconds(w.End), rounded(w.Confidence)))
		}
	}
	return strings.Join(out, "\n")
}

func streamed(w *world, file []byte, cut func() int) string {
	c := w.dial("interim_results=true")
	for len(file) > 0 {
		n := min(len(file), cut())
		c.send(file[:n])
		file = file[n:]
	}
	_, finals := results(c.finish())
	var words []wire.ListenWord
	for _, r := range finals {
		words = append(words, r.Channel.Alternatives[0].Words...)
	}
	tile(w.t, c.messages)
	return spelled(words)
}

func spelled(words []wire.ListenWord) string {
	var out []string
	for _, w := range words {
		out = append(out, fmt.Sprintf("%s %.3f-%.3f %.3f", w.Word, w.Start, w.End, w.Confidence))
	}
	return strings.Join(out, "\n")
}
