package corpus

import (
	"context"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/espeak"
)

type espeakVoice struct{ engine *espeak.Engine }

func (e *espeakVoice) speak(ctx context.Context, name string, texts []string) ([]Utterance, error) {
	voice, err := e.engine.Voice(name)
	if err != nil {
		return nil, err
	}
	var all []Utterance
	for _, text := range texts {
		u, err := speakOne(ctx, voice, text)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

func speakOne(ctx context.Context, voice visavis.Speaker, text string) (u Utterance, err error) {
	clauses := make(chan string, 1)
	clauses <- text
	close(clauses)
	err = voice.Speak(ctx, clauses, func(s visavis.Speech) {
		u.PCM, u.Rate, u.Phones = append(u.PCM, s.PCM...), s.Rate, append(u.Phones, s.Phones...)
	})
	for i, p := range u.Phones {
		if p.Name == "AH" && !p.Stressed {
			u.Phones[i].Name = "AX" // provider/espeak calls both AH
		}
	}
	return u, err
}
