package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/codec"
	"github.com/visavis/visavis/internal/media"
)

// encoders runs the codecs until ctx ends and returns the formats that they can make here.
func (w *workshop) encoders(ctx context.Context) media.Encoders {
	engine := codec.New(w.log, max(1, runtime.NumCPU()/2))
	w.local.running.Go(func() { engine.Run(ctx) })
	known, stop := context.WithTimeout(ctx, openWait)
	defer stop()
	return engine.Encoders(known)
}

// examineCodecs looks which formats speech can be sent in, and has each encode a second of sound.
func (d *doctor) examineCodecs(ctx context.Context) []checkup {
	ctx, stop := context.WithTimeout(ctx, examLimit)
	engine := codec.New(d.log, 1)
	var running sync.WaitGroup
	running.Go(func() { engine.Run(ctx) })
	defer running.Wait()
	defer stop()
	libraries, err := engine.Libraries(ctx)
	if err != nil {
		return []checkup{{stage: toEncode, name: codec.Name, version: "-", err: err}}
	}
	var checks []checkup
	for _, l := range libraries {
		c := checkup{stage: toEncode, name: l.Codec, version: l.Version}
		if l.Missing != nil {
			c.version, c.err = "-", l.Missing
		} else {
			c.result, c.err = examineCodec(ctx, engine.Codec(l.Codec))
		}
		checks = append(checks, c)
	}
	return checks
}

func examineCodec(ctx context.Context, c media.Codec) (string, error) {
	const rate visavis.SampleRate = 48000
	start := time.Now()
	s, err := c.Open(ctx, rate, 48_000)
	if err != nil {
		return "", err
	}
	defer s.Close()
	sound := make([]int16, int(rate)/s.Size()*s.Size())
	for i := range sound {
		sound[i] = int16(8000 * math.Sin(2*math.Pi*440*float64(i)/float64(rate)))
	}
	size := 0
	if err := s.Encode(ctx, sound, func(p []byte) { size += len(p) }); err != nil {
		return "", err
	}
	if size == 0 {
		return "", errors.New("it made nothing of a second of sound")
	}
	return fmt.Sprintf("encoded a second of sound in %d ms", time.Since(start).Milliseconds()), nil
}
