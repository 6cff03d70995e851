package server

import (
	"time"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/wire"
)

// latencyReport says where a turn's time went, in the measures that Deepgram documents: stt_latency until
// the text was there, the ttt_ members until the brain's first piece of each kind, and tts_latency from
// its first text to the first sample. What there was none of is left out.
func latencyReport(s conversation.Stages) wire.LatencyReport {
	heard, first := s.Hangover+s.Listen, s.First
	speak := s.Speak
	if first.Text != nil {
		speak = max(0, s.Total-heard-*first.Text)
	}
	return wire.LatencyReport{
		STT: seconds(&heard), TTTToken: seconds(earliest(first.Text, first.Call, first.Thought)),
		TTTText: seconds(first.Text), TTTTool: seconds(first.Call), TTTThinking: seconds(first.Thought),
		TTS: seconds(&speak), Total: seconds(&s.Total),
	}
}

func earliest(all ...*time.Duration) (first *time.Duration) {
	for _, d := range all {
		if d != nil && (first == nil || *d < *first) {
			first = d
		}
	}
	return first
}

func seconds(d *time.Duration) *float64 {
	if d == nil {
		return nil
	}
	return new(d.Seconds())
}
