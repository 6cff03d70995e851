package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// What a reader of subtitles can take in.
const (
	lineLength = 42              // characters
	cueLines   = 2               //
	cueLongest = 7 * time.Second // on the screen
	cueLeast   = time.Second     // on the screen, where the next cue leaves room
	cueGap     = time.Second     // a pause that ends a cue
	cueFull    = 24              // characters after which the end of a sentence ends the cue
)

// cue is what is on the screen at once.
type cue struct {
	start, end time.Duration
	lines      []string
}

// cueWord is a word, or a piece of one that is too long for a line.
type cueWord struct {
	text       string
	start, end time.Duration
}

// cues divides the transcript for the screen, at the times of its words.
func (f fileTranscript) cues() []cue {
	var all []cue
	var open []cueWord
	flush := func() {
		if len(open) > 0 {
			all = append(all, newCue(open))
			open = nil
		}
	}
	for _, u := range f.Utterances {
		for _, w := range cueWords(u.timed()) {
			if len(open) > 0 && !joins(open, w) {
				flush()
			}
			open = append(open, w)
		}
		flush()
	}
	return settle(all)
}

// cueWords returns the words with times of their own kind; none is longer than a line.
func cueWords(words []fileWord) []cueWord {
	var all []cueWord
	for _, w := range words {
		start, end := toDuration(w.Start), toDuration(w.End)
		for _, text := range strings.Fields(w.Word) {
			all = append(all, cut(cueWord{text, start, max(start, end)})...)
		}
	}
	return all
}

func toDuration(s float64) time.Duration {
	return time.Duration(math.Round(max(0, s)*1000)) * time.Millisecond
}

// cut divides a word that is longer than a line; its time is shared out evenly.
func cut(w cueWord) []cueWord {
	letters := []rune(w.text)
	if len(letters) <= lineLength {
		return []cueWord{w}
	}
	at := func(i int) time.Duration {
		return w.start + (w.end-w.start)*time.Duration(i)/time.Duration(len(letters))
	}
	var pieces []cueWord
	for i := 0; i < len(letters); i += lineLength {
		end := min(i+lineLength, len(letters))
		pieces = append(pieces, cueWord{string(letters[i:end]), at(i), at(end)})
	}
	return pieces
}

// joins reports whether a word may join those of a cue.
func joins(open []cueWord, w cueWord) bool {
	last := open[len(open)-1]
	if w.start-last.end >= cueGap || w.end-open[0].start > cueLongest {
		return false
	}
	if strings.ContainsAny(last.text[len(last.text)-1:], ".?!") && utf8.RuneCountInString(join(open)) >= cueFull {
		return false
	}
	return len(layOut(append(open[:len(open):len(open)], w))) <= cueLines
}

func newCue(words []cueWord) cue {
	start := words[0].start
	end := min(max(start, words[len(words)-1].end), start+cueLongest)
	return cue{start, end, layOut(words)}
}

// layOut returns the words as lines: one if they fit, else two of about the same length, else more
// than can be shown.
func layOut(words []cueWord) []string {
	if utf8.RuneCountInString(join(words)) <= lineLength {
		return []string{join(words)}
	}
	best, longest := 0, math.MaxInt
	for i := 1; i < len(words); i++ {
		n := max(utf8.RuneCountInString(join(words[:i])), utf8.RuneCountInString(join(words[i:])))
		if n < longest {
			best, longest = i, n
		}
	}
	if longest > lineLength {
		return make([]string, cueLines+1)
	}
	return []string{join(words[:best]), join(words[best:])}
}

func join(words []cueWord) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}

// settle keeps cues apart and leaves short ones on the screen as long as the next one allows.
func settle(all []cue) []cue {
	for i := range all {
		c := &all[i]
		if i > 0 {
			c.start = max(c.start, all[i-1].end)
		}
		c.end = max(c.end, c.start)
		wanted := c.start + cueLeast
		if i+1 < len(all) {
			wanted = min(wanted, all[i+1].start)
		}
		c.end = max(c.end, wanted)
	}
	return all
}

func writeSRT(w io.Writer, cues []cue) error {
	b := bufio.NewWriter(w)
	for i, c := range cues {
		fmt.Fprintf(b, "%d\n%s --> %s\n%s\n\n", i+1, clockTime(c.start, ","), clockTime(c.end, ","), strings.Join(c.lines, "\n"))
	}
	return b.Flush()
}

func writeVTT(w io.Writer, cues []cue) error {
	b := bufio.NewWriter(w)
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	b.WriteString("WEBVTT\n\n")
	for _, c := range cues {
		fmt.Fprintf(b, "%s --> %s\n%s\n\n", clockTime(c.start, "."), clockTime(c.end, "."), escape.Replace(strings.Join(c.lines, "\n")))
	}
	return b.Flush()
}

// clockTime formats hours, minutes, seconds and milliseconds.
func clockTime(d time.Duration, point string) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}
