package main

import (
	"context"
	"errors"
	"os"
	"time"

	api "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/speak/v1/websocket/interfaces"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/interfaces"
	client "github.com/deepgram/deepgram-go-sdk/v3/pkg/client/speak"
)

// speech is what came of a text.
type speech struct {
	connection
	RequestID string
	Flushed   []int // sequence ids
	Warnings  []string
	Unknown   []string
	Bytes     int
	audio     []byte
	piece     chan struct{} // holds a token when a piece of audio has come
	done      chan struct{} // closed at the first Flushed
	ended     chan struct{} // closed with the connection
}

// speak says a text and writes the samples, at 24 kHz, into a file.
func speak(ctx context.Context, args []string) (any, error) {
	return say(ctx, args, "aura-2-thalia-en", func(c *client.WSCallback, s *speech) error {
		if err := c.Flush(); err != nil {
			return err
		}
		return wait(ctx, "Flushed", s.done)
	})
}

// snippet is speak without Flush: one text, and its audio comes all the same. It is over when none has
// come for a second.
func snippet(ctx context.Context, args []string) (any, error) {
	return say(ctx, args, "aura-2-asteria-en", func(_ *client.WSCallback, s *speech) error {
		if err := wait(ctx, "audio", s.piece); err != nil {
			return err
		}
		for {
			select {
			case <-s.piece:
			case <-time.After(time.Second):
				return nil
			}
		}
	})
}

// say sends a text, waits as until does, and stops.
func say(ctx context.Context, args []string, voice string, until func(*client.WSCallback, *speech) error) (any, error) {
	s := &speech{piece: make(chan struct{}, 1), done: make(chan struct{}), ended: make(chan struct{})}
	options := &interfaces.WSSpeakOptions{Model: voice, Encoding: "linear16", SampleRate: 24000}
	c, err := client.NewWSUsingCallback(ctx, "", socket(args[0]), options, s)
	if err != nil {
		return nil, err
	}
	if !c.Connect() {
		return nil, errors.New("could not connect")
	}
	if err := c.Speak(args[1]); err != nil {
		return nil, err
	}
	if err := until(c, s); err != nil {
		return nil, err
	}
	c.Stop()
	if err := wait(ctx, "the end", s.ended); err != nil {
		return nil, err
	}
	s.Bytes = len(s.audio)
	return s, os.WriteFile(args[2], s.audio, 0o644)
}

// Open and the methods below implement the SDK's SpeakMessageCallback; the SDK calls one at a time.
func (s *speech) Open(*api.OpenResponse) error {
	s.Opened++
	return nil
}

func (s *speech) Metadata(m *api.MetadataResponse) error {
	s.RequestID = m.RequestID
	return nil
}

func (s *speech) Binary(b []byte) error {
	s.audio = append(s.audio, b...)
	select {
	case s.piece <- struct{}{}:
	default:
	}
	return nil
}

func (s *speech) Flush(f *api.FlushedResponse) error {
	if s.Flushed = append(s.Flushed, f.SequenceID); len(s.Flushed) == 1 {
		close(s.done)
	}
	return nil
}

func (s *speech) Clear(*api.ClearedResponse) error { return nil }

func (s *speech) Close(*api.CloseResponse) error {
	if s.Closed++; s.Closed == 1 {
		close(s.ended)
	}
	return nil
}

func (s *speech) Warning(w *api.WarningResponse) error {
	s.Warnings = append(s.Warnings, w.WarnCode+" "+w.WarnMsg)
	return nil
}

func (s *speech) Error(e *api.ErrorResponse) error {
	s.Errors = append(s.Errors, e.ErrMsg+" "+e.Description)
	return nil
}

func (s *speech) UnhandledEvent(b []byte) error {
	s.Unknown = append(s.Unknown, string(b))
	return nil
}
