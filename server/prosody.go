package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// manner is how a client asks a voice to speak. Its zero value asks for nothing.
type manner struct {
	prosody visavis.Prosody
	volume  float64 // a factor; 0: as it is
}

// mannerOf reads a speak block. Values that change nothing ask for nothing, so that any voice will do.
func mannerOf(p wire.SpeakProvider) manner {
	asked := func(value *float64, neutral float64) float64 {
		if value == nil || *value == neutral {
			return 0
		}
		return *value
	}
	return manner{
		prosody: visavis.Prosody{Speed: asked(p.Speed, 1), Expressivity: asked(p.Expressivity, 0)},
		volume:  asked(p.Volume, 1),
	}
}

// adapt has a voice speak in the manner, as far as it can. unheeded are the members that it cannot heed.
func (m manner) adapt(v Voice) (_ Voice, unheeded []string) {
	var as visavis.Prosody
	try := func(member string, more visavis.Prosody) {
		if more == as {
			return
		}
		if s := v.with(more); s != nil {
			as, v.Speaker, v.heeds = more, s, true
		} else {
			unheeded = append(unheeded, member)
		}
	}
	try("speed", visavis.Prosody{Speed: m.prosody.Speed})
	try("expressivity", visavis.Prosody{Speed: as.Speed, Expressivity: m.prosody.Expressivity})
	if m.volume != 0 {
		v.Speaker = amplified{v.Speaker, m.volume}
	}
	return v, unheeded
}

// with returns the voice as it is asked to speak; nil if it cannot.
func (v Voice) with(as visavis.Prosody) visavis.Speaker {
	if v.With == nil {
		return nil
	}
	return v.With(as)
}

// demand is adapt for the voice that a client chose, which has to heed it all. at is the path of the
// block.
func (m manner) demand(at string, v Voice) (Voice, error) {
	v, unheeded := m.adapt(v)
	if len(unheeded) > 0 {
		return v, settingsError(at+".provider."+unheeded[0], "the voice %s cannot change it: leave it out, or choose another voice", v.ID)
	}
	return v, nil
}

// adaptAll has voices that stand in speak in the manner, each as far as it can: who would rather have
// silence?
func (m manner) adaptAll(voices []Voice) {
	for i, v := range voices {
		voices[i], _ = m.adapt(v)
	}
}
