package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// generator makes one brain out of several that stand in for one another.
func (c *client) generator(brains []Brain) visavis.Generator {
	chain := failover.Chain[visavis.Generator]{Health: c.cfg.Health, Report: c.failed}
	for _, b := range brains {
		chain.Engines = append(chain.Engines, failover.Engine[visavis.Generator]{Name: b.ID, Engine: b.Generator})
		if b.own { // how it is is nobody else's affair, and its client may spoil no name
			chain.Health = c.ownHealth
		}
	}
	return failover.Generator(chain)
}

// speaker makes one voice out of several; nil without any.
func (c *client) speaker(voices []Voice) visavis.Speaker {
	if len(voices) == 0 {
		return nil
	}
	chain := failover.Chain[visavis.Speaker]{Health: c.cfg.Health, Report: c.failed}
	for _, v := range voices {
		chain.Engines = append(chain.Engines, failover.Engine[visavis.Speaker]{Name: v.ID, Engine: v.Speaker})
		if v.own {
			chain.Health = c.ownHealth
		}
	}
	return failover.Speaker(chain)
}

// transcriber makes one pair of ears out of several; nil without any.
func (c *client) transcriber(ears []Ears) visavis.Transcriber {
	if len(ears) == 0 {
		return nil
	}
	chain := failover.Chain[visavis.Transcriber]{Health: c.cfg.Health, Report: c.failed}
	for _, e := range ears {
		chain.Engines = append(chain.Engines, failover.Engine[visavis.Transcriber]{Name: e.ID, Engine: e.Transcriber})
	}
	return failover.Transcriber(chain)
}

// failed tells of an engine that was given up. It is called from the goroutines of calls.
func (c *client) failed(f failover.Failure) {
	c.log.Warn("engine failed", "stage", f.Stage, "engine", f.Engine, "err", f.Err, "next", f.Next)
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

func failureWarning(f failover.Failure) wire.Warning {
	text := fmt.Sprintf("%s %s; ", f.Engine, reasonOf(f.Err))
	if f.Next != "" {
		text += f.Next + " takes over."
	} else {
		text += "nothing is left to take over. It will be tried again."
	}
	return wire.Warning{Code: codeOf(f.Stage), Description: text}
}

// codeOf is the protocol's code for a fault at a stage.
func codeOf(stage string) wire.Code {
	switch stage {
	case failover.Listen:
		return wire.ASRConnectionClosed
	case failover.Speak:
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
