// Sdk-go uses Deepgram's official Go SDK as its users do, against a server of ours, and prints what came
// of it as the last line on standard output: RESULT and a JSON object. The end-to-end tests call it:
//
//	sdk-go listen URL FILE.wav    a stream, as fast as the file can be read
//	sdk-go microphone URL FILE.wav    a stream of 16 kHz in real time
//	sdk-go speak URL TEXT OUT.raw
//	sdk-go snippet URL TEXT OUT.raw    the same without Flush
//	sdk-go agent URL TEXT OUT.raw    through TLS of its own: the SDK's agent insists on it
//	sdk-go transcribe URL FILE.wav
//	sdk-go generate URL TEXT OUT.wav
//	sdk-go grant URL
//
// The credential is DEEPGRAM_API_KEY or DEEPGRAM_ACCESS_TOKEN, as the SDK has it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/interfaces"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/listen"
)

// patience is how long anything may take.
const patience = 30 * time.Second

func main() {
	listen.Init(listen.InitLib{LogLevel: listen.LogLevelErrorOnly})
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	result, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sdk-go: "+err.Error())
		os.Exit(1)
	}
	b, err := json.Marshal(result)
	if err != nil {
		panic(err) // results are ours
	}
	fmt.Printf("\nRESULT %s\n", b)
}

func run(ctx context.Context, args []string) (any, error) {
	commands := map[string]func(context.Context, []string) (any, error){
		"listen":     stream,
		"microphone": microphone,
		"speak":      speak,
		"snippet":    snippet,
		"agent":      converse,
		"transcribe": transcribe,
		"generate":   generate,
		"grant":      grant,
	}
	if len(args) < 2 || commands[args[0]] == nil {
		return nil, fmt.Errorf("usage: sdk-go COMMAND URL ARGUMENTS; see main.go")
	}
	args = append(args, "", "") // what is missing is a file that does not exist
	return commands[args[0]](ctx, args[1:])
}

// rest are options for requests by HTTP, socket those for websockets: the SDK wants the scheme in the host.
func rest(url string) *interfaces.ClientOptions { return &interfaces.ClientOptions{Host: url} }

func socket(url string) *interfaces.ClientOptions {
	return &interfaces.ClientOptions{Host: "ws" + strings.TrimPrefix(url, "http")}
}

// connection is how a websocket fared.
type connection struct {
	Opened int
	Closed int
	Errors []string
}

// wait waits until something has happened. The SDK goes on for ever when it has not.
func wait(ctx context.Context, what string, happened <-chan struct{}) error {
	select {
	case <-happened:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waited in vain: %s", what)
	}
}
