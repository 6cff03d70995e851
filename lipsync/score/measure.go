package main

import (
	"context"
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
		if c.happens != nil {
			u = c.happens(u)
		}
		text := u.Text
		if c.said != nil {
			text = c.said(c.texts, i)
		}
		words := m.words(ctx, c, text)
		if c.guess != nil {
			s.add(u.Phones, c.guess(u, words), u.Rate, int64(len(u.PCM)))
			continue
		}
		if c.after != nothingBefore {
			m.alignAfter(&s, c.after, spoken[(i+1)%len(spoken)], m.words(ctx, c, c.texts[(i+7)%len(c.texts)]), u, words, knows)
			continue
		}
		_, after := m.align(&s, u, words, knows)
		if c.learning {
			knows = after
		}
	}
	return s, nil
}

func (m *measurer) words(ctx context.Context, c condition, text string) []pronounce.Word {
	if c.letters {
		return new(pronounce.Lexicon).Words(text)
	}
	return m.reader.Words(ctx, text)
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
	if len(words) > 0 {
		a.Say(0, words)
	}
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

// alignAfter scores an utterance that follows another one, whose text is wrong.
func (m *measurer) alignAfter(s *score, how after, before corpus.Utterance, wrong []pronounce.Word, u corpus.Utterance, words []pronounce.Word, v *lipsync.Voice) {
	began := time.Now()
	a := lipsync.New(u.Rate, v)
	a.Say(0, wrong)
	a.Say(1, words)
	a.Hear(before.PCM)
	if how == told {
		a.Begin(1)
	}
	a.Hear(u.PCM)
	a.End()
	s.took += time.Since(began)
	s.length += u.Rate.D(a.Heard())
	s.sentences++
	s.noticed += one(a.Doubts())
	var found []visavis.Phone
	start := int64(len(before.PCM))
	for _, p := range a.Take().Phones {
		if p.End > start {
			p.Start, p.End = max(0, p.Start-start), p.End-start
			found = append(found, p)
		}
	}
	s.add(u.Phones, found, u.Rate, int64(len(u.PCM)))
}
