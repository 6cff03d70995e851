package main

import (
	"context"
	"os"

	authapi "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/auth/v1"
	granted "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/auth/v1/interfaces"
	listenapi "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/listen/v1/rest"
	speakapi "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/speak/v1/rest"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/auth"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/interfaces"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/listen"
	client "github.com/deepgram/deepgram-go-sdk/v3/pkg/client/speak"
)

// transcribe has a file transcribed.
func transcribe(ctx context.Context, args []string) (any, error) {
	options := &interfaces.PreRecordedTranscriptionOptions{
		Model: "nova-3", Language: "en-US", Punctuate: true, SmartFormat: true, Paragraphs: true, Utterances: true,
	}
	return listenapi.New(listen.NewREST("", rest(args[0]))).FromFile(ctx, args[1], options)
}

// generate has a text spoken into a WAV file.
func generate(ctx context.Context, args []string) (any, error) {
	f, err := os.Create(args[2])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	options := &interfaces.SpeakOptions{Model: "aura-2-thalia-en", Encoding: "linear16", Container: "wav", SampleRate: 16000}
	return speakapi.New(client.NewREST("", rest(args[0]))).ToFile(ctx, args[1], options, f)
}

// grant asks for a token of a minute.
func grant(ctx context.Context, args []string) (any, error) {
	seconds := 60
	return authapi.New(auth.New("", rest(args[0]))).GrantToken(ctx, &granted.GrantTokenRequest{TTLSeconds: &seconds})
}
