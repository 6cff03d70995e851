package main

import (
	"context"
	"fmt"
	"io"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
)

// hears reads recordings with ears that are made for a microphone.
func hears(id string, ears visavis.Transcriber) reader {
	return func(ctx context.Context, s source) (fileTranscript, error) {
		audio, err := s.mono(ctx)
		if err != nil {
			return fileTranscript{}, err
		}
		var said []hearing.Utterance
		err = again(ctx, func() (err error) {
			said, err = hearing.Recording(ctx, hearing.Config{Ears: ears}, atOnce(audio))
			return err
		})
		if err != nil {
			return fileTranscript{}, s.failed(err)
		}
		out := fileTranscript{File: s.shown(), Engine: id, Duration: visavis.MicRate.D(int64(len(audio))).Seconds()}
		for _, u := range said {
			out.add(utteranceOf(u))
		}
		out.close()
		return out, nil
	}
}

// atOnce feeds a recording at once.
func atOnce(audio []int16) func(hear func([]int16) error) error {
	return func(hear func([]int16) error) error { return hear(audio) }
}

// utteranceOf is what was heard, for people and programs.
func utteranceOf(h hearing.Utterance) fileUtterance {
	u := fileUtterance{Text: h.Text, Confidence: round(h.Confidence), Start: seconds(h.Start), End: seconds(h.End)}
	if h.Guessed {
		return u
	}
	for _, w := range h.Words {
		u.words = append(u.words, fileWord{w.Text, seconds(w.Start), seconds(w.End), round(w.Confidence)})
	}
	return u
}

// mono reads a recording, in whatever container it comes, as the microphone's audio.
func (s source) mono(ctx context.Context) ([]int16, error) {
	r, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	audio, err := decode(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.shown(), err)
	}
	return audio, nil
}

func decode(r io.Reader) (audio []int16, err error) {
	in, err := hearing.NewIntake(media.Format{}, false)
	if err != nil {
		return nil, err
	}
	defer in.Stop()
	add := func(_ int, pcm []int16) error { audio = append(audio, pcm...); return nil }
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		if err := in.Append(buf[:n], add); err != nil {
			return nil, err
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return audio, in.Close(add)
}
