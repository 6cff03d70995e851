package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/server/listen"
	"github.com/visavis/visavis/wire"
)

// listening is what /v1/listen and /v2/listen are served with.
func (c *Config) listening(closing <-chan struct{}) listen.Config {
	l := listen.Config{Ears: c.earsOf, Log: c.Log, Closing: closing}
	if len(c.Endpoints.Hosts) > 0 {
		l.Fetch = c.Endpoints.client
	}
	return l
}

// earsOf returns the ears that a stream asks for, with what stands in for them. Models that are not
// here are heard by the default ears: a client written for them should work.
func (c *Config) earsOf(p wire.ListenProvider) (listen.Engine, error) {
	ears := c.chooseEars(p)
	if len(ears) == 0 {
		return listen.Engine{}, &refusal.Error{Status: http.StatusServiceUnavailable, Code: "SERVICE_UNAVAILABLE", Message: "No recogniser is configured on this server."}
	}
	if !ears[0].hears(p.Language) || !ears[0].hears(p.LanguageHints...) {
		return listen.Engine{}, deafTo(ears[0])
	}
	if len(ears) == 1 {
		// Nobody could take over. It may then take its time, as an embedded engine does with files that
		// come at once; the patience of a chain is that of a conversation.
		return listen.Engine{ID: ears[0].ID, Language: ears[0].Language, Transcriber: ears[0].Transcriber}, nil
	}
	return listen.Engine{ID: idAtWork(ears, c.Health.Down()), Language: ears[0].Language, Transcriber: streamEars{c, ears}}, nil
}

// deafTo refuses a language: a transcript in the words of another would be no use to anybody.
func deafTo(e Ears) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "Bad Request",
		Message: fmt.Sprintf("The recogniser %s hears %q only: leave the language and its hints out, or choose another model.", e.ID, e.Language),
	}
}

// streamEars are ears that fail when none of them is left. A conversation's go on trying, as it can go
// on without them; a stream cannot, and its client connects again.
type streamEars struct {
	cfg  *Config
	ears []Ears
}

// Transcribe implements visavis.Transcriber.
func (s streamEars) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	call, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	report := func(f failover.Failure) {
		s.cfg.streamFailed(f)
		if f.Next == "" {
			giveUp(f.Err)
		}
	}
	err := failover.Transcriber(standingIn(s.ears, transcriberOf, s.cfg.Health, report)).Transcribe(call, in, emit)
	if ctx.Err() == nil && call.Err() != nil {
		return context.Cause(call)
	}
	return err
}

// streamFailed notes an engine of a stream that was given up.
func (c *Config) streamFailed(f failover.Failure) { logFailure(c.Log, f) }
