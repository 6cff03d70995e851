package aligned

import (
	"slices"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// BenchmarkPiece is what a piece of 20 ms costs, and what it allocates once a reply is under way.
func BenchmarkPiece(b *testing.B) {
	p := perform(b, "slt", story...)
	pcm, v := p.pcm(), New(Config{Exact: true})
	samples := int(p.rate / 50)
	var r *reply
	at := len(pcm)
	pieces := 0
	b.ReportAllocs()
	for b.Loop() {
		if at+samples > len(pcm) {
			b.StopTimer()
			at = 0
			r = newReply(v, func(visavis.Speech) {})
			for _, text := range story {
				r.script.note(text)
			}
			for ; at < int(p.rate); at += samples {
				r.take(visavis.Speech{PCM: pcm[at : at+samples], Rate: p.rate})
				r.release(b.Context())
			}
			b.StartTimer()
		}
		r.take(visavis.Speech{PCM: pcm[at : at+samples], Rate: p.rate})
		r.release(b.Context())
		at += samples
		pieces++
	}
	b.ReportMetric(100*b.Elapsed().Seconds()/float64(pieces)/0.02, "%core")
}

// BenchmarkFirst is how much later the first audio of a reply comes than without lips, for voices
// that are faster than real time by some factors. It takes as long as it says.
func BenchmarkFirst(b *testing.B) {
	p := perform(b, "slt", story...)
	for _, speed := range []float64{1.5, 3, 8, 20} {
		b.Run(time.Duration(float64(time.Second)/speed).String()+" for 1s", func(b *testing.B) {
			pl := player{performance: p, speed: speed, piece: 20 * time.Millisecond}
			v := New(Config{Speaker: pl, Exact: true})
			var added []float64
			for b.Loop() {
				bare, h := listen(b, pl, story[0]), listen(b, v, story[0])
				added = append(added, (h.at[0]-bare.at[0]).Seconds()*1000)
			}
			slices.Sort(added)
			b.ReportMetric(added[len(added)/2], "ms-p50")
			b.ReportMetric(added[len(added)*95/100], "ms-p95")
		})
	}
}
