package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/wire"
)

// ears offers the recognisers; those behind one stand in for it. How the first of them is may be
// known later only: an embedded one that needs long to open is looked after in the background.
func (w *workshop) ears(ctx context.Context, c choice) ([]server.Ears, func() server.Engine) {
	var all []server.Ears
	for i, p := range c.picks {
		ears := server.Ears{ID: p.id, Label: p.label(), Language: p.language(), Transcriber: p.engine.ears(w, p), Fallbacks: idsOf(c.picks[i+1:])}
		if with := p.engine.earsFor; with != nil {
			ears.With = func(wish wire.ListenProvider) visavis.Transcriber { return with(w, p, wish) }
		}
		all = append(all, ears)
	}
	return all, w.watch(ctx, c.picks[0])
}

// watch returns a function that tells how a recogniser is. It returns when that is known, or after
// openWait.
func (w *workshop) watch(ctx context.Context, p pick) func() server.Engine {
	state := new(atomic.Pointer[server.Engine])
	state.Store(&server.Engine{Name: p.engine.label, OK: true, Note: "opening"})
	known := make(chan struct{})
	w.local.running.Go(func() { // ends when the engine is open, or with ctx
		defer close(known)
		st := w.status(ctx, p)
		state.Store(&st)
		if !st.OK && ctx.Err() == nil {
			w.log.Warn("the recogniser is absent; typed input works", "note", st.Note)
		}
	})
	select {
	case <-known:
	case <-time.After(openWait):
	}
	return func() server.Engine { return *state.Load() }
}

// brains offers the models. Where nobody chose, an Ollama of this machine is asked for its own.
func (w *workshop) brains(ctx context.Context, c choice) []server.Brain {
	var all []server.Brain
	for i, p := range c.picks {
		all = append(all, server.Brain{
			ID: p.id, Label: w.brainLabel(p), Generator: p.engine.brain(w, p), Fallbacks: idsOf(c.picks[i+1:]),
		})
	}
	if w.config.Think != nil {
		return all
	}
	models, err := openai.OllamaModels(ctx, "")
	if err != nil {
		return all // none runs here: nothing to tell
	}
	for _, m := range models {
		all = append(all, server.Brain{ID: m, Label: m + " (Ollama)", Generator: w.chat(openai.Ollama, "", m)})
	}
	return all
}

func (w *workshop) brainLabel(p pick) string {
	if p.engine.embedded() {
		return w.local.persona.Name() + ", a scripted demo persona"
	}
	return p.label()
}

// voices offers the voices that can speak here, and tells how the first one is. An embedded engine
// that is not installed is left out.
func (w *workshop) voices(ctx context.Context, c choice) ([]server.Voice, server.Engine, error) {
	ctx, stop := context.WithTimeout(ctx, openWait)
	defer stop()
	var groups [][]server.Voice
	var first server.Engine
	var missing []string
	for _, p := range c.picks {
		state := w.status(ctx, p)
		if !state.OK {
			missing = append(missing, state.Note)
			continue
		}
		if len(groups) == 0 {
			first = state
			first.Note = strings.Join(missing, "; ")
		}
		voices, err := w.voicesOf(p)
		if err != nil {
			return nil, first, err
		}
		groups = append(groups, voices)
	}
	if len(groups) == 0 {
		return nil, server.Engine{Name: "none", Note: strings.Join(missing, "; ")}, nil
	}
	groups = once(groups)
	standIns(groups)
	return slices.Concat(groups...), first, nil
}

// once drops voices that are there before: one was named, and then all of its engine.
func once(groups [][]server.Voice) [][]server.Voice {
	seen := map[string]bool{}
	var all [][]server.Voice
	for _, g := range groups {
		g = slices.DeleteFunc(g, func(v server.Voice) bool { was := seen[v.ID]; seen[v.ID] = true; return was })
		if len(g) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// voicesOf returns the voices of a pick: several if it is an embedded engine as a whole.
func (w *workshop) voicesOf(p pick) ([]server.Voice, error) {
	named := []namedVoice{{p.id, p.label(), p.language(), ""}}
	if known := p.engine.allVoices(); p.model == "" {
		named = known
	} else if i := slices.IndexFunc(known, func(v namedVoice) bool { return v.name == p.model }); i >= 0 {
		named = known[i : i+1]
	}
	var all []server.Voice
	for _, v := range named {
		one := p
		if p.engine.embedded() {
			one.model = v.name
		}
		speaker, err := p.engine.voice(w, one)
		if err != nil {
			return nil, err
		}
		offered := server.Voice{ID: v.name, Label: v.label, Language: v.language, Gender: v.gender, Speaker: speaker}
		if p, ok := speaker.(visavis.Prosodic); ok {
			offered.With = p.With
		}
		all = append(all, offered)
	}
	return all, nil
}

// status asks an embedded engine for its version, which takes until it is open. How a vendor's is
// turns out when it is used.
func (w *workshop) status(ctx context.Context, p pick) server.Engine {
	e := p.engine
	if !e.embedded() {
		return server.Engine{Name: p.id, OK: true}
	}
	v, err := w.local.version(ctx, e.vendor)
	var ue *visavis.UnavailableError
	switch {
	case errors.As(err, &ue):
		return server.Engine{Name: e.label, Note: ue.Error()}
	case err != nil:
		return server.Engine{Name: e.label, Note: "does not open: " + err.Error()}
	}
	return server.Engine{Name: strings.TrimSpace(e.label + " " + v), OK: true}
}

// standIns names for each voice those that speak when it cannot: of every entry behind its own the
// first voice in its language. Where none speaks it, a foreign voice is better than none.
func standIns(groups [][]server.Voice) {
	for i, group := range groups {
		for j := range group {
			v := &group[j]
			var foreign []string
			for _, other := range groups[i+1:] {
				k := slices.IndexFunc(other, func(o server.Voice) bool { return sameLanguage(o.Language, v.Language) })
				if k >= 0 {
					v.Fallbacks = append(v.Fallbacks, other[k].ID)
				} else {
					foreign = append(foreign, other[0].ID)
				}
			}
			if len(v.Fallbacks) == 0 {
				v.Fallbacks = foreign
			}
		}
	}
}

// sameLanguage compares language tags without their regions. A voice that speaks any language has
// no tag.
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return a == b || a == "" || b == ""
}

// label is what people call an engine.
func (p pick) label() string {
	if p.model == "" {
		return p.engine.label
	}
	vendor := p.engine.label
	if p.server != "" {
		vendor = p.server
	}
	return p.model + " (" + vendor + ")"
}

// language returns the language of ears or of a vendor's voice; empty: they know several.
func (p pick) language() string {
	if p.engine.language == nil {
		return ""
	}
	return p.engine.language(p.model)
}

func idsOf(picks []pick) []string {
	var ids []string
	for _, p := range picks {
		ids = append(ids, p.id)
	}
	return ids
}
