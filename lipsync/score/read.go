package main

import (
	"context"
	"log/slog"

	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
)

// newReader reads as flite's lexicon has it. done ends what it needs.
func newReader(ctx context.Context) (r *pronounce.Reader, done func(), err error) {
	ctx, stop := context.WithCancel(ctx)
	engine := flite.New(slog.Default(), 1)
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	done = func() {
		stop()
		<-ended
	}
	if _, err := engine.Version(ctx); err != nil {
		done()
		return nil, nil, err
	}
	voice, err := engine.Voice("awb")
	return pronounce.NewReader(new(pronounce.Lexicon), voice), done, err
}
