package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime"
	"syscall"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/server"
)

// usagePath is where the server tells what it has used.
const usagePath = "/usage"

// usage is what the server has used so far.
type usage struct {
	CPU     time.Duration
	Memory  uint64 // bytes in use, of heap and stacks
	Mallocs uint64
}

// serve serves echoing engines at a free port, which it prints, until ctx ends.
func serve(ctx context.Context, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := server.New(server.Config{
		Ears:   []server.Ears{{ID: "echo", Label: "Echo", Transcriber: ears{}}},
		Voices: []server.Voice{{ID: "hum", Label: "Hum", Language: "en-US", Speaker: voice{}}},
		Log:    slog.New(slog.DiscardHandler),
	})
	mux := http.NewServeMux()
	mux.Handle("/", srv)
	mux.HandleFunc(usagePath, tellUsage)
	h := &http.Server{Handler: mux}
	fmt.Fprintln(out, l.Addr())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	h.Close()
	<-ended
	return srv.Shutdown(context.WithoutCancel(ctx))
}

func tellUsage(w http.ResponseWriter, _ *http.Request) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	runtime.GC() // what is garbage is not in use
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	json.NewEncoder(w).Encode(usage{
		CPU:     time.Duration(r.Utime.Nano() + r.Stime.Nano()),
		Memory:  m.HeapInuse + m.StackInuse,
		Mallocs: m.Mallocs,
	})
}

// ears answer each utterance with one word.
type ears struct{}

// Transcribe implements visavis.Transcriber.
func (ears) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, more := <-in:
			if !more {
				return nil
			}
			if c.Mark == visavis.SpeechEnd {
				emit(visavis.Transcript{Text: "echo", Confidence: 1, Flushed: true})
			}
		}
	}
}

// voice hums in real time until it is stopped, whatever it is to say.
type voice struct{}

const humRate visavis.SampleRate = 24000

// Speak implements visavis.Speaker.
func (voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-clauses:
	}
	tone := make([]int16, humRate/framesPerSecond)
	for i := range tone {
		tone[i] = int16(6000 * math.Sin(2*math.Pi*200*float64(i)/float64(humRate)))
	}
	tick := time.NewTicker(frameTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			emit(visavis.Speech{PCM: tone, Rate: humRate})
		}
	}
}
