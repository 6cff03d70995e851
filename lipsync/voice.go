package lipsync

import (
	"errors"
	"io"
	"sync"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// Voice is how a voice sounds, as far as it is known. It is not changed once it is made, and may be
// used by any number of Aligners at once.
type Voice struct {
	base  *acoustic.Model
	model *acoustic.Model
	paces paces

	// What the voice has taught; nil for a voice that was never heard.
	lessons *acoustic.Adaptation
	mean    acoustic.Average
}

// NewVoice returns a voice that was never heard, for a model other than the one built in.
func NewVoice(m *acoustic.Model) *Voice {
	return &Voice{base: m, model: m, paces: newPaces(m), mean: *acoustic.NewAverage(m)}
}

// Unknown returns a voice that was never heard.
var Unknown = sync.OnceValue(func() *Voice { return NewVoice(acoustic.Default()) })

// lessonPrior is how many frames of a voice weigh as much as all that was learnt from others.
const lessonPrior = 6

// taught returns the voice with what it has taught besides.
func (v *Voice) taught(lessons *acoustic.Adaptation, mean acoustic.Average) *Voice {
	return &Voice{base: v.base, model: lessons.Model(lessonPrior), paces: v.paces, lessons: lessons, mean: mean}
}

// Known reports whether the voice has been heard long enough that its lips can be trusted at once.
func (v *Voice) Known() bool { return v.lessons != nil && v.mean.Frames() >= knownAfter }

// knownAfter is how many loud frames make a voice known: 12 s.
const knownAfter = 1200

func (v *Voice) patience() patience {
	if v.Known() {
		return patience{least: 1, most: 20, margin: 30}
	}
	return patience{least: 1, most: 20, margin: 30}
}

// tolerable returns how much worse than any sounds the right text may be, per frame.
func (v *Voice) tolerable() float32 {
	if v.Known() {
		return tolerable
	}
	return tolerableUnknown
}

// listener returns a Listener for audio of the voice.
func (v *Voice) listener(l *acoustic.Listener) { l.Begin(v.model, v.mean) }

// Encode writes what is known of the voice, 28 KB. A voice that was never heard cannot be written.
func (v *Voice) Encode(w io.Writer) error {
	if v.lessons == nil {
		return errors.New("write voice: nothing is known of it")
	}
	return acoustic.EncodeVoice(w, v.lessons, v.mean)
}

// DecodeVoice reads what Encode has written. It fails when the model has changed since: what was
// known is then worth nothing, and the voice is Unknown.
func DecodeVoice(r io.Reader) (*Voice, error) {
	u := Unknown()
	lessons, mean, err := acoustic.DecodeVoice(r, u.base)
	if err != nil {
		return nil, err
	}
	return u.taught(lessons, mean), nil
}
