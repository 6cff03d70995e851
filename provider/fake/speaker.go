package fake

import (
	"context"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// Speaker hums: each letter is a phone, each word a piece, and a pause follows each clause. Lips
// that should be closed can be heard to be: p, b and m are silent.
type Speaker struct {
	Rate      visavis.SampleRate // 0: 16000
	PerLetter time.Duration      // audio for a letter; 0: 60 ms
	Pause     time.Duration      // audio after a clause; 0: 120 ms
	Before    time.Duration      // passes before the first piece of a clause
	Between   time.Duration      // passes between its pieces
	Untimed   bool               // tell no phones and words
	// Err, if not nil, is what Speak returns in place of speaking clause FailAt.
	Err    error
	FailAt int
}

// Speak implements visavis.Speaker.
func (s Speaker) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	if s.Rate == 0 {
		s.Rate = 16000
	}
	if s.PerLetter == 0 {
		s.PerLetter = 60 * time.Millisecond
	}
	if s.Pause == 0 {
		s.Pause = 120 * time.Millisecond
	}
	var clock int64
	for clause := 0; ; clause++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, more := <-clauses:
			if !more {
				return nil
			}
			if s.Err != nil && clause == s.FailAt {
				return s.Err
			}
			if err := s.say(ctx, clause, text, &clock, emit); err != nil {
				return err
			}
		}
	}
}

// say speaks a clause and moves the clock.
func (s Speaker) say(ctx context.Context, clause int, text string, clock *int64, emit func(visavis.Speech)) error {
	words := wordsIn(text)
	pause := s.Before
	for i, w := range words {
		if err := wait(ctx, pause); err != nil {
			return err
		}
		piece := s.word(text, w, *clock)
		piece.Clause = clause
		if i == len(words)-1 {
			s.addPause(&piece, *clock)
		}
		if s.Untimed {
			piece.Phones, piece.Words = nil, nil
		}
		*clock += int64(len(piece.PCM))
		emit(piece)
		pause = s.Between
	}
	return nil
}

// word makes the piece for text[w.From:w.To], which is heard from sample start on.
func (s Speaker) word(text string, w visavis.SpokenWord, start int64) visavis.Speech {
	piece := visavis.Speech{Rate: s.Rate}
	samples := s.Rate.N(s.PerLetter)
	at := start
	for _, r := range text[w.From:w.To] {
		p := visavis.Phone{Name: phone(r), Start: at, End: at + samples, Stressed: at == start}
		piece.Phones = append(piece.Phones, p)
		piece.PCM = append(piece.PCM, s.hum(p)...)
		at = p.End
	}
	w.Start, w.End = start, at
	piece.Words = []visavis.SpokenWord{w}
	return piece
}

func (s Speaker) addPause(piece *visavis.Speech, start int64) {
	from := start + int64(len(piece.PCM))
	n := s.Rate.N(s.Pause)
	piece.PCM = append(piece.PCM, make([]int16, n)...)
	piece.Phones = append(piece.Phones, visavis.Phone{Name: "SIL", Start: from, End: from + n})
}

// hum is a tone of 200 Hz for as long as the phone lasts, or silence for closed lips.
func (s Speaker) hum(p visavis.Phone) []int16 {
	pcm := make([]int16, p.End-p.Start)
	if p.Name == "P" || p.Name == "B" || p.Name == "M" {
		return pcm
	}
	for i := range pcm {
		phase := 2 * math.Pi * 200 * float64(p.Start+int64(i)) / float64(s.Rate)
		pcm[i] = int16(6000 * math.Sin(phase))
	}
	return pcm
}

// wordsIn returns the words of a text: what stands between white space, less all but letters and
// digits at both ends.
func wordsIn(text string) []visavis.SpokenWord {
	var words []visavis.SpokenWord
	at := 0
	for _, field := range strings.Fields(text) {
		at += strings.Index(text[at:], field)
		body := strings.TrimLeftFunc(field, notSpoken)
		from := at + len(field) - len(body)
		body = strings.TrimRightFunc(body, notSpoken)
		if body != "" {
			words = append(words, visavis.SpokenWord{From: from, To: from + len(body)})
		}
		at += len(field)
	}
	return words
}

func notSpoken(r rune) bool {
	return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// phone returns the sound of a letter, roughly.
func phone(r rune) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	phones := [len(letters)]string{
		"AE", "B", "K", "D", "EH", "F", "G", "HH", "IH", "JH", "K", "L", "M",
		"N", "OW", "P", "K", "R", "S", "T", "UW", "V", "W", "S", "IY", "Z",
	}
	if i := strings.IndexRune(letters, unicode.ToLower(r)); i >= 0 {
		return phones[i]
	}
	return "AH"
}
