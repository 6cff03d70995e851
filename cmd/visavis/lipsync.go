package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/export"
	"github.com/visavis/visavis/lipsync/pronounce"
)

func lipsyncCommand() command {
	return command{
		name: "lipsync", args: `AUDIO.wav [--text "…"] [-f FORMAT]`, summary: "find the lips of a recording, for animators",
		help: `
Finds when each sound is made in a WAV file ("-": standard input) of any sample rate, and writes what
the lips do. Name the words with --text or --text-file where you know them: lips are much better then.
Without, or where somebody says something else, they follow the sound alone. Words are read as
English; how names are spoken lips.lexicon of the configuration tells. The formats:

  json       phones, visemes and words in samples, as of 'speak --timeline'
  rhubarb    mouth cues A to H and X as JSON, as Rhubarb Lip Sync writes it with -f json
  tsv, xml   the same cues in Rhubarb's other formats
  dat        the same cues for Moho
  arkit-csv  the 52 ARKit blend shapes a frame, as Live Link Face records them`,
		run: runLipsync,
	}
}

// lipsyncJob is what the command was asked for.
type lipsyncJob struct {
	audio     source
	text      string
	as        lipsFormat
	out       string
	fps       int    // 0: as is usual for the format
	extended  string // shapes of Rhubarb
	stream    bool
	calibrate string // folder
	config    string // file
}

// Frames a second where nobody asks for others.
const (
	fpsOfFaces = 60
	fpsOfMoho  = 24
	mostFPS    = 240
)

func runLipsync(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	job, err := parseLipsync(t, fs, args)
	if err != nil {
		return err
	}
	lexicon, err := t.lexicon(job.config)
	if err != nil {
		return err
	}
	wav, err := openWAV(ctx, job.audio)
	if err != nil {
		return err
	}
	defer wav.Close()
	reading := newReading(lexicon, runtime.NumCPU())
	defer reading.start(ctx)()
	voice := lipsync.Unknown()
	if job.calibrate != "" {
		if voice, err = calibrated(ctx, t, reading, job.calibrate); err != nil {
			return err
		}
	}
	clauses, err := reading.clauses(ctx, t, job.text)
	if err != nil {
		return err
	}
	bar := newByteProgress(t, "listening", wav.size)
	wav.passed.bar = bar.bar
	found, err := job.find(ctx, wav, voice, clauses)
	bar.close()
	if err != nil {
		return job.audio.failed(err)
	}
	found.remark(t)
	return writeTo(job.out, t.out, func(w io.Writer) error { return job.write(w, found) })
}

// lexicon returns the words of the user's own, which the configuration has.
func (t terminal) lexicon(file string) (*pronounce.Lexicon, error) {
	cfg, err := t.readConfig(file)
	if err != nil {
		return nil, err
	}
	return pronounce.NewLexicon(cfg.Lips.Lexicon)
}

// find finds the lips of a recording. The beginning of a file is heard twice, since a voice that was
// heard before is followed better; a live voice is not.
func (j lipsyncJob) find(ctx context.Context, wav *wavFile, v *lipsync.Voice, clauses []readClause) (found *lips, err error) {
	if j.stream {
		found, _, err = j.follow(ctx, wav, wav.Rate(), v, clauses)
		return found, err
	}
	head, err := wav.head(studied)
	if err != nil {
		return nil, err
	}
	by := amplification(head, wav.Rate())
	if len(clauses) > 0 {
		if _, v, err = j.follow(ctx, amplified{&replay{head: head}, by}, wav.Rate(), v, clauses); err != nil {
			return nil, err
		}
	}
	found, _, err = j.follow(ctx, amplified{&replay{head, wav}, by}, wav.Rate(), v, clauses)
	return found, err
}

