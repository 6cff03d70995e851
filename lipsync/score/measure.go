package main

import (
	"context"
	"slices"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/corpus"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// cache keeps the speech that is scored.
const cache = "bin/lips"

// measurer measures voices.
type measurer struct {
	speaker *corpus.Speaker
	reader  *pronounce.Reader
	unknown *lipsync.Voice
}

// measure scores a voice under a condition.
func (m *measurer) measure(ctx context.Context, c condition, voice string) (s score, err error) {
	spoken, err := m.speaker.Cached(ctx, cache, voice, c.texts)
	if err != nil {
		return s, err
	}
	knows := m.unknown
	if c.known {
		if knows, err = m.calibrate(ctx, voice, c); err != nil {
			return s, err
		}
	}
	for i, u := range spoken {
		said, words := m.prepare(ctx, c, u, c.texts, i, c.said, c.happens)
		switch {
		case c.guess != nil:
			s.add(said.Phones, c.guess(said, words), said.Rate, int64(len(said.PCM)))
		case c.after != nil:
			if err := m.measureAfter(ctx, &s, c, i, said, words, knows); err != nil {
				return s, err
			}
		default:
			_, after := m.align(&s, said, words, knows)
			if c.learning {
				knows = after
			}
		}
	}
	return s, nil
}

// prepare has happen to the i-th utterance what happens, and returns the words that we believe are
// said in it.
func (m *measurer) prepare(ctx context.Context, c condition, u corpus.Utterance, texts []string, i int, said belief, happens event) (corpus.Utterance, []pronounce.Word) {
	text := u.Text
	if said != nil {
		text = said(texts, i)
	}
	if happens != nil {
		u = happens(u)
	}
	return u, m.words(ctx, c, text)
}

// measureAfter scores an utterance that follows a trouble.
func (m *measurer) measureAfter(ctx context.Context, s *score, c condition, i int, u corpus.Utterance, words []pronounce.Word, knows *lipsync.Voice) error {
	texts := c.after.texts
	if texts == nil {
		texts = c.texts
	}
	spoken, err := m.speaker.Cached(ctx, cache, u.Voice, texts)
	if err != nil {
		return err
	}
	n := (i + 1) % len(spoken)
	before, believed := m.prepare(ctx, c, spoken[n], texts, n, c.after.said, c.after.happens)
	m.alignAfter(s, c.after.told, before, believed, u, words, knows)
	return nil
}

func (m *measurer) words(ctx context.Context, c condition, text string) []pronounce.Word {
	if c.letters {
		return new(pronounce.Lexicon).Words(text)
	}
	return m.reader.Read(ctx, text)
}

// calibrate has a voice say the calibration sentences under the same condition.
func (m *measurer) calibrate(ctx context.Context, voice string, c condition) (*lipsync.Voice, error) {
	spoken, err := m.speaker.Cached(ctx, cache, voice, lipsync.CalibrationSentences())
	if err != nil {
		return nil, err
	}
	var all []lipsync.Recording
	for _, u := range spoken {
		all = append(all, lipsync.Recording{PCM: u.PCM, Rate: u.Rate, Words: m.words(ctx, c, u.Text)})
	}
	return lipsync.Calibrate(m.unknown, all), nil
}

// align has an utterance arrive in pieces of 20 ms and adds what is found.
func (m *measurer) align(s *score, u corpus.Utterance, words []pronounce.Word, v *lipsync.Voice) ([]visavis.Phone, *lipsync.Voice) {
	began := time.Now()
	a := lipsync.New(u.Rate, v)
	a.Say(0, words)
	var found []visavis.Phone
	doubted := false
	for pcm := u.PCM; len(pcm) > 0; {
		n := min(int(u.Rate)/50, len(pcm))
		a.Hear(pcm[:n])
		pcm = pcm[n:]
		doubted = doubted || a.Doubts()
		for _, p := range a.Take().Phones {
			found = append(found, p)
			s.behind = append(s.behind, float64(a.Heard()-p.End)*1000/float64(u.Rate))
		}
	}
	s.noticed += one(doubted)
	a.End()
	found = append(found, a.Take().Phones...)
	s.took += time.Since(began)
	s.length += u.Rate.D(int64(len(u.PCM)))
	s.sentences++
	s.add(u.Phones, found, u.Rate, int64(len(u.PCM)))
	return found, a.Voice()
}

// alignAfter scores an utterance that follows another one. They arrive in pieces of 20 ms.
func (m *measurer) alignAfter(s *score, told bool, before corpus.Utterance, believed []pronounce.Word, u corpus.Utterance, words []pronounce.Word, v *lipsync.Voice) {
	began := time.Now()
	a := lipsync.New(u.Rate, v)
	a.Say(0, believed)
	a.Say(1, words)
	hear(a, before.PCM, u.Rate)
	if told {
		a.Begin(1)
	}
	hear(a, u.PCM, u.Rate)
	s.noticed += one(a.Doubts())
	a.End()
	s.took += time.Since(began)
	s.length += u.Rate.D(a.Heard())
	s.sentences++
	start := int64(len(before.PCM))
	s.add(u.Phones, since(a.Take().Phones, start), u.Rate, int64(len(u.PCM)))
}

func hear(a *lipsync.Aligner, samples []int16, rate visavis.SampleRate) {
	for piece := range slices.Chunk(samples, int(rate)/50) {
		a.Hear(piece)
	}
}

// since returns the phones from a sample on, counted from there.
func since(all []visavis.Phone, start int64) (phones []visavis.Phone) {
	for _, p := range all {
		if p.End > start {
			p.Start, p.End = max(0, p.Start-start), p.End-start
			phones = append(phones, p)
		}
	}
	return phones
}
