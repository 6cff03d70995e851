package failover_test

import (
	"context"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/providertest"
)

// A chain is an engine like any other: of one, of two with the first broken, and of two of which the
// first fails after a while.
func TestConformance(t *testing.T) {
	t.Run("generator", func(t *testing.T) {
		providertest.Generator(t, failover.Generator(failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](fake.Generator{})}))
	})
	t.Run("generator, the first is broken", func(t *testing.T) {
		providertest.Generator(t, failover.Generator(failover.Chain[visavis.Generator]{
			Engines: engines[visavis.Generator](failsWith(gone()), fake.Generator{}), Health: failover.NewHealth(),
		}))
	})
	t.Run("speaker", func(t *testing.T) {
		providertest.Speaker(t, failover.Speaker(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](fake.Speaker{})}))
	})
	t.Run("speaker, the first is broken", func(t *testing.T) {
		providertest.Speaker(t, failover.Speaker(failover.Chain[visavis.Speaker]{
			Engines: engines[visavis.Speaker](fake.Speaker{Err: gone()}, fake.Speaker{Rate: 24000}), Health: failover.NewHealth(),
		}))
	})
	t.Run("speaker, the first fails later", func(t *testing.T) {
		providertest.Speaker(t, failover.Speaker(failover.Chain[visavis.Speaker]{
			Engines: engines[visavis.Speaker](fake.Speaker{Err: gone(), FailAt: 2}, fake.Speaker{Rate: 24000}),
		}))
	})
	t.Run("transcriber", func(t *testing.T) {
		providertest.Transcriber(t, failover.Transcriber(failover.Chain[visavis.Transcriber]{Engines: engines[visavis.Transcriber](ears())}))
	})
	t.Run("transcriber, the first is broken", func(t *testing.T) {
		broken := transcribe(func(context.Context, <-chan visavis.Chunk, func(visavis.Transcript)) error { return gone() })
		providertest.Transcriber(t, failover.Transcriber(failover.Chain[visavis.Transcriber]{
			Engines: engines[visavis.Transcriber](broken, ears()), Health: failover.NewHealth(),
		}))
	})
	t.Run("transcriber, the first fails later", func(t *testing.T) {
		broken := fake.Transcriber{Script: []string{"hello there", "how are you"}, Err: gone(), FailAt: 1}
		providertest.Transcriber(t, failover.Transcriber(failover.Chain[visavis.Transcriber]{
			Engines: engines[visavis.Transcriber](broken, ears()),
		}))
	})
}

func ears() visavis.Transcriber {
	return fake.Transcriber{Script: []string{"hello there my friend", "how are you"}}
}
