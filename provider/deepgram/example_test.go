package deepgram_test

import (
	"context"
	"fmt"
	"os"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/deepgram"
)

// A question is transcribed as it is spoken, and answered aloud.
func Example() {
	cfg := deepgram.Config{
		BaseURL:    os.Getenv("DEEPGRAM_BASE_URL"),
		Credential: deepgram.Key(os.Getenv("DEEPGRAM_API_KEY")),
	}
	ears := deepgram.NewListen(cfg, deepgram.ListenOptions{Model: "flux-general-en", EagerEOTThreshold: 0.5})
	voice := deepgram.NewVoice(cfg, deepgram.VoiceOptions{})
	defer voice.Close()

	ctx, microphone, loudspeaker := context.Background(), make(chan visavis.Chunk), func(visavis.Speech) {}
	err := ears.Transcribe(ctx, microphone, func(t visavis.Transcript) {
		if !t.Flushed || t.Text == "" {
			return
		}
		clauses := make(chan string, 1)
		clauses <- "You said: " + t.Text
		close(clauses)
		if err := voice.Speak(ctx, clauses, loudspeaker); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
