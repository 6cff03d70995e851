package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync"
)

// wavFile is an open recording, of which the samples are next.
type wavFile struct {
	*pcm.WAVReader
	io.Closer
	size   int64 // bytes; 0: unknown
	passed *passed
}

// passed counts bytes for a bar that may come later.
type passed struct {
	io.Reader
	bar *progressbar.ProgressBar // nil: none
}

func (p *passed) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if p.bar != nil {
		p.bar.Add(n)
	}
	return n, err
}

func openWAV(ctx context.Context, s source) (*wavFile, error) {
	r, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	p := &passed{Reader: r}
	wav, err := pcm.NewWAVReader(p)
	if err != nil {
		r.Close()
		return nil, s.failed(err)
	}
	if rate := wav.Rate(); rate < pcm.MinRate || rate > pcm.MaxRate {
		r.Close()
		return nil, s.failed(fmt.Errorf("at %d Hz there is no speech to hear; it takes %d to %d Hz", rate, pcm.MinRate, pcm.MaxRate))
	}
	f := &wavFile{WAVReader: wav, Closer: r, passed: p}
	if file, ok := r.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			f.size = info.Size()
		}
	}
	return f, nil
}

// longFile is how many bytes a recording has at least for which a bar is shown.
const longFile = 8 << 20

// newByteProgress is a bar for a long file; where nobody would see it, nothing.
func newByteProgress(t terminal, what string, size int64) progress {
	if size < longFile || !isTerminal(t.err) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(true), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(),
	)}
}

// Pieces in which the audio is heard.
const (
	pieceOfFile     = 4096 // samples
	piecesPerSecond = 50   // of a live voice
)

// chunk returns how many samples are heard at a time.
func (j lipsyncJob) chunk(rate visavis.SampleRate) int {
	if j.stream {
		return max(1, int(rate)/piecesPerSecond)
	}
	return pieceOfFile
}

// samples are read from the start of a recording to its end.
type samples interface{ Read([]int16) (int, error) }

// follow hears samples to their end. It returns what is known of the voice by then, too.
func (j lipsyncJob) follow(ctx context.Context, from samples, rate visavis.SampleRate, v *lipsync.Voice, clauses []readClause) (*lips, *lipsync.Voice, error) {
	a, found := lipsync.New(rate, v), newLips(rate, clauses)
	for i, c := range clauses {
		a.Say(i, c.words)
	}
	for piece := make([]int16, j.chunk(rate)); ; {
		n, err := from.Read(piece)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, nil, err
		}
		a.Hear(piece[:n])
		found.hear(piece[:n], a)
	}
	a.End()
	found.end(a)
	return found, a.Voice(), nil
}

// studied is how many seconds of a recording are heard twice.
const studied = 120

// head reads so many seconds, or what there is.
func (f *wavFile) head(seconds int) (head []int16, err error) {
	piece := make([]int16, pieceOfFile)
	for len(head) < seconds*int(f.Rate()) {
		n, err := f.Read(piece)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		head = append(head, piece[:n]...)
	}
	return head, nil
}

// replay reads what was read before, and then the rest.
type replay struct {
	head []int16
	rest samples // nil: none
}

func (r *replay) Read(into []int16) (int, error) {
	n := copy(into, r.head)
	r.head = r.head[n:]
	if n > 0 {
		return n, nil
	}
	if r.rest == nil {
		return 0, io.EOF
	}
	return r.rest.Read(into)
}
