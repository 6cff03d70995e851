package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/wire"
)

// deepgramReader has whole recordings transcribed: what is on the net is fetched by Deepgram itself.
func deepgramReader(w *workshop, p pick) reader {
	client := deepgram.NewClient(w.deepgram(p))
	opts := deepgram.TranscribeOptions{Model: p.model, Language: w.config.Language, Keyterms: w.config.Keyterms}
	once := func(ctx context.Context, s source) (wire.Transcription, error) {
		if s.isURL() {
			return client.TranscribeURL(ctx, s.name, opts)
		}
		file, err := s.open(ctx)
		if err != nil {
			return wire.Transcription{}, err
		}
		defer file.Close()
		return client.Transcribe(ctx, file, opts)
	}
	return func(ctx context.Context, s source) (fileTranscript, error) {
		var t wire.Transcription
		err := again(ctx, func() (err error) { t, err = once(ctx, s); return err })
		if err != nil {
			return fileTranscript{}, s.failed(err)
		}
		return fromDeepgram(s.shown(), p.id, t), nil
	}
}

// fromDeepgram puts Deepgram's answer into our form.
func fromDeepgram(file, engine string, t wire.Transcription) fileTranscript {
	f := fileTranscript{File: file, Engine: engine, Duration: t.Metadata.Duration, RequestID: t.Metadata.RequestID}
	for _, u := range t.Results.Utterances {
		if u.Transcript != "" {
			f.add(fileUtterance{u.Transcript, round(u.Start), round(u.End), round(u.Confidence), fileWords(u.Words)})
		}
	}
	if len(f.Utterances) == 0 { // a server that divides nothing
		for _, c := range t.Results.Channels {
			for _, a := range c.Alternatives[:min(1, len(c.Alternatives))] {
				f.addWhole(a)
			}
		}
	}
	f.close()
	return f
}

// addWhole adds the transcript of a whole channel.
func (f *fileTranscript) addWhole(a wire.TranscribedAlternative) {
	if a.Transcript == "" {
		return
	}
	u := fileUtterance{Text: a.Transcript, End: round(f.Duration), Confidence: round(a.Confidence), words: fileWords(a.Words)}
	if n := len(u.words); n > 0 {
		u.Start, u.End = u.words[0].Start, u.words[n-1].End
	}
	f.add(u)
}

func fileWords(words []wire.ListenWord) []fileWord {
	var all []fileWord
	for _, w := range words {
		all = append(all, fileWord{w.Text(), round(w.Start), round(w.End), round(w.Confidence)})
	}
	return all
}

// pieceLength is how much text Deepgram is given in a request, in bytes. It takes 2000 characters;
// shorter pieces fail, and are tried again, for less.
const pieceLength = 1500

// deepgramTeller speaks texts by one request after the other, and finds the sounds in the answers.
func deepgramTeller(w *workshop, p pick, speed float64) teller {
	return func(ctx context.Context, text string) (*recording, error) {
		voice, err := atSpeed(p.id, requests{deepgram.NewClient(w.deepgram(p)), deepgram.VoiceOptions{Model: p.model}}, speed)
		if err != nil {
			return nil, err
		}
		speaker, err := w.withLips(p, voice, true)
		if err != nil {
			return nil, err
		}
		return record(ctx, speaker, pieces(split(text)))
	}
}

// requests is a voice of Deepgram's that is asked for each text by itself.
type requests struct {
	client *deepgram.Client
	opts   deepgram.VoiceOptions
}

// With implements visavis.Prosodic.
func (r requests) With(as visavis.Prosody) visavis.Speaker {
	if as.Expressivity != 0 || as.Speed < deepgram.MinSpeed || as.Speed > deepgram.MaxSpeed {
		return nil
	}
	r.opts.Speed = as.Speed
	return r
}

// Speak implements visavis.Speaker. Clauses are tried again one by one.
func (r requests) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	n := 0
	for text := range clauses { // which is closed: a command knows all that it says
		for _, piece := range pieces(split(text)) {
			audio, err := r.ask(ctx, piece)
			if err != nil {
				return err
			}
			if len(audio) > 0 {
				emit(visavis.Speech{Clause: n, PCM: audio, Rate: deepgram.DefaultVoiceRate})
			}
		}
		n++
	}
	return nil
}

func (r requests) ask(ctx context.Context, text string) (samples []int16, err error) {
	var audio bytes.Buffer
	err = again(ctx, func() error {
		audio.Reset()
		return r.client.Synthesize(ctx, text, r.opts, &audio)
	})
	for b := audio.Bytes(); len(b) >= 2; b = b[2:] {
		samples = append(samples, int16(binary.LittleEndian.Uint16(b)))
	}
	return samples, err
}

// pieces joins clauses into texts that are not longer than a request takes, as far as the clauses
// themselves are not.
func pieces(clauses []string) []string {
	var all []string
	var open []string
	length := 0
	for _, c := range clauses {
		if len(open) > 0 && length+len(c) > pieceLength {
			all, open, length = append(all, strings.Join(open, " ")), nil, 0
		}
		open, length = append(open, c), length+len(c)+1
	}
	if len(open) > 0 {
		all = append(all, strings.Join(open, " "))
	}
	return all
}
