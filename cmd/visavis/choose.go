package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// pick is an engine that was chosen.
type pick struct {
	id     string  // as in the configuration: "deepgram/nova-3", "slt"
	engine *engine // its row of the table
	model  string  // of the vendor; of an embedded voice its name; empty: the engine as a whole
	server string  // name of the configuration's server; empty: the vendor's own
}

// choice is the engines of one stage by preference, and why others are not among them.
type choice struct {
	picks  []pick
	absent []string
}

// selection is the engines of all stages.
type selection struct{ listen, think, speak choice }

// stageChoice is the choice of a stage.
type stageChoice struct {
	stage  stage
	choice choice
}

// stages returns the choices in the order of the loop.
func (s selection) stages() []stageChoice {
	return []stageChoice{{toListen, s.listen}, {toThink, s.think}, {toSpeak, s.speak}}
}

// all returns the engines of all stages.
func (s selection) all() []pick { return slices.Concat(s.listen.picks, s.think.picks, s.speak.picks) }

// selectEngines decides which engines are offered: those that the configuration names, else those whose
// keys are there with the embedded ones at the end. It contacts nobody. Its error tells of every
// engine that was named and cannot be had.
func selectEngines(c config, env environ) (selection, error) {
	all := table()
	ch := chooser{config: c, env: env, table: all}
	listen, err1 := ch.stage(toListen, c.Listen)
	think, err2 := ch.stage(toThink, c.Think)
	speak, err3 := ch.stage(toSpeak, c.Speak)
	return selection{listen, think, speak}, errors.Join(err1, err2, err3)
}

type chooser struct {
	config config
	env    environ
	table  []engine
}

func (c chooser) stage(s stage, ids []string) (choice, error) {
	if ids == nil {
		return c.byKeys(s), nil
	}
	var picked choice
	var errs []error
	for _, id := range ids {
		p, err := c.byID(s, id)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s, err))
			continue
		}
		picked.picks = append(picked.picks, p)
	}
	return picked, errors.Join(errs...)
}

// byKeys picks what the environment has keys for.
func (c chooser) byKeys(s stage) (picked choice) {
	for i := range c.table {
		e := &c.table[i]
		switch {
		case e.stage != s:
		case e.embedded():
			picked.picks = append(picked.picks, pick{id: e.vendor, engine: e})
		case e.preset == "":
		case c.env.first(e.keys...) == "" && c.env.get(e.base) != "":
			picked.absent = append(picked.absent, fmt.Sprintf("%s: name a model that %s has, as %s/MODEL", e.vendor, e.base, e.vendor))
		case c.env.first(e.keys...) == "":
			picked.absent = append(picked.absent, fmt.Sprintf("%s: no %s", e.vendor, strings.Join(e.keys, " or ")))
		case e.foreign && c.env.get(e.base) != "":
			picked.absent = append(picked.absent, fmt.Sprintf("%s: %s may not have it; name it to use it", e.vendor, e.base))
		default:
			picked.picks = append(picked.picks, pick{id: e.vendor + "/" + e.preset, engine: e, model: e.preset})
		}
	}
	return picked
}

// byID finds the engine with an id and sees that it has its key.
func (c chooser) byID(s stage, id string) (pick, error) {
	vendor, model, whole := strings.Cut(id, "/")
	if !whole {
		return c.byName(s, id)
	}
	if srv, ok := c.config.Servers[vendor]; ok {
		if srv.KeyEnv != "" && c.env.get(srv.KeyEnv) == "" {
			return pick{}, fmt.Errorf("%s needs a key: set %s in the environment or .env", id, srv.KeyEnv)
		}
		e := c.row(s, serverVendor, model)
		return pick{id: id, engine: e, model: model, server: vendor}, nil
	}
	e := c.row(s, vendor, model)
	if e == nil || model == "" {
		return pick{}, c.unknown(s, id)
	}
	if len(e.keys) > 0 && c.env.first(e.keys...) == "" && c.env.get(e.base) == "" {
		return pick{}, fmt.Errorf("%s needs a key: set %s in the environment or .env", id, strings.Join(e.keys, " or "))
	}
	return pick{id: id, engine: e, model: model}, nil
}

// byName finds an embedded engine, or one of its voices.
func (c chooser) byName(s stage, name string) (pick, error) {
	for i := range c.table {
		e := &c.table[i]
		if e.stage != s || !e.embedded() {
			continue
		}
		if e.vendor == name {
			return pick{id: name, engine: e}, nil
		}
		if slices.ContainsFunc(e.allVoices(), func(v namedVoice) bool { return v.name == name }) {
			return pick{id: name, engine: e, model: name}, nil
		}
	}
	return pick{}, c.unknown(s, name)
}

// row returns the first row of a vendor that takes the model; nil: there is none.
func (c chooser) row(s stage, vendor, model string) *engine {
	for i := range c.table {
		if e := &c.table[i]; e.stage == s && e.vendor == vendor && (e.takes == nil || e.takes(model)) {
			return e
		}
	}
	return nil
}

// unknown says that no engine has the id, and which ones there are.
func (c chooser) unknown(s stage, id string) error {
	var known, vendors []string
	for _, e := range c.table {
		if e.stage == s && e.vendor != serverVendor {
			known = append(known, e.example())
			vendors = append(vendors, e.vendor)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.config.Servers)) {
		known = append(known, name+"/MODEL")
		vendors = append(vendors, name)
	}
	kind := map[stage]string{toListen: "recogniser", toThink: "model", toSpeak: "voice"}[s]
	vendor, model, _ := strings.Cut(id, "/")
	if near := nearest(vendor, vendors); near != "" && near != vendor {
		return fmt.Errorf("there is no %s %q; did you mean %q?", kind, id, strings.TrimSuffix(near+"/"+model, "/"))
	}
	return fmt.Errorf("there is no %s %q; there are %s", kind, id, strings.Join(known, ", "))
}

// example shows what ids of the row look like.
func (e *engine) example() string {
	voices := e.allVoices()
	switch {
	case len(voices) > 10:
		return fmt.Sprintf("%s (or a language such as %s)", e.vendor, voices[0].name)
	case len(voices) > 0:
		var names []string
		for _, v := range voices {
			names = append(names, v.name)
		}
		return strings.Join(names, ", ")
	case e.embedded():
		return e.vendor
	case e.preset != "":
		return e.vendor + "/" + e.preset
	}
	return e.vendor + "/MODEL"
}

func (e *engine) allVoices() []namedVoice {
	if e.voices == nil {
		return nil
	}
	return e.voices()
}

// report says in a line what a stage uses, what stands in, and what was left out.
func (c choice) report() string {
	ids := make([]string, len(c.picks))
	for i, p := range c.picks {
		ids[i] = p.id
	}
	line := strings.Join(ids, ", then ")
	if len(c.absent) > 0 {
		line += " (" + strings.Join(c.absent, "; ") + ")"
	}
	return line
}
