package sphinx

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

// samplesPerFrame is the recogniser's unit of time: 10 ms.
const samplesPerFrame = 160

// decoder is one ps_decoder_t. One goroutine at a time may use it.
type decoder struct {
	lib    *library
	handle cDecoder
	config cConfig
	log    cLogmath
}

// heard is what a decoder made of an utterance.
type heard struct {
	words []heardWord
	// posterior is how probable the whole sentence is among those that the search still knew.
	posterior float64
	frames    int
}

// heardWord is a word in the recogniser's units: frames from the start of the utterance.
type heardWord struct {
	text       string
	start, end int // frames; end is behind the word
	posterior  float64
	acoustic   int32
}

func (h heard) text() string {
	words := make([]string, len(h.words))
	for i, w := range h.words {
		words[i] = w.text
	}
	return strings.Join(words, " ")
}

// newDecoder opens a decoder that has an acoustic model and a dictionary, but nothing to search yet.
func newDecoder(lib *library, options ...string) (*decoder, error) {
	argv := cStrings(append([]string{"visavis"}, options...))
	config := lib.cmdLnParse(0, lib.psArgs(), int32(len(argv)-1), &argv[0], 1)
	runtime.KeepAlive(argv)
	if config == 0 {
		return nil, fmt.Errorf("options not understood: %q", options)
	}
	handle := lib.psInit(config)
	if handle == 0 {
		return nil, errors.New("the decoder did not open")
	}
	return &decoder{lib: lib, handle: handle, config: config, log: lib.psGetLogmath(handle)}, nil
}

// knows reports whether word is in the dictionary. An unknown word in a grammar is fatal.
func (d *decoder) knows(word string) bool { return d.spoken(word) != "" }

// spoken returns the phones of a dictionary entry, or "" if there is none.
func (d *decoder) spoken(entry string) string {
	c := d.lib.psLookupWord(d.handle, entry)
	if c == nil {
		return ""
	}
	defer d.lib.free(c)
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(c), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(c, n))
}

// start begins an utterance. Frames count from here.
func (d *decoder) start() error {
	// Without a new stream, frames would count on from the utterance before.
	if d.lib.psStartStream(d.handle) < 0 || d.lib.psStartUtt(d.handle) < 0 {
		return errors.New("the decoder did not start an utterance")
	}
	return nil
}

// feed decodes the next piece of the utterance.
func (d *decoder) feed(pcm []int16) error {
	if len(pcm) == 0 {
		return nil
	}
	if d.lib.psProcessRaw(d.handle, &pcm[0], uintptr(len(pcm)), 0, 0) < 0 {
		return errors.New("the decoder did not process audio")
	}
	return nil
}

// finish ends the utterance and settles on the best path through it.
func (d *decoder) finish() error {
	if d.lib.psEndUtt(d.handle) < 0 {
		return errors.New("the decoder did not end an utterance")
	}
	return nil
}

// result returns what has been heard so far; posteriors mean something only after finish.
func (d *decoder) result() heard {
	h := heard{frames: int(d.lib.psGetFrames(d.handle))}
	for seg := d.lib.psSegIter(d.handle); seg != 0; seg = d.lib.psSegNext(seg) {
		if w, ok := d.word(seg); ok {
			h.words = append(h.words, w)
		}
	}
	if len(h.words) > 0 {
		h.posterior = d.lib.logmathExp(d.log, d.lib.psGetProb(d.handle))
	}
	return h
}

func (d *decoder) word(seg cSegment) (w heardWord, ok bool) {
	text, ok := plainWord(d.lib.psSegWord(seg))
	if !ok {
		return w, false
	}
	var start, end, language, backoff int32
	d.lib.psSegFrames(seg, &start, &end)
	w = heardWord{text: text, start: int(start), end: int(end) + 1}
	w.posterior = d.lib.logmathExp(d.log, d.lib.psSegProb(seg, &w.acoustic, &language, &backoff))
	return w, true
}

// plainWord turns a dictionary entry into a word: "read(2)" into "read". Sentence marks, silences
// and noises are none.
func plainWord(entry string) (string, bool) {
	if entry == "" || strings.ContainsAny(entry[:1], "<[+") {
		return "", false
	}
	word, _, _ := strings.Cut(entry, "(")
	return word, word != ""
}
