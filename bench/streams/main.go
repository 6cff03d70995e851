package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

func main() {
	counts := flag.String("n", "10,100,300", "how many streams at once; a list is measured one after the other")
	lasts := flag.Duration("for", 10*time.Second, "how long each number of them is measured")
	path := flag.String("path", "", "/v1/listen, /v2/listen or /v1/speak; empty: all")
	serving := flag.Bool("serve", false, "be the server that is measured")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	do := func() error { return run(ctx, *counts, *path, *lasts) }
	if *serving {
		do = func() error { return serve(ctx, os.Stdout) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "streams: "+err.Error())
		os.Exit(1)
	}
}

// streams are the paths that are measured.
func streams() []stream {
	return []stream{
		{path: "/v1/listen", query: "model=nova-3&encoding=linear16&sample_rate=16000", carry: listen},
		{path: "/v2/listen", query: "model=flux-general-en&encoding=linear16&sample_rate=16000", carry: listen},
		{path: "/v1/speak", query: "encoding=linear16&sample_rate=24000", carry: speak},
	}
}

func run(ctx context.Context, counts, path string, lasts time.Duration) error {
	fmt.Printf("%-11s %8s %12s %12s %14s %9s\n", "path", "streams", "% of a core", "KB a stream", "allocs / 20 ms", "late p99")
	for _, s := range streams() {
		if path != "" && path != s.path {
			continue
		}
		for field := range strings.SplitSeq(counts, ",") {
			n, err := strconv.Atoi(field)
			if err != nil {
				return fmt.Errorf("-n %s: %w", counts, err)
			}
			r, err := measure(ctx, s, n, lasts)
			if err != nil {
				return fmt.Errorf("%d of %s: %w", n, s.path, err)
			}
			fmt.Println(r)
		}
	}
	return nil
}
