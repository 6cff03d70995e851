package conversation

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

// warmer is an engine that takes its time to get ready.
type warmer struct {
	generatorFunc
	speakerFunc
	transcriberFunc
	takes         time.Duration
	warmed, ended int
}

func (w *warmer) Warm(ctx context.Context) {
	w.warmed++
	defer func() { w.ended++ }()
	select {
	case <-time.After(w.takes):
	case <-ctx.Done():
	}
}

func TestEnginesAreWarmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listens := &warmer{transcriberFunc: withContext(ears("good morning")), takes: 100 * time.Millisecond}
		thinks := &warmer{generatorFunc: echo, takes: 100 * time.Millisecond}
		speaks := &warmer{speakerFunc: speakFor(time.Second), takes: time.Hour}
		c := dial(t, Config{Ears: listens, Brain: thinks, Voice: speaks})
		c.talk(make([]int16, visavis.MicRate))
		synctest.Wait()
		if listens.warmed != 1 || thinks.warmed != 1 || speaks.warmed != 1 {
			t.Fatalf("warmed %d, %d and %d times at the start, want once each", listens.warmed, thinks.warmed, speaks.warmed)
		}
		c.talk(speech(time.Second))
		synctest.Wait()
		if listens.warmed != 1 || thinks.warmed != 2 || speaks.warmed != 1 {
			t.Errorf("warmed %d, %d and %d times when the user spoke; want the brain again, the voice not while it is still at it",
				listens.warmed, thinks.warmed, speaks.warmed)
		}
		c.stop()
		if speaks.ended != 1 {
			t.Error("the session ended before its Warm had")
		}
	})
}

func TestPanicInWarmIsNoMatter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, Config{Brain: panicker{generatorFunc(echo)}})
		c.tell(UserText{"hello"})
		c.stop()
		if said := of[AgentSays](c); len(said) != 1 {
			t.Errorf("the agent said %v, want its answer", said)
		}
	})
}

type panicker struct{ generatorFunc }

func (panicker) Warm(context.Context) { panic("cold") }
