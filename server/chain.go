package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// standingIn makes a chain of engines that stand in for one another.
func standingIn[E offered, T any](engines []E, engine func(E) T, health *failover.Health, report func(failover.Failure)) failover.Chain[T] {
	chain := failover.Chain[T]{Health: health, Report: report}
	for _, e := range engines {
		chain.Engines = append(chain.Engines, failover.Engine[T]{Name: e.id(), Engine: engine(e), Wished: e.wished()})
	}
	return chain
}

func transcriberOf(e Ears) visavis.Transcriber { return e.Transcriber }
func generatorOf(b Brain) visavis.Generator    { return b.wish.of(b.Generator) }
func speakerOf(v Voice) visavis.Speaker        { return v.Speaker }

// generator makes one brain out of several.
func (c *client) generator(brains []Brain) visavis.Generator {
	own := slices.ContainsFunc(brains, func(b Brain) bool { return b.own })
	chain := failover.Generator(standingIn(brains, generatorOf, c.healthOf(own), c.failed))
	return watchedGenerator{chain, c.thinksSlowly}
}

// speaker makes one voice out of several; nil without any.
func (c *client) speaker(voices []Voice) visavis.Speaker {
	if len(voices) == 0 {
		return nil
	}
	own := slices.ContainsFunc(voices, func(v Voice) bool { return v.own })
	return watchedSpeaker{failover.Speaker(standingIn(voices, speakerOf, c.healthOf(own), c.failed))}
}

// transcriber makes one pair of ears out of several.
func (c *client) transcriber(ears []Ears) visavis.Transcriber {
	return failover.Transcriber(standingIn(ears, transcriberOf, c.cfg.Health, c.failed))
}

// healthOf returns where it is noted how a chain's engines are. How a client's own engine is is nobody
// else's affair, and its client may spoil no name.
func (c *client) healthOf(own bool) *failover.Health {
	if own {
		return c.ownHealth
	}
	return c.cfg.Health
}

// failed tells of an engine that was given up. It is called from the goroutines of calls.
func (c *client) failed(f failover.Failure) {
	logFailure(c.log, f)
	if f.Next != "" {
		c.metrics.failovers.Add(1)
	}
	// A brain or a voice after which there is none ends its turn, which is told as a Trouble; ears go
	// on trying.
	if f.Next != "" || f.Stage == failover.Listen {
		c.send(failureWarning(f))
	}
	c.panel.refresh()
}

func (c *client) thinksSlowly() {
	c.send(wire.Warning{Code: wire.SlowThinkRequest, Description: fmt.Sprintf("The brain has not begun to answer for %v.", slowThink)})
}

func logFailure(log *slog.Logger, f failover.Failure) {
	log.Warn("engine failed", "stage", f.Stage, "engine", f.Engine, "err", f.Err, "next", f.Next)
}

func failureWarning(f failover.Failure) wire.Warning {
	text := fmt.Sprintf("%s %s; ", f.Engine, reasonOf(f.Err))
	if f.Next != "" {
		text += f.Next + " takes over."
	} else {
		text += "nothing is left to take over. It will be tried again."
	}
	return wire.Warning{Code: codeOf(f.Stage, f.Err), Description: text}
}

// codeOf is the protocol's code for a fault at a stage.
func codeOf(stage string, err error) wire.Code {
	switch {
	case stage == failover.Listen && (errors.Is(err, failover.ErrSilent) || errors.Is(err, context.DeadlineExceeded)):
		return wire.ASRDriverTimeout
	case stage == failover.Listen:
		return wire.ASRConnectionClosed
	case stage == failover.Speak:
		return wire.SpeakRequestFailed
	}
	return wire.ThinkRequestFailed
}

// reasonOf says why an engine failed in words of ours: a vendor's may be meant for the operator alone.
func reasonOf(err error) string {
	var unavailable *visavis.UnavailableError
	var vendor *visavis.VendorError
	switch {
	case errors.As(err, &vendor):
		return reasonOfVendor(vendor.Status)
	case errors.As(err, &unavailable):
		return "is not available"
	case errors.Is(err, context.DeadlineExceeded):
		return "did not answer in time"
	}
	return "failed"
}

func reasonOfVendor(status int) string {
	switch {
	case status == 0:
		return "did not answer"
	case status == 401 || status == 403:
		return "refused the key"
	case status == 402:
		return "is not paid for"
	case status == 408 || status == 504:
		return "did not answer in time"
	case status == 429:
		return "is asked too much"
	}
	return fmt.Sprintf("failed with status %d", status)
}
