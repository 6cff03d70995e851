package voicetest

import (
	"slices"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// Bench reports how long a voice takes to the first audio of a reply, and how much faster than
// real time it is.
func Bench(b *testing.B, s visavis.Speaker) {
	clauses := []string{
		"I can hear you, and I have an answer for you.",
		"What would you like to talk about today?",
		"My lips are drawn for the very sample that you hear, so that they are always on my words.",
		"Hello there!",
	}
	var firsts []time.Duration
	var spent, spoken time.Duration
	for b.Loop() {
		for _, c := range clauses {
			r := Speak(b, s, nil, c)
			firsts = append(firsts, r.First)
			spent += r.All
			spoken += r.Rate.D(int64(len(r.PCM)))
		}
	}
	report(b, firsts)
	b.ReportMetric(float64(spoken)/float64(spent), "x-realtime")
}

// BenchDeath reports how long after the death of its only worker a voice has the first audio of a
// reply. open returns a voice of an engine of its own: one that loses worker after worker begins to
// pause.
func BenchDeath(b *testing.B, open func(b *testing.B) (s visavis.Speaker, stop func())) {
	var firsts []time.Duration
	for b.Loop() {
		s, stop := open(b)
		Speak(b, s, nil, "Hello there!")
		killChildren(b)
		firsts = append(firsts, Speak(b, s, nil, "Hello there!").First)
		stop()
	}
	report(b, firsts)
}

func report(b *testing.B, firsts []time.Duration) {
	slices.Sort(firsts)
	b.ReportMetric(float64(firsts[len(firsts)/2].Microseconds())/1000, "first-p50-ms")
	b.ReportMetric(float64(firsts[len(firsts)*95/100].Microseconds())/1000, "first-p95-ms")
}
