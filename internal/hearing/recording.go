package hearing

import (
	"context"

	"github.com/visavis/visavis"
)

// Utterance is what was said between two pauses, and where its voice was heard, in samples. Its words
// have places.
type Utterance struct {
	visavis.Transcript
	Start, End int64
	Guessed    bool // the words' places are
}

// Utterance returns what an Ended event tells; false when nothing was said.
func (e Event) Utterance() (Utterance, bool) {
	words := e.Transcript.Words
	if e.Kind != Ended || e.Transcript.Text == "" || len(words) == 0 {
		return Utterance{}, false
	}
	return Utterance{e.Transcript, words[0].Start, words[len(words)-1].End, e.Guessed}, true
}

// Recording hears a whole recording and returns what was said in it. feed calls hear with pieces of
// the sound, mono at visavis.MicRate, in order; it returns when there is no more, or what went wrong.
// Config.Tell may be nil.
func Recording(ctx context.Context, cfg Config, feed func(hear func([]int16) error) error) ([]Utterance, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var said []Utterance
	tell := cfg.Tell
	cfg.Tell = func(e Event) {
		if u, ok := e.Utterance(); ok {
			said = append(said, u)
		}
		if tell != nil {
			tell(e)
		}
	}
	s := New(cfg)
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	err := feed(func(pcm []int16) error { return s.Hear(ctx, pcm) })
	if err == nil {
		err = s.Close(ctx)
	}
	if err != nil && err != ErrStopped {
		cancel()
		<-ran
		return said, err
	}
	return said, <-ran
}
