package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/visavis/visavis"
)

// fileTranscript is what was said in a file, and what --json prints. Times are seconds.
type fileTranscript struct {
	File       string          `json:"file"`
	Engine     string          `json:"engine"`
	Text       string          `json:"text"`
	Duration   float64         `json:"duration"`
	Confidence float64         `json:"confidence"`
	Words      []fileWord      `json:"words"` // empty where the engine knows no times
	Utterances []fileUtterance `json:"utterances"`
	RequestID  string          `json:"request_id,omitempty"` // of the vendor
}

type fileWord struct {
	Word       string  `json:"word"`
	Start      float64 `json:"start"`
	End        float64 `json:"end"`
	Confidence float64 `json:"confidence"`
}

// fileUtterance is speech between two pauses.
type fileUtterance struct {
	Text       string  `json:"text"`
	Start      float64 `json:"start"`
	End        float64 `json:"end"`
	Confidence float64 `json:"confidence"`

	words []fileWord
}

func seconds(n int64) float64 { return round(visavis.MicRate.D(n).Seconds()) }
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// add appends an utterance to the transcript.
func (f *fileTranscript) add(u fileUtterance) {
	f.Utterances = append(f.Utterances, u)
	f.Words = append(f.Words, u.words...)
}

// close fills in what follows from the utterances, and makes empty lists of absent ones.
func (f *fileTranscript) close() {
	var texts []string
	sum := 0.0
	for _, u := range f.Utterances {
		texts = append(texts, u.Text)
		sum += u.Confidence
	}
	f.Text = strings.Join(texts, " ")
	f.Confidence = round(sum / float64(max(1, len(texts))))
	if f.Words == nil {
		f.Words = []fileWord{}
	}
	if f.Utterances == nil {
		f.Utterances = []fileUtterance{}
	}
}

// format is how transcripts are written.
type format string

const (
	plainText format = "txt"
	jsonText  format = "json"
	srtText   format = "srt"
	vttText   format = "vtt"
)

// write writes the transcript; named says that it is one of several in the same stream.
func (f fileTranscript) write(w io.Writer, as format, named bool) error {
	var err error
	switch {
	case as == jsonText:
		return json.NewEncoder(w).Encode(f)
	case as == srtText:
		return writeSRT(w, f.cues())
	case as == vttText:
		return writeVTT(w, f.cues())
	case named:
		_, err = fmt.Fprintf(w, "%s: %s\n", f.File, f.Text)
	default:
		_, err = fmt.Fprintln(w, f.Text)
	}
	return err
}

// timed returns the utterance's words with their times, which are guessed from the words' lengths
// where the engine told only when the utterance was.
func (u fileUtterance) timed() []fileWord {
	if len(u.words) > 0 {
		return u.words
	}
	texts := strings.Fields(u.Text)
	total := 0
	for _, t := range texts {
		total += len(t) + 1
	}
	var words []fileWord
	at, perByte := u.Start, (u.End-u.Start)/float64(max(1, total))
	for _, t := range texts {
		end := at + perByte*float64(len(t)+1)
		words = append(words, fileWord{Word: t, Start: at, End: end, Confidence: u.Confidence})
		at = end
	}
	return words
}
