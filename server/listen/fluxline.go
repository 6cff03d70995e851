package listen

import (
	"context"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
)

// line is what one recogniser hears: the stream from some place on, until another takes over.
type line struct {
	*hearing.Line
	from int64 // samples
}

func newLine(ears visavis.Transcriber, from int64) *line {
	return &line{hearing.NewLine(ears, earsPatience, nil), from}
}

// run runs the recogniser. Its words count from the stream's first sample.
func (l *line) run(ctx context.Context, emit func(visavis.Transcript)) error {
	return l.Run(ctx, func(t visavis.Transcript) {
		for i := range t.Words {
			t.Words[i].Start += l.from
			t.Words[i].End += l.from
		}
		emit(t)
	})
}
