package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
)

func transcribeCommand() command {
	return command{
		name: "transcribe", args: "FILE|URL… [--json|--srt|--vtt]", summary: "write down what is said in recordings",
		help: `
Writes what is said in each recording ("-": standard input). With a key of Deepgram's in the
environment the recording, of any usual format, goes there, and of a URL the address alone; without
one PocketSphinx hears WAV, FLAC, MP3, Ogg Opus and WebM files of any sample rate, here. --json prints one
object a file, with word times in seconds and confidences of 0 to 1; --srt and --vtt are subtitles.`,
		run: runTranscribe,
	}
}

// reader transcribes whole recordings. It may be called for several at once.
type reader func(context.Context, source) (fileTranscript, error)

// filesAtOnce is how many recordings a vendor is given at once. Embedded engines take one after the
// other: they use all cores as it is.
const filesAtOnce = 4

// transcription is what the command was asked for.
type transcription struct {
	files  []string
	as     format
	folder string // empty: standard output
	engine string // id; empty: the first that can
}

func runTranscribe(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	job, config, err := parseTranscribe(t, fs, args)
	if err != nil {
		return err
	}
	s, err := t.setup(config, job.override)
	if err != nil {
		return err
	}
	p := readsFiles(s.selection.listen)
	w, closeAll, err := s.open(ctx, p)
	if err != nil {
		return err
	}
	defer closeAll()
	read, err := w.reader(p)
	if err != nil {
		return err
	}
	atOnce := 1
	if !p.engine.embedded() {
		atOnce = filesAtOnce
	}
	return job.run(ctx, t, read, atOnce)
}

func parseTranscribe(t terminal, fs *flag.FlagSet, args []string) (job transcription, config string, err error) {
	formats := map[format]*bool{
		jsonText: fs.Bool("json", false, "print JSON with word times, an object a line"),
		srtText:  fs.Bool("srt", false, "write SubRip subtitles"),
		vttText:  fs.Bool("vtt", false, "write WebVTT subtitles"),
	}
	fs.StringVar(&job.folder, "o", "", "write a file per recording into this `folder`")
	fs.StringVar(&job.engine, "engine", "", "the `engine` that listens, such as deepgram/nova-3 or sphinx")
	file := configFlag(fs)
	if job.files, err = parse(fs, args); err != nil {
		return job, "", err
	}
	job.as = plainText
	for as, wanted := range formats {
		switch {
		case *wanted && job.as != plainText:
			return job, "", misuse(t, fs, "only one of --json, --srt and --vtt")
		case *wanted:
			job.as = as
		}
	}
	subtitles := job.as == srtText || job.as == vttText
	switch {
	case len(job.files) == 0:
		return job, "", misuse(t, fs, "which file?")
	case subtitles && len(job.files) > 1 && job.folder == "":
		return job, "", misuse(t, fs, "subtitles of several files need a folder: name one with -o")
	}
	if job.folder != "" {
		err = distinct(job.files)
	}
	return job, *file, err
}

func (j transcription) override(c *config) {
	if j.engine != "" {
		c.Listen = []string{j.engine}
	}
}

// readsFiles returns the first engine that takes files; the first of all where none does, which then
// says so.
func readsFiles(c choice) pick {
	for _, p := range c.picks {
		if p.engine.reads != nil || !p.engine.able.turns {
			return p
		}
	}
	return c.picks[0]
}

// result is what came of a recording.
type result struct {
	fileTranscript
	err error
}

// run transcribes the files, some at once, and writes them down in their order.
func (j transcription) run(ctx context.Context, t terminal, read reader, atOnce int) error {
	results := make([]chan result, len(j.files))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	failed := make(chan int)
	go func() { failed <- j.collect(t, results) }() // ends when there is a result for each file
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, name := range j.files {
		group.Go(func() error {
			f, err := read(ctx, source{name, t.in})
			results[i] <- result{f, err}
			return nil
		})
	}
	if n := <-failed; n > 0 {
		return fmt.Errorf("%d of %d files could not be transcribed", n, len(j.files))
	}
	return ctx.Err()
}

// collect writes results as they come, in order, and returns how many have failed.
func (j transcription) collect(t terminal, results []chan result) (failed int) {
	bar := newProgress(t, "transcribing", len(results))
	defer bar.close()
	for _, c := range results {
		r := <-c
		bar.hide()
		err := r.err
		if err == nil {
			err = j.write(t, r.fileTranscript)
		}
		if err != nil {
			failed++
			fmt.Fprintf(t.err, "visavis: %v\n", err)
		}
		bar.step()
	}
	return failed
}

// write writes a transcript to where it belongs.
func (j transcription) write(t terminal, f fileTranscript) error {
	if j.folder == "" {
		return f.write(t.out, j.as, len(j.files) > 1)
	}
	name := filepath.Join(j.folder, outputName(f.File)+"."+string(j.as))
	return writeTo(name, t.out, func(w io.Writer) error { return f.write(w, j.as, false) })
}

// distinct refuses inputs of which two would be written to one file.
func distinct(files []string) error {
	from := map[string]string{}
	for _, file := range files {
		name := outputName(file)
		if other, taken := from[name]; taken {
			return fmt.Errorf("%s and %s would both be written to %s: give them different names or folders", other, file, name)
		}
		from[name] = file
	}
	return nil
}

// outputName is a recording's name without folder and extension.
func outputName(file string) string {
	base := filepath.Base(source{name: file}.shown())
	if file == "-" || base == "." || base == string(filepath.Separator) {
		return "stdin"
	}
	return strings.TrimSuffix(base, filepath.Ext(base))
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
