package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	api "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/listen/v1/websocket/interfaces"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/interfaces"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/listen"
)

// transcript is what a stream was understood as.
type transcript struct {
	connection
	Text     string
	Interims int
	Started  int // speech
	Unknown  []string
	last     chan struct{} // closed at the first final with speech_final
	once     sync.Once
	ended    chan struct{} // closed with the connection
}

func newTranscript() *transcript {
	return &transcript{last: make(chan struct{}), ended: make(chan struct{})}
}

// stream sends a file in pieces of 2 KiB, one right behind the other.
func stream(ctx context.Context, args []string) (any, error) {
	b, err := os.ReadFile(args[1])
	if err != nil {
		return nil, err
	}
	options := &interfaces.LiveTranscriptionOptions{Model: "nova-3", Language: "en-US", Punctuate: true}
	return hear(ctx, args[0], options, func(c *listen.WSCallback) error {
		if err := c.Stream(bytes.NewReader(b)); !errors.Is(err, io.EOF) {
			return fmt.Errorf("stream: %w", err)
		}
		return c.Finalize()
	})
}

// microphone sends the samples of a 16 kHz WAV file, 20 ms every 20 ms.
func microphone(ctx context.Context, args []string) (any, error) {
	const header, frame = 44, 640
	b, err := os.ReadFile(args[1])
	if err != nil || len(b) < header {
		return nil, fmt.Errorf("no WAV file: %w", err)
	}
	options := &interfaces.LiveTranscriptionOptions{
		Model: "nova-3", Language: "en-US", Encoding: "linear16", SampleRate: 16000, Channels: 1,
		InterimResults: true, VadEvents: true, UtteranceEndMs: "1000", SmartFormat: true,
	}
	return hear(ctx, args[0], options, func(c *listen.WSCallback) error {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for rest := b[header:]; len(rest) > 0; rest = rest[min(frame, len(rest)):] {
			<-tick.C
			if _, err := c.Write(rest[:min(frame, len(rest))]); err != nil {
				return err
			}
		}
		return nil
	})
}

// hear connects, has audio sent, and stops when somebody was understood.
func hear(ctx context.Context, url string, options *interfaces.LiveTranscriptionOptions, send func(*listen.WSCallback) error) (any, error) {
	t := newTranscript()
	c, err := listen.NewWSUsingCallback(ctx, "", socket(url), options, t)
	if err != nil {
		return nil, err
	}
	if !c.Connect() {
		return nil, errors.New("could not connect")
	}
	if err := send(c); err != nil {
		return nil, err
	}
	if err := wait(ctx, "a final transcript", t.last); err != nil {
		return nil, err
	}
	c.Stop()
	return t, wait(ctx, "the end", t.ended)
}

// Open and the methods below implement the SDK's LiveMessageCallback; the SDK calls one at a time.
func (t *transcript) Open(*api.OpenResponse) error {
	t.Opened++
	return nil
}

func (t *transcript) Message(m *api.MessageResponse) error {
	text := m.Channel.Alternatives[0].Transcript
	if !m.IsFinal {
		t.Interims++
		return nil
	}
	t.Text = strings.TrimSpace(t.Text + " " + text)
	if t.Text != "" && (m.SpeechFinal || m.FromFinalize) {
		t.once.Do(func() { close(t.last) })
	}
	return nil
}

func (t *transcript) Metadata(*api.MetadataResponse) error { return nil }

func (t *transcript) SpeechStarted(*api.SpeechStartedResponse) error {
	t.Started++
	return nil
}

func (t *transcript) UtteranceEnd(*api.UtteranceEndResponse) error { return nil }

func (t *transcript) Close(*api.CloseResponse) error {
	if t.Closed++; t.Closed == 1 {
		close(t.ended)
	}
	return nil
}

func (t *transcript) Error(e *api.ErrorResponse) error {
	t.Errors = append(t.Errors, e.ErrMsg+" "+e.Description)
	return nil
}

func (t *transcript) UnhandledEvent(b []byte) error {
	t.Unknown = append(t.Unknown, string(b))
	return nil
}
