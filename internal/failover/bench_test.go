package failover_test

import (
	"context"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// BenchmarkPiece is what a chain adds to a piece of 20 ms of speech.
func BenchmarkPiece(b *testing.B) {
	for name, rate := range map[string]visavis.SampleRate{"same rate": 16000, "resampled": 24000} {
		b.Run(name, func(b *testing.B) {
			pcm := make([]int16, rate/50)
			first := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
				<-clauses
				emit(visavis.Speech{Rate: 16000, PCM: pcm[:320]})
				return errBroken
			})
			steady := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
				<-clauses
				s := visavis.Speech{Rate: rate, PCM: pcm}
				for range 100 {
					emit(s)
				}
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					emit(s)
				}
				b.StopTimer()
				for range clauses {
				}
				return nil
			})
			c := failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](first, steady), Health: failover.NewHealth()}
			in := make(chan string, 1)
			in <- "a clause"
			close(in)
			if err := failover.Speaker(c).Speak(b.Context(), in, func(visavis.Speech) {}); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkDelta is what a chain adds to a delta.
func BenchmarkDelta(b *testing.B) {
	g := generate(func(ctx context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			emit(visavis.Delta{Text: "word "})
		}
		b.StopTimer()
		return nil
	})
	c := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](g)}
	if err := failover.Generator(c).Generate(b.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkChunk is what a chain adds to 20 ms of the microphone, in quiet and in speech.
func BenchmarkChunk(b *testing.B) {
	for name, mark := range map[string]visavis.Mark{"quiet": visavis.NoMark, "speech": visavis.SpeechStart} {
		b.Run(name, func(b *testing.B) {
			reads := transcribe(func(_ context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
				for range in {
				}
				return nil
			})
			c := failover.Chain[visavis.Transcriber]{Engines: engines[visavis.Transcriber](reads), Health: failover.NewHealth()}
			in := make(chan visavis.Chunk)
			done := make(chan error, 1)
			go func() { done <- failover.Transcriber(c).Transcribe(b.Context(), in, func(visavis.Transcript) {}) }()
			chunk := visavis.Chunk{Rate: visavis.MicRate, PCM: make([]int16, 320)}
			in <- visavis.Chunk{Rate: visavis.MicRate, Mark: mark}
			for range 4000 { // until the tape has its size
				in <- chunk
			}
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				in <- chunk
			}
			b.StopTimer()
			close(in)
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		})
	}
}
