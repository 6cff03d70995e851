package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync"
)

func speakCommand() command {
	return command{
		name: "speak", args: `"TEXT" [-voice V] -o OUT.wav`, summary: "speak a text into a WAV file",
		help: `
Speaks TEXT ("-": standard input) with an embedded voice into a WAV file ("-": standard output).
With --timeline it also writes when each phone, mouth shape and word is heard, in samples.`,
		run: runSpeak,
	}
}

func runSpeak(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	voice := fs.String("voice", defaultVoice, "the `voice`: slt, rms or awb, or an espeak-ng language such as en-gb or de")
	out := fs.String("o", "", "the WAV `file` to write (required)")
	timeline := fs.String("timeline", "", "also write the timeline as JSON to this `file`")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	text := strings.Join(words, " ")
	if text == "-" {
		b, err := io.ReadAll(t.in)
		if err != nil {
			return fmt.Errorf("read text: %w", err)
		}
		text = string(b)
	}
	if strings.TrimSpace(text) == "" {
		return misuse(t, fs, "there is no text to speak")
	}
	if *out == "" {
		return misuse(t, fs, "where to? Name a file with -o")
	}
	if *out == "-" && *timeline == "-" {
		return misuse(t, fs, "only one of -o and --timeline can go to standard output")
	}
	rec, err := record(ctx, *voice, text)
	if err != nil {
		return err
	}
	if *timeline != "" {
		err := writeTo(*timeline, t.out, func(w io.Writer) error { return json.NewEncoder(w).Encode(rec.timeline()) })
		if err != nil {
			return err
		}
	}
	return writeTo(*out, t.out, func(w io.Writer) error { return pcm.WriteWAV(w, rec.pcm, rec.rate) })
}

// writeTo writes a file, or standard output for "-".
func writeTo(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return write(stdout)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", name, err)
	}
	return f.Close()
}

// recording is a whole text as spoken.
type recording struct {
	clauses []string
	rate    visavis.SampleRate
	pcm     []int16
	phones  []visavis.Phone
	words   []timelineWord
}

// record speaks text with a voice.
func record(ctx context.Context, voice, text string) (*recording, error) {
	e, err := newEngines(quiet())
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	wait := e.start(ctx)
	defer wait()
	defer stop()
	speaker, err := e.voice(voice)
	if err != nil {
		return nil, err
	}
	rec := &recording{clauses: split(text)}
	in := make(chan string, len(rec.clauses))
	for _, c := range rec.clauses {
		in <- c
	}
	close(in)
	if err := speaker.Speak(ctx, in, rec.add); err != nil {
		return nil, err
	}
	if rec.rate == 0 {
		return nil, fmt.Errorf("nothing in the text can be spoken by the voice %s", voice)
	}
	return rec, nil
}

// split returns the clauses of a text, as a conversation would speak them.
func split(text string) []string {
	var s clause.Splitter
	var texts []string
	for _, c := range append(s.Add(text), s.Close()...) {
		texts = append(texts, c.Text)
	}
	return texts
}

func (r *recording) add(s visavis.Speech) {
	r.rate = s.Rate
	r.pcm = append(r.pcm, s.PCM...)
	r.phones = append(r.phones, s.Phones...)
	for _, w := range s.Words {
		r.words = append(r.words, timelineWord{w.Start, w.End, r.clauses[s.Clause][w.From:w.To]})
	}
}

// timeline is what --timeline writes; offsets are samples.
type timeline struct {
	SampleRate visavis.SampleRate `json:"sample_rate"`
	Samples    int                `json:"samples"`
	Phones     []timelinePhone    `json:"phones"`
	Visemes    []timelineViseme   `json:"visemes"`
	Words      []timelineWord     `json:"words"`
}

type timelinePhone struct {
	Start int64  `json:"start"`
	End   int64  `json:"end"`
	Phone string `json:"phone"`
}

type timelineViseme struct {
	Start  int64  `json:"start"`
	End    int64  `json:"end"`
	Viseme string `json:"viseme"`
}

type timelineWord struct {
	Start int64  `json:"start"`
	End   int64  `json:"end"`
	Word  string `json:"word"`
}

func (r *recording) timeline() timeline {
	tl := timeline{SampleRate: r.rate, Samples: len(r.pcm), Words: r.words}
	for _, p := range r.phones {
		tl.Phones = append(tl.Phones, timelinePhone{p.Start, p.End, p.Name})
	}
	for _, s := range lipsync.Shapes(r.phones) {
		tl.Visemes = append(tl.Visemes, timelineViseme{s.Start, s.End, s.Viseme.String()})
	}
	return tl
}
