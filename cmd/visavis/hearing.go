package main

import (
	"context"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/vad"
)

// hearing reads recordings with ears that are made for a microphone.
func hearing(id string, ears visavis.Transcriber) reader {
	return func(ctx context.Context, s source) (fileTranscript, error) {
		audio, err := s.mono(ctx)
		if err != nil {
			return fileTranscript{}, err
		}
		var finals []heard
		err = again(ctx, func() (err error) { finals, err = transcribe(ctx, ears, marked(audio)); return err })
		if err != nil {
			return fileTranscript{}, s.failed(err)
		}
		out := fileTranscript{File: s.shown(), Engine: id, Duration: visavis.MicRate.D(int64(len(audio))).Seconds()}
		for _, h := range finals {
			if h.Text != "" {
				out.add(h.utterance())
			}
		}
		out.close()
		return out, nil
	}
}

// heard is a final transcript and where the turn detector found its speech, in samples.
type heard struct {
	visavis.Transcript
	start, end int64
	at         time.Time // when it came
}

// utterance is what was heard, for people and programs.
func (h heard) utterance() fileUtterance {
	u := fileUtterance{Text: h.Text, Confidence: round(h.Confidence), Start: seconds(h.start), End: seconds(h.end)}
	for _, w := range h.Words {
		u.words = append(u.words, fileWord{w.Text, seconds(w.Start), seconds(w.End), round(w.Confidence)})
	}
	if len(u.words) > 0 {
		u.Start, u.End = u.words[0].Start, u.words[len(u.words)-1].End
	}
	return u
}

// fileHangover is the pause that ends an utterance in a file. Nobody waits for an answer, so it is
// longer than in a conversation: the recogniser does better on whole sentences.
const fileHangover = 800 * time.Millisecond

// transcribe returns the final transcripts of the utterances in a recording.
func transcribe(ctx context.Context, ears visavis.Transcriber, chunks func(func(visavis.Chunk) bool)) ([]heard, error) {
	in := make(chan visavis.Chunk)
	var finals []heard
	done := make(chan error, 1)
	go func() {
		done <- ears.Transcribe(ctx, in, func(t visavis.Transcript) {
			if t.Flushed {
				finals = append(finals, heard{Transcript: t, at: time.Now()})
			}
		})
	}()
	var spans spans
	for c := range chunks {
		spans.add(c)
		select {
		case in <- c:
		case err := <-done:
			return finals, err
		}
	}
	close(in)
	err := <-done
	spans.mark(finals)
	return finals, err
}

// spans is where speech was, by the marks of the turn detector.
type spans struct {
	at, start int64
	all       [][2]int64
}

func (s *spans) add(c visavis.Chunk) {
	switch c.Mark {
	case visavis.SpeechStart:
		s.start = s.at
	case visavis.SpeechEnd:
		s.all = append(s.all, [2]int64{s.start, max(s.start, s.at-visavis.MicRate.N(fileHangover))})
	}
	s.at += int64(len(c.PCM))
}

// mark gives each final transcript, of which there is one for every end of speech, its place.
func (s *spans) mark(finals []heard) {
	for i := range finals[:min(len(finals), len(s.all))] {
		finals[i].start, finals[i].end = s.all[i][0], s.all[i][1]
	}
}

// marked yields a recording in chunks of 20 ms with the marks of the turn detector.
func marked(audio []int16) func(yield func(visavis.Chunk) bool) {
	return func(yield func(visavis.Chunk) bool) {
		d := vad.New(vad.Config{Hangover: fileHangover})
		const block = int(visavis.MicRate / 50)
		speaking := false
		quiet := make([]int16, visavis.MicRate.N(2*fileHangover)) // so that the last utterance ends
		for i := 0; i < len(audio)+len(quiet); i += block {
			c := visavis.Chunk{Rate: visavis.MicRate, PCM: quiet[:block]}
			if i < len(audio) {
				c.PCM = audio[i:min(i+block, len(audio))]
			}
			d.Feed(c.PCM, func(ev vad.Event) {
				switch ev.Kind {
				case vad.Start:
					c.Mark, speaking = visavis.SpeechStart, true
				case vad.End:
					c.Mark, speaking = visavis.SpeechEnd, false
				}
			})
			if !yield(c) {
				return
			}
		}
		if speaking {
			yield(visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechEnd})
		}
	}
}
