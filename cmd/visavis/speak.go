package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/visavis/visavis/internal/pcm"
)

func speakCommand() command {
	return command{
		name: "speak", args: `"TEXT" [-voice V] -o OUT.wav`, summary: "speak a text into a WAV file",
		help: `
Speaks TEXT ("-": standard input) into a WAV file ("-": standard output), with the first voice of
the configuration or another. With --timeline it also writes when each phone, mouth shape and word
is heard, in samples; a voice that does not tell is listened to.
With -files the arguments are text files, and -o is the folder for a WAV file of each.`,
		run: runSpeak,
	}
}

// teller speaks whole texts. The recording is empty when it can speak nothing of one.
type teller func(ctx context.Context, text string) (*recording, error)

// speaking is what the command was asked for.
type speaking struct {
	voice    string // id; empty: the first of the configuration
	out      string // file, or with files a folder
	timeline string
	speed    float64 // times as fast
	files    bool
	args     []string
}

func runSpeak(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	job, config, err := parseSpeak(t, fs, args)
	if err != nil {
		return err
	}
	texts, err := job.texts(t)
	if err != nil {
		return err
	}
	for _, text := range texts {
		if strings.TrimSpace(text.text) == "" {
			return misuse(t, fs, "there is no text to speak"+text.in())
		}
	}
	s, err := t.setup(config, job.override)
	if err != nil {
		return err
	}
	return s.speak(ctx, t, job, texts)
}

// speak has the first voice speak the texts.
func (s setup) speak(ctx context.Context, t terminal, job speaking, texts []textJob) error {
	p := s.selection.speak.picks[0]
	w, closeAll, err := s.open(ctx, p)
	if err != nil {
		return err
	}
	defer closeAll()
	tell, err := w.teller(p, job.speed)
	if err != nil {
		return err
	}
	return job.run(ctx, t, tell, p.id, texts)
}

func parseSpeak(t terminal, fs *flag.FlagSet, args []string) (job speaking, config string, err error) {
	fs.StringVar(&job.voice, "voice", "", "the `voice`: slt, rms or awb, an espeak-ng language such as en-gb or de,\n"+
		"or a vendor's such as deepgram/aura-2-thalia-en")
	fs.StringVar(&job.out, "o", "", "the WAV `file` to write, with -files the folder (required)")
	fs.StringVar(&job.timeline, "timeline", "", "also write the timeline as JSON to this `file`")
	fs.Float64Var(&job.speed, "speed", 1, "how many `times` as fast as usual, 0.7 to 1.5")
	fs.BoolVar(&job.files, "files", false, "the arguments are text files")
	file := configFlag(fs)
	if job.args, err = parse(fs, args); err != nil {
		return job, "", err
	}
	switch {
	case len(job.args) == 0:
		err = misuse(t, fs, "there is no text to speak")
	case job.out == "":
		err = misuse(t, fs, "where to? Name a file with -o")
	case job.speed <= 0:
		err = misuse(t, fs, "-speed must be a positive number")
	case job.out == "-" && job.timeline == "-":
		err = misuse(t, fs, "only one of -o and --timeline can go to standard output")
	case job.files && (job.out == "-" || job.timeline != ""):
		err = misuse(t, fs, "-files writes a WAV file each into the folder of -o, and no timeline")
	}
	return job, *file, err
}

func (j speaking) override(c *config) {
	if j.voice != "" {
		c.Speak = []string{j.voice}
	}
}

// textJob is a text and the file it is spoken into.
type textJob struct{ file, text, out string }

func (t textJob) in() string {
	if t.file == "" {
		return ""
	}
	return " in " + t.file
}

// texts returns what is to be spoken.
func (j speaking) texts(t terminal) ([]textJob, error) {
	if !j.files {
		text := strings.Join(j.args, " ")
		if text != "-" {
			return []textJob{{text: text, out: j.out}}, nil
		}
		b, err := io.ReadAll(t.in)
		if err != nil {
			return nil, fmt.Errorf("read text: %w", err)
		}
		return []textJob{{text: string(b), out: j.out}}, nil
	}
	if err := distinct(j.args); err != nil {
		return nil, err
	}
	var texts []textJob
	for _, file := range j.args {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts = append(texts, textJob{file, string(b), filepath.Join(j.out, outputName(file)+".wav")})
	}
	return texts, nil
}

// run speaks the texts, one after the other, and tells which could not be spoken.
func (j speaking) run(ctx context.Context, t terminal, tell teller, voice string, texts []textJob) error {
	bar := newProgress(t, "speaking", len(texts))
	defer bar.close()
	failed := 0
	for _, text := range texts {
		err := j.speak(ctx, t, tell, voice, text)
		if err != nil && len(texts) == 1 {
			return err
		}
		if err != nil {
			failed++
			bar.hide()
			fmt.Fprintf(t.err, "visavis: %s: %v\n", text.file, err)
		}
		bar.step()
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d texts could not be spoken", failed, len(texts))
	}
	return nil
}

func (j speaking) speak(ctx context.Context, t terminal, tell teller, voice string, text textJob) error {
	rec, err := tell(ctx, text.text)
	if err != nil {
		return err
	}
	if rec.rate == 0 {
		return fmt.Errorf("nothing in the text can be spoken by the voice %s", voice)
	}
	if j.timeline != "" {
		err := writeTo(j.timeline, t.out, func(w io.Writer) error { return json.NewEncoder(w).Encode(rec.timeline()) })
		if err != nil {
			return err
		}
	}
	return writeTo(text.out, t.out, func(w io.Writer) error { return pcm.WriteWAV(w, rec.pcm, rec.rate) })
}