func parseLipsync(t terminal, fs *flag.FlagSet, args []string) (job lipsyncJob, err error) {
	fs.StringVar(&job.text, "text", "", "the words that are said")
	file := fs.String("text-file", "", "the `file` that holds the words that are said (\"-\": standard input)")
	as := fs.String("f", string(timelineLips), "the `format`: "+strings.Join(lipsFormats(), ", "))
	fs.StringVar(&job.out, "o", "-", "the `file` to write")
	fs.IntVar(&job.fps, "fps", 0, fmt.Sprintf("frames a second, of arkit-csv (default %d) and dat (default %d)", fpsOfFaces, fpsOfMoho))
	fs.StringVar(&job.extended, "extendedShapes", export.ExtendedShapes,
		"which of Rhubarb's `shapes` G, H and X the character has besides A to F")
	fs.BoolVar(&job.stream, "stream", false, "let the audio come in pieces of 20 ms, as of a live voice; in json each\n"+
		"entry then tells how many samples behind the audio it was known")
	fs.StringVar(&job.calibrate, "calibrate", "", "first get to know the voice from a `folder` of WAV files, each with its\n"+
		"words in a text file of the same name; a dozen sentences will do")
	config := configFlag(fs)
	files, err := parse(fs, args)
	if err != nil {
		return job, err
	}
	job.config, job.as = *config, lipsFormat(*as)
	if problem := job.problem(files, *file); problem != "" {
		return job, misuse(t, fs, problem)
	}
	job.audio = source{files[0], t.in}
	if *file != "" {
		job.text, err = readText(t, *file)
	}
	return job, err
}

// problem says what is wrong with the arguments; nothing if all is well.
func (j lipsyncJob) problem(files []string, textFile string) string {
	switch {
	case len(files) == 0:
		return "which recording?"
	case len(files) > 1:
		return "one recording at a time; put a text of several words in quotes"
	case j.text != "" && textFile != "":
		return "only one of --text and --text-file"
	case files[0] == "-" && textFile == "-":
		return "only one of the recording and the text can come from standard input"
	case !slices.Contains(lipsFormats(), string(j.as)):
		return fmt.Sprintf("there is no format %q; there are %s", j.as, strings.Join(lipsFormats(), ", "))
	case j.fps < 0 || j.fps > mostFPS:
		return fmt.Sprintf("--fps is from 1 to %d", mostFPS)
	case strings.Trim(j.extended, export.ExtendedShapes) != "":
		return "--extendedShapes is made of G, H and X"
	}
	return ""
}

func readText(t terminal, file string) (string, error) {
	read := func() ([]byte, error) { return os.ReadFile(file) }
	if file == "-" {
		read = func() ([]byte, error) { return io.ReadAll(t.in) }
	}
	b, err := read()
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	return strings.ToValidUTF8(strings.TrimPrefix(string(b), "\ufeff"), " "), nil
}

// lipsFormat is a format in which lips are written.
type lipsFormat string

const (
	timelineLips lipsFormat = "json"
	rhubarbJSON  lipsFormat = "rhubarb"
	rhubarbTSV   lipsFormat = "tsv"
	rhubarbXML   lipsFormat = "xml"
	mohoDAT      lipsFormat = "dat"
	arkitCSV     lipsFormat = "arkit-csv"
)

func lipsFormats() []string {
	return []string{
		string(timelineLips), string(rhubarbJSON), string(rhubarbTSV), string(rhubarbXML), string(mohoDAT), string(arkitCSV),
	}
}

// write writes what was found as it was asked for.
func (j lipsyncJob) write(w io.Writer, l *lips) error {
	r := func() export.Rhubarb { return export.NewRhubarb(j.soundFile(), l.track(), j.extended) }
	switch j.as {
	case rhubarbJSON:
		return r().WriteJSON(w)
	case rhubarbTSV:
		return r().WriteTSV(w)
	case rhubarbXML:
		return r().WriteXML(w)
	case mohoDAT:
		return r().WriteMoho(w, j.framesPerSecond(fpsOfMoho))
	case arkitCSV:
		return l.curves(j.framesPerSecond(fpsOfFaces)).WriteLiveLink(w)
	}
	return l.writeTimeline(w, j.stream)
}

func (j lipsyncJob) framesPerSecond(usual int) int {
	if j.fps == 0 {
		return usual
	}
	return j.fps
}

// soundFile is the recording's full path, as Rhubarb names it.
func (j lipsyncJob) soundFile() string {
	if j.audio.isURL() || j.audio.name == "-" {
		return j.audio.shown()
	}
	full, err := filepath.Abs(j.audio.name)
	if err != nil {
		return j.audio.name
	}
	return full
}
