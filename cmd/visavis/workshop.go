package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/aligned"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// workshop is where picks become engines.
type workshop struct {
	config config
	env    environ
	local  *local
	client *http.Client // for all vendors; keeps their connections
	log    *slog.Logger

	closers []func()          // of the engines that keep something of their own
	mouths  []*aligned.Voice  // of the voices that tell no times
	reading *reading          // for the mouths; nil: there are none
	spoken  *pronounce.Reader // for key terms
}

func newWorkshop(s setup, log *slog.Logger) (*workshop, error) {
	l, err := newLocal(log)
	if err != nil {
		return nil, err
	}
	spoken, err := s.config.newSpoken(l)
	if err != nil {
		return nil, err
	}
	// A transport of our own: closing it must not disturb others, and the vendors' addresses are the
	// operator's, so that the environment's proxy is right.
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &workshop{config: s.config, env: s.env, local: l, client: &http.Client{Transport: transport}, log: log, spoken: spoken}, nil
}

// close ends the connections that engines have kept, and has what was learnt written down. The engines cannot be used any more.
func (w *workshop) close() {
	for _, c := range w.closers {
		c()
	}
	w.client.CloseIdleConnections()
}

// voice makes a speaker.
func (w *workshop) voice(p pick) (visavis.Speaker, error) {
	if p.engine.voices == nil || p.model != "" {
		return p.engine.voice(w, p)
	}
	p.model = p.engine.voices()[0].name
	return p.engine.voice(w, p)
}

// reader makes what transcribes whole files with an engine.
func (w *workshop) reader(p pick) (reader, error) {
	switch {
	case p.engine.reads != nil:
		return p.engine.reads(w, p), nil
	case p.engine.able.turns:
		return nil, fmt.Errorf("%s hears live speech only; files are for another engine, such as deepgram/nova-3 or sphinx", p.id)
	}
	return hears(p.id, p.engine.ears(w, p)), nil
}

// teller makes what speaks whole texts with an engine, speed times as fast as usual.
func (w *workshop) teller(p pick, speed float64) (teller, error) {
	if p.engine.tells != nil {
		return p.engine.tells(w, p, speed), nil
	}
	speaker, err := w.voice(p)
	if err != nil {
		return nil, err
	}
	if speaker, err = atSpeed(p.id, speaker, speed); err != nil {
		return nil, err
	}
	return func(ctx context.Context, text string) (rec *recording, err error) {
		err = again(ctx, func() error { rec, err = record(ctx, speaker, split(text)); return err })
		return rec, err
	}, nil
}

// key returns the key of a pick, and baseURL the address where it is not the vendor's own.
func (w *workshop) key(p pick) string {
	if p.server != "" {
		return w.env.get(w.config.Servers[p.server].KeyEnv)
	}
	return w.env.first(p.engine.keys...)
}

func (w *workshop) baseURL(p pick) string {
	if p.server != "" {
		return w.config.Servers[p.server].URL
	}
	return w.env.get(p.engine.base)
}

// quiet is the log of commands that report by their result.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
