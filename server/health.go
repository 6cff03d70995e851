package server

import (
	"encoding/json"
	"net/http"
	"time"
)

// health is the answer at /healthz.
type health struct {
	Status   string            `json:"status"` // ok, or degraded when a stage has no engine that works
	Sessions int64             `json:"sessions"`
	Engines  map[string]Engine `json:"engines"` // at work by default, by stage
	Down     []outage          `json:"down"`    // those that others stand in for, if there are any
}

// outage is an engine that failed and is left alone for a while.
type outage struct {
	Engine string    `json:"engine"`
	Note   string    `json:"note"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"` // when it is tried again
}

// serveHealth answers 200 as long as the process serves; how its engines are is in the body.
func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(s.health())
}

func (s *Server) health() health {
	c, status, down := &s.cfg, s.cfg.Status(), s.cfg.Health.Down()
	h := health{Status: "ok", Sessions: s.metrics.open.Load(), Down: []outage{}, Engines: map[string]Engine{
		"listen": atWork(status.Listen, c.Ears, defaultChain(c.Ears), down),
		"think":  atWork(status.Think, c.Brains, defaultChain(c.Brains), down),
		"speak":  atWork(status.Speak, c.Voices, defaultChain(c.Voices), down),
	}}
	for _, e := range h.Engines {
		if !e.OK {
			h.Status = "degraded"
		}
	}
	for _, o := range down {
		h.Down = append(h.Down, outage{o.Engine, reasonOf(o.Err), o.Since.UTC(), o.Until.UTC()})
	}
	return h
}

// defaultChain is the first of all engines and what stands in for it.
func defaultChain[E offered](all []E) []E {
	return withFallbacks(all[:min(1, len(all))], all)
}
