package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/vad"
)

func transcribeCommand() command {
	return command{
		name: "transcribe", args: "FILE.wav… [--json]", summary: "write down what is said in WAV files",
		help: `
Writes what is said in each WAV file ("-": standard input), of any sample rate and number of
channels. With --json one object a file, with word times in seconds and confidences of 0 to 1.`,
		run: runTranscribe,
	}
}

func runTranscribe(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	asJSON := fs.Bool("json", false, "print JSON with word times, an object a line")
	files, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return misuse(t, fs, "which file?")
	}
	e, err := newEngines(quiet())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	wait := e.start(ctx)
	defer wait()
	defer stop()
	failed := 0
	for _, file := range files {
		tr, err := transcribeFile(ctx, e.sphinx, file, t.in)
		if err != nil {
			failed++
			fmt.Fprintf(t.err, "visavis: %v\n", err)
			continue
		}
		tr.print(t.out, *asJSON, len(files) > 1)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d files could not be transcribed", failed, len(files))
	}
	return nil
}

// fileTranscript is what --json prints; times are seconds.
type fileTranscript struct {
	File       string     `json:"file"`
	Text       string     `json:"text"`
	Duration   float64    `json:"duration"`
	Confidence float64    `json:"confidence"`
	Words      []fileWord `json:"words"`
}

type fileWord struct {
	Word       string  `json:"word"`
	Start      float64 `json:"start"`
	End        float64 `json:"end"`
	Confidence float64 `json:"confidence"`
}

func (f fileTranscript) print(w io.Writer, asJSON, named bool) {
	switch {
	case asJSON:
		json.NewEncoder(w).Encode(f)
	case named:
		fmt.Fprintf(w, "%s: %s\n", f.File, f.Text)
	default:
		fmt.Fprintln(w, f.Text)
	}
}

func transcribeFile(ctx context.Context, ears visavis.Transcriber, file string, stdin io.Reader) (fileTranscript, error) {
	audio, err := readMono(file, stdin)
	if err != nil {
		return fileTranscript{}, err
	}
	utterances, err := transcribe(ctx, ears, audio)
	if err != nil {
		return fileTranscript{}, err
	}
	out := fileTranscript{File: file, Duration: visavis.MicRate.D(int64(len(audio))).Seconds(), Words: []fileWord{}}
	var texts []string
	for _, u := range utterances {
		if u.Text == "" {
			continue
		}
		texts = append(texts, u.Text)
		out.Confidence += u.Confidence
		for _, w := range u.Words {
			out.Words = append(out.Words, fileWord{w.Text, seconds(w.Start), seconds(w.End), round(w.Confidence)})
		}
	}
	out.Text = strings.Join(texts, " ")
	out.Confidence = round(out.Confidence / float64(max(1, len(texts))))
	return out, nil
}

func seconds(n int64) float64 { return round(visavis.MicRate.D(n).Seconds()) }
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// readMono reads a WAV file as the microphone's audio.
func readMono(file string, stdin io.Reader) ([]int16, error) {
	r := stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	audio, rate, err := pcm.ReadWAV(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return pcm.Resample(audio, rate, visavis.MicRate)
}

// fileHangover is the pause that ends an utterance in a file. Nobody waits for an answer, so it is
// longer than in a conversation: the recogniser does better on whole sentences.
const fileHangover = 800 * time.Millisecond

// transcribe returns the final transcripts of the utterances in a whole recording.
func transcribe(ctx context.Context, ears visavis.Transcriber, audio []int16) ([]visavis.Transcript, error) {
	in := make(chan visavis.Chunk)
	var finals []visavis.Transcript
	done := make(chan error, 1)
	go func() {
		done <- ears.Transcribe(ctx, in, func(t visavis.Transcript) {
			if t.Flushed {
				finals = append(finals, t)
			}
		})
	}()
	for c := range marked(audio) {
		select {
		case in <- c:
		case err := <-done:
			return finals, err
		}
	}
	close(in)
	return finals, <-done
}

// marked yields a recording in chunks of 20 ms with the marks of the turn detector.
func marked(audio []int16) func(yield func(visavis.Chunk) bool) {
	return func(yield func(visavis.Chunk) bool) {
		d := vad.New(vad.Config{Hangover: fileHangover})
		const block = int(visavis.MicRate / 50)
		speaking := false
		quiet := make([]int16, visavis.MicRate.N(2*fileHangover)) // so that the last utterance ends
		for i := 0; i < len(audio)+len(quiet); i += block {
			c := visavis.Chunk{Rate: visavis.MicRate, PCM: quiet[:block]}
			if i < len(audio) {
				c.PCM = audio[i:min(i+block, len(audio))]
			}
			d.Feed(c.PCM, func(ev vad.Event) {
				switch ev.Kind {
				case vad.Start:
					c.Mark, speaking = visavis.SpeechStart, true
				case vad.End:
					c.Mark, speaking = visavis.SpeechEnd, false
				}
			})
			if !yield(c) {
				return
			}
		}
		if speaking {
			yield(visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechEnd})
		}
	}
}
