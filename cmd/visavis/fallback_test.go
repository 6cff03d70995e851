package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/providertest"
)

// goneAfter is a voice that takes some clauses and then turns out to be gone.
type goneAfter int

func (n goneAfter) Speak(_ context.Context, clauses <-chan string, _ func(visavis.Speech)) error {
	for range n {
		<-clauses
	}
	return &visavis.UnavailableError{Engine: "test", Reason: "is gone"}
}

func TestFallbackLosesNoClause(t *testing.T) {
	for taken := range 4 {
		synctest.Test(t, func(t *testing.T) {
			clauses := make(chan string)
			go func() {
				for _, c := range strings.Fields("one two three four") {
					clauses <- c
				}
				close(clauses)
			}()
			spoken := map[int]bool{}
			err := fallback{goneAfter(taken), fake.Speaker{}}.Speak(t.Context(), clauses, func(s visavis.Speech) { spoken[s.Clause] = true })
			if err != nil || len(spoken) != 4 {
				t.Errorf("gone after %d clauses: %d of 4 were spoken, error %v", taken, len(spoken), err)
			}
		})
	}
}

func TestFallbackPassesOtherFaultsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clauses := make(chan string, 1)
		clauses <- "one"
		close(clauses)
		broken := errors.New("broken")
		err := fallback{fake.Speaker{Err: broken}, fake.Speaker{}}.Speak(t.Context(), clauses, func(visavis.Speech) {})
		if !errors.Is(err, broken) {
			t.Errorf("error %v, want the first voice's own", err)
		}
	})
}

func TestFallbackIsASpeaker(t *testing.T) {
	providertest.Speaker(t, fallback{goneAfter(0), fake.Speaker{}}, "Hello there.", "How are you?")
}
