package flite_test

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/flite"
)

// A program that speaks; its main calls worker.Main first of all.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	engine := flite.New(slog.Default(), 1)
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()

	voice, err := engine.Voice("slt")
	if err != nil {
		fmt.Println(err)
	}
	clauses := make(chan string, 1)
	clauses <- "Hello there!"
	close(clauses)
	err = voice.Speak(ctx, clauses, func(s visavis.Speech) {
		fmt.Println(len(s.PCM), "samples,", len(s.Phones), "phones")
	})
	cancel()
	fmt.Println(err, <-ended)
}
