package media

import (
	"strings"
	"testing"
	"time"
)

// BenchmarkDecode tells how many times faster than real time a second of each fixture is decoded.
func BenchmarkDecode(b *testing.B) {
	for _, f := range fixtures() {
		b.Run(strings.ReplaceAll(f.name, ".", "-"), func(b *testing.B) {
			file, out := f.read(b), []int16(nil)
			b.ReportAllocs()
			for b.Loop() {
				d := newDecoder(b, Format{})
				out, _ = d.Append(out[:0], file)
				out, _ = d.Close(out)
			}
			reportSpeed(b, time.Duration(len(out)/f.channels)*time.Second/time.Duration(f.rate))
		})
	}
}

// BenchmarkPacket decodes 20 ms of Opus.
func BenchmarkPacket(b *testing.B) {
	all, _ := packets(b, fixtures()[0].read(b))
	d, out, i := newDecoder(b, Format{Encoding: opusPackets}), []int16(nil), 0
	b.ReportAllocs()
	for b.Loop() {
		out, _ = d.Append(out[:0], all[i%len(all)])
		i++
	}
}

// BenchmarkFLAC encodes a second of a voice.
func BenchmarkFLAC(b *testing.B) {
	e, x, out := newEncoder(b, Output{Encoding: flacStream}), tone(22050), []byte(nil)
	_, _ = e.Begin(b.Context(), nil)
	b.ReportAllocs()
	for b.Loop() {
		out, _ = e.Append(b.Context(), out[:0], x)
	}
	reportSpeed(b, time.Second)
	b.ReportMetric(float64(8*len(out)), "bit/s")
}

func reportSpeed(b *testing.B, sound time.Duration) {
	b.ReportMetric(sound.Seconds()*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
