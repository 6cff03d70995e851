package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/caller"
	"github.com/visavis/visavis/internal/pcm"
)

// speakAll has the binary speak texts.
func speakAll(ctx context.Context, binary, voice string, texts []string) ([]caller.Question, error) {
	var all []caller.Question
	for _, text := range texts {
		wav, err := exec.CommandContext(ctx, binary, "speak", text, "-voice", voice, "-o", "-").Output()
		if err != nil {
			return nil, fmt.Errorf("speak %q: %w", text, err)
		}
		audio, rate, err := pcm.ReadWAV(bytes.NewReader(wav))
		if err != nil {
			return nil, err
		}
		if audio, err = pcm.Resample(audio, rate, visavis.MicRate); err != nil {
			return nil, err
		}
		all = append(all, caller.NewQuestion(text, audio))
	}
	return all, nil
}

// startServer starts the binary's server on a free port; end stops it.
func startServer(ctx context.Context, binary string) (url string, end func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.CommandContext(ctx, binary, "serve", "-addr", address)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("start server: %w", err)
	}
	end = func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	url = "http://" + address
	for range 300 {
		if r, err := http.Get(url + "/healthz"); err == nil {
			r.Body.Close()
			return url, end, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	end()
	return "", nil, fmt.Errorf("server does not answer at %s", url)
}
