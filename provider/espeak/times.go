package espeak

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voice"
)

const silence = "SIL"

// phoneme is a phoneme event: where its sound begins, the burst in the case of a stop.
type phoneme struct {
	name     string // in IPA; empty for a pause
	at       int64
	stressed bool
}

// spokenAs is a word event: from here on, characters of the text are spoken.
type spokenAs struct {
	at       int64
	from, to int // bytes of the text
}

// readTimes makes the times of a clause out of the library's events.
func readTimes(events []event, pcm []int16, text string, stress string) voice.Times {
	phonemes, words := sortEvents(events, int64(len(pcm)), text)
	markStress(phonemes, stress)
	starts := make([]int64, len(words))
	for i, w := range words {
		starts[i] = w.at
	}
	moveClosures(phonemes, starts, pcm)
	t := voice.Times{Samples: int64(len(pcm)), Phones: phonesOf(phonemes, int64(len(pcm)))}
	t.Words = wordsOf(words, t.Phones)
	return t
}

// sortEvents takes phonemes and words out of the events. Times never run backwards or over the end.
func sortEvents(events []event, end int64, text string) (phonemes []phoneme, words []spokenAs) {
	offsets := charOffsets(text)
	for _, e := range events {
		at := min(max(int64(e.sample), 0), end)
		switch e.kind {
		case eventPhoneme:
			if n := len(phonemes); n > 0 {
				at = max(at, phonemes[n-1].at)
			}
			name, _, _ := bytes.Cut(e.id[:], []byte{0})
			phonemes = append(phonemes, phoneme{name: string(name), at: at})
		case eventWord:
			from, to := int(e.textPosition)-1, int(e.textPosition+e.length)-1
			if from < 0 || from >= to || to >= len(offsets) {
				continue // a pause has a word event too, with no text
			}
			words = append(words, spokenAs{at: at, from: offsets[from], to: offsets[to]})
		}
	}
	return phonemes, words
}

// charOffsets returns the byte offset of each character of s, and of its end.
func charOffsets(s string) []int {
	offsets := make([]int, 0, len(s)+1)
	for i := range s {
		offsets = append(offsets, i)
	}
	return append(offsets, len(s))
}

const (
	// maxClosure is how long the closure of a stop may be, in samples: 80 ms.
	maxClosure = int64(rate) * 80 / 1000
	// quiet is the loudest sample of a closure.
	quiet = 40
)

// moveClosures moves the start of each stop from its burst back to where the mouth closes.
func moveClosures(phonemes []phoneme, wordStarts []int64, pcm []int16) {
	for i := 1; i < len(phonemes); i++ {
		if p := &phonemes[i]; isStop(p.name) {
			p.at = closureStart(p.at, max(p.at-maxClosure, phonemes[i-1].at), wordStarts, pcm)
		}
	}
}

// closureStart returns where the closure before a burst begins, not before earliest: with the quiet
// before the burst, or with the word that the stop begins.
func closureStart(burst, earliest int64, wordStarts []int64, pcm []int16) int64 {
	at := burst
	for at > earliest && pcm[at-1] <= quiet && pcm[at-1] >= -quiet {
		at--
	}
	for _, w := range wordStarts {
		if w >= earliest && w < at {
			at = w
		}
	}
	return at
}

// isStop reports whether a phoneme begins with the mouth or throat closed.
func isStop(ipa string) bool {
	r, _ := utf8.DecodeRuneInString(ipa)
	return strings.ContainsRune("pbtdkɡgqcɟʈɖɓɗ", r)
}

// phonesOf turns phonemes into phones that touch one another from 0 to end.
func phonesOf(phonemes []phoneme, end int64) []visavis.Phone {
	var phones []visavis.Phone
	add := func(p visavis.Phone) {
		if n := len(phones); n > 0 && p.Name == silence && phones[n-1].Name == silence {
			phones[n-1].End = p.End
		} else if p.Start < p.End {
			phones = append(phones, p)
		}
	}
	add(visavis.Phone{Name: silence, End: firstAt(phonemes, end)})
	for i, p := range phonemes {
		until := firstAt(phonemes[i+1:], end)
		for _, part := range share(p, until) {
			add(part)
		}
		if n := len(phones); n > 0 {
			phones[n-1].End = until // what has no phone of its own prolongs the one before
		} else {
			add(visavis.Phone{Name: silence, End: until})
		}
	}
	return phones
}

func firstAt(phonemes []phoneme, end int64) int64 {
	if len(phonemes) == 0 {
		return end
	}
	return phonemes[0].at
}

// share divides the time of a phoneme among its sounds: the first of several gets the most.
func share(p phoneme, until int64) []visavis.Phone {
	names := arpabet(p.name)
	if p.name == "" || p.name == "_" || p.name == "_:" {
		names = []string{silence}
	}
	var phones []visavis.Phone
	start := p.at
	for i, name := range names {
		end := until
		if rest := int64(len(names) - 1 - i); rest > 0 {
			end = start + (until-start)*3/5
		}
		phones = append(phones, visavis.Phone{Name: name, Start: start, End: end, Stressed: p.stressed})
		start = end
	}
	return phones
}

// wordsOf gives each word the time from its first phone to its last that is no pause.
func wordsOf(words []spokenAs, phones []visavis.Phone) []visavis.SpokenWord {
	var spoken []visavis.SpokenWord
	for i, w := range words {
		next := phonesEnd(phones)
		if i+1 < len(words) {
			next = words[i+1].at
		}
		if start, end, ok := soundsIn(phones, w.at, next); ok {
			spoken = append(spoken, visavis.SpokenWord{From: w.from, To: w.to, Start: start, End: end})
		}
	}
	return spoken
}

// soundsIn returns the time of the phones that begin in [from, to), pauses at both ends excluded.
func soundsIn(phones []visavis.Phone, from, to int64) (start, end int64, ok bool) {
	for _, p := range phones {
		if p.Name == silence || p.Start < from || p.Start >= to {
			continue
		}
		if !ok {
			start, ok = p.Start, true
		}
		end = p.End
	}
	return start, end, ok
}

func phonesEnd(phones []visavis.Phone) int64 {
	if len(phones) == 0 {
		return 0
	}
	return phones[len(phones)-1].End
}
