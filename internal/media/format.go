package media

import (
	"fmt"
	"slices"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// Limits of raw audio, which says nothing about itself.
const (
	MinRate     visavis.SampleRate = 8000
	MaxRate     visavis.SampleRate = 48000
	MaxChannels                    = 20
)

// Names of encodings, as Deepgram's API has them.
const (
	linear16 = "linear16"
	linear32 = "linear32"
	muLaw    = "mulaw"
	aLaw     = "alaw"

	opusPackets = "opus" // in: packets, one per message
	oggOpus     = "ogg-opus"
	flacStream  = "flac"
	mp3Stream   = "mp3"
)

// FormatError is a format that was asked for and is not to be had.
type FormatError struct {
	Parameter string // "encoding", "sample_rate", "channels", "container" or "bit_rate"
	Value     string
	Reason    string // what is wrong with the value, and what would be right
}

func (e *FormatError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s is missing: %s", e.Parameter, e.Reason)
	}
	return fmt.Sprintf("%s=%s: %s", e.Parameter, e.Value, e.Reason)
}

// DataError is audio that is not what it was said to be, or damaged.
type DataError struct {
	Reason string
}

func (e *DataError) Error() string { return e.Reason }

// raw finds the encoding of raw audio that has a name.
func raw(name string) (pcm.Encoding, bool) {
	e, err := pcm.ParseEncoding(name)
	return e, err == nil
}

// checkRange refuses a number that a parameter does not take; 0 counts as not given.
func checkRange(parameter string, value, least, most int, unit string) error {
	if value >= least && value <= most {
		return nil
	}
	e := &FormatError{Parameter: parameter, Reason: fmt.Sprintf("use %d to %d%s", least, most, unit)}
	if value != 0 {
		e.Value = fmt.Sprint(value)
	}
	return e
}

// oneOf lists names for a message: "a, b or c".
func oneOf(names ...string) string {
	names = slices.Clone(names)
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
