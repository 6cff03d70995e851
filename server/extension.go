package server

import (
	"unicode/utf16"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/wire"
)

// extension returns what the extension says of o, or nil. samples is the length of a completed
// turn.
func (r *reporter) extension(o conversation.Output, samples int64) wire.ServerMessage {
	switch o := o.(type) {
	case conversation.StateChanged:
		return wire.VisavisState{State: string(o.State)}
	case conversation.UserHears:
		return wire.VisavisTranscript{Text: o.Text}
	case conversation.UserSaid:
		return wire.VisavisTranscript{Text: o.Text, Final: true, Confidence: unit(o.Confidence)}
	case conversation.TurnStarted:
		return wire.VisavisTurn{Turn: o.Turn, SampleRate: int(r.speech.format.rate)}
	case conversation.Lips:
		return r.lips(o)
	case conversation.Words:
		return r.words(o)
	case conversation.Again:
		return wire.VisavisAgain{Turn: o.Turn, Clause: o.Clause, Sample: r.speech.at(o.Sample, o.Rate)}
	case conversation.Cue:
		return wire.VisavisCue{Turn: o.Turn, Sample: r.speech.at(o.Sample, o.Rate), Cue: o.Name}
	case conversation.AudioDone:
		return wire.VisavisSpeechEnd{Turn: o.Turn, Samples: samples}
	case conversation.Duck:
		return wire.VisavisDuck(o)
	case conversation.Resume:
		return wire.VisavisResume(o)
	case conversation.Cut:
		return wire.VisavisCut(o)
	case conversation.Remembered:
		if o.Message.Role == visavis.Assistant && len(o.Message.Calls) == 0 {
			return wire.VisavisHeardText{Turn: o.Turn, Text: o.Message.Text, Interrupted: o.Message.Interrupted}
		}
	case conversation.Latency:
		return latency(o)
	}
	return nil
}

func (r *reporter) lips(o conversation.Lips) wire.VisavisLips {
	m := wire.VisavisLips{Turn: o.Turn, Shapes: make([]wire.LipShape, len(o.Shapes))}
	for i, s := range o.Shapes {
		m.Shapes[i] = wire.LipShape{
			Start: r.speech.at(s.Start, o.Rate), End: r.speech.at(s.End, o.Rate),
			Viseme: int(s.Viseme), Strength: int(127*unit(float64(s.Strength)) + 0.5), Phone: s.Phone,
		}
	}
	return m
}

func (r *reporter) words(o conversation.Words) wire.VisavisWords {
	text := r.clauses[o.Clause]
	m := wire.VisavisWords{Turn: o.Turn, Clause: o.Clause, Text: text, Words: make([]wire.WordTime, len(o.Words))}
	for i, w := range o.Words {
		m.Words[i] = wire.WordTime{
			Start: r.speech.at(w.Start, o.Rate), End: r.speech.at(w.End, o.Rate),
			From: utf16Offset(text, w.From), To: utf16Offset(text, w.To),
		}
	}
	return m
}

func latency(o conversation.Latency) wire.VisavisLatency {
	s := o.Stages
	return wire.VisavisLatency{
		Turn: o.Turn, Hangover: milliseconds(s.Hangover), Listen: milliseconds(s.Listen), Think: milliseconds(s.Think), Tools: milliseconds(s.Tools),
		Speak: milliseconds(s.Speak), Orchestration: milliseconds(s.Orchestration), Total: milliseconds(s.Total),
	}
}

// utf16Offset translates an offset in bytes into one in the units of a browser's strings.
func utf16Offset(text string, bytes int) int {
	n := 0
	for _, r := range text[:max(0, min(bytes, len(text)))] {
		n += utf16.RuneLen(r)
	}
	return n
}

// unit holds v to 0..1; what is not a number is 0, and JSON has no word for it.
func unit(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}
