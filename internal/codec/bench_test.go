package codec

import (
	"testing"
	"time"

	"github.com/visavis/visavis/internal/media"
)

// benchmarked are the formats as POST /v1/speak has them, with one that needs no codec to compare.
func benchmarked() map[string]media.Output {
	return map[string]media.Output{
		"linear16": {Encoding: "linear16"}, "opus": {Encoding: Opus}, "mp3": {Encoding: MP3},
	}
}

// BenchmarkSecond encodes a second of sound in pieces of 40 ms, the worker's side included.
func BenchmarkSecond(b *testing.B) {
	encoders := run(b, 1).Encoders(b.Context())
	for name, o := range benchmarked() {
		b.Run(name, func(b *testing.B) {
			e, err := encoders.New(o)
			if err != nil {
				b.Skip(err)
			}
			defer e.Close()
			x, piece := sound(e.Rate(), int(e.Rate())), int(e.Rate()/25)
			out, err := e.Begin(b.Context(), make([]byte, 0, 1<<17))
			b.ReportAllocs()
			for b.Loop() {
				for rest := x; len(rest) > 0 && err == nil; rest = rest[min(piece, len(rest)):] {
					out, err = e.Append(b.Context(), out[:0], rest[:min(piece, len(rest))])
				}
			}
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Second.Seconds()*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}

// BenchmarkFirst opens a stream and encodes until something of the sound has come out: how much later an
// answer begins for being compressed. The sound itself comes in pieces of 20 ms and costs no time here.
func BenchmarkFirst(b *testing.B) {
	encoders := run(b, 1).Encoders(b.Context())
	for name, o := range benchmarked() {
		b.Run(name, func(b *testing.B) {
			pieces := 0
			for b.Loop() {
				pieces = first(b, encoders, o)
			}
			b.ReportMetric(float64(20*pieces), "ms-of-sound")
		})
	}
}

// first returns how many pieces the first bytes needed.
func first(b *testing.B, encoders media.Encoders, o media.Output) (pieces int) {
	e, err := encoders.New(o)
	if err != nil {
		b.Skip(err)
	}
	defer e.Close()
	piece := sound(e.Rate(), int(e.Rate()/50))
	_, err = e.Begin(b.Context(), nil)
	for out := []byte(nil); len(out) == 0 && err == nil; pieces++ {
		out, err = e.Append(b.Context(), nil, piece)
	}
	if err != nil {
		b.Fatal(err)
	}
	return pieces
}
