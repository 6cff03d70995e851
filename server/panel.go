package server

import (
	"fmt"
	"slices"
	"sync"

	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// panel is what a client with the extension is shown of the engines: those at work now, and what may
// be chosen. Any goroutine may refresh it.
type panel struct {
	cfg    *Config
	health func() []failover.Outage
	send   func(wire.ServerMessage) error

	mu     sync.Mutex // guards what follows, and the order of what is sent
	on     bool       // the client has the extension and was shown the panel
	ears   []Ears
	brains []Brain
	voices []Voice
	shown  wire.VisavisEngines
}

// show sends the panel for the first time.
func (p *panel) show(ears []Ears, brains []Brain, voices []Voice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on, p.ears, p.brains, p.voices = true, ears, brains, voices
	p.shown = p.engines()
	p.send(p.shown)
}

// choose takes note of other engines; nil: those of before.
func (p *panel) choose(ears []Ears, brains []Brain, voices []Voice) {
	p.mu.Lock()
	if ears != nil {
		p.ears = ears
	}
	if brains != nil {
		p.brains = brains
	}
	if voices != nil {
		p.voices = voices
	}
	p.mu.Unlock()
	p.refresh()
}

// refresh sends the panel again if an engine that is at work has changed.
func (p *panel) refresh() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.on {
		return
	}
	now := p.engines()
	if now.Listen == p.shown.Listen && now.Think == p.shown.Think && now.Speak == p.shown.Speak {
		return
	}
	p.shown = now
	p.send(now)
}

// engines says what is at work.
func (p *panel) engines() wire.VisavisEngines {
	status, down := p.cfg.Status(), p.health()
	m := wire.VisavisEngines{
		Listen: wire.Engine(atWork(status.Listen, p.cfg.Ears, p.ears, down)),
		Think:  wire.Engine(atWork(status.Think, p.cfg.Brains, p.brains, down)),
		Speak:  wire.Engine(atWork(status.Speak, p.cfg.Voices, p.voices, down)),
		Brains: []wire.Choice{}, Voices: []wire.Choice{},
	}
	// A page marks the one at work among those to choose from, by its id.
	m.Think.Name = firstSet(idAtWork(p.brains, down), m.Think.Name)
	m.Speak.Name = firstSet(idAtWork(p.voices, down), m.Speak.Name)
	for _, b := range p.cfg.Brains {
		m.Brains = append(m.Brains, wire.Choice{ID: b.ID, Label: b.Label})
	}
	for _, v := range p.cfg.Voices {
		m.Voices = append(m.Voices, wire.Choice{ID: v.ID, Label: v.Label})
	}
	return m
}

// atWork says which engine of a chain is at work and how it is. status is the default engine's, which
// is the first of all.
func atWork[E offered](status Engine, all, chain []E, down []failover.Outage) Engine {
	if len(chain) == 0 {
		return status
	}
	first, now := chain[0].id(), idAtWork(chain, down)
	e := Engine{Name: now, OK: true}
	if len(all) > 0 && all[0].id() == now {
		e = status
	}
	switch i := indexDown(down, first); {
	case now != first:
		e.Note = fmt.Sprintf("stands in for %s, which %s", first, reasonOf(down[i].Err))
	case i >= 0:
		e.OK, e.Note = false, fmt.Sprintf("%s %s", first, reasonOf(down[i].Err))
	}
	return e
}

// idAtWork returns the first engine of a chain that is not down, and the first if all are.
func idAtWork[E offered](chain []E, down []failover.Outage) string {
	for _, e := range chain {
		if indexDown(down, e.id()) < 0 {
			return e.id()
		}
	}
	if len(chain) == 0 {
		return ""
	}
	return chain[0].id()
}

func indexDown(down []failover.Outage, id string) int {
	return slices.IndexFunc(down, func(o failover.Outage) bool { return o.Engine == id })
}
