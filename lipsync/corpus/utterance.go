package corpus

import (
	"context"
	"fmt"
	"strings"

	"github.com/visavis/visavis"
)

// Utterance is a sentence that a voice has spoken.
type Utterance struct {
	Voice  string // as Speak takes it
	Text   string
	PCM    []int16
	Rate   visavis.SampleRate
	Phones []visavis.Phone // touch one another; Name may be AX besides the names that voices give
}

// Speaker speaks sentences with voices whose names begin with an engine: "flite/slt",
// "festival/ked_diphone", "espeak/en-us+f2". Voices of flite and festival may have a higher or lower
// pitch and another pace: "flite/awb@1.6x0.8" has a pitch 1.6 times its own and needs 0.8 times its
// time.
type Speaker struct {
	espeak *espeakVoice
	dir    string // of temporary files
}

// Speak has a voice speak texts, one utterance for each.
func (s *Speaker) Speak(ctx context.Context, voice string, texts []string) ([]Utterance, error) {
	engine, name, _ := strings.Cut(voice, "/")
	var all []Utterance
	var err error
	switch engine {
	case "flite":
		all, err = s.flite(ctx, name, texts)
	case "festival":
		all, err = s.festival(ctx, name, texts)
	case "espeak":
		all, err = s.espeak.speak(ctx, name, texts)
	default:
		err = fmt.Errorf("there is no engine %q", engine)
	}
	if err != nil {
		return nil, fmt.Errorf("speak with %s: %w", voice, err)
	}
	for i := range all {
		all[i].Voice, all[i].Text = voice, texts[i]
	}
	return all, nil
}

// manner cuts off how a voice is to speak.
func manner(voice string) (name string, pitch, stretch float64) {
	pitch, stretch = 1, 1
	name, how, ok := strings.Cut(voice, "@")
	if ok {
		fmt.Sscanf(how, "%fx%f", &pitch, &stretch)
	}
	return name, pitch, stretch
}
