package server

import (
	"cmp"
	"context"
	"errors"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/wire"
)

// update changes a running session from the next turn on, and says so.
func (d *dialogue) update(ctx context.Context, msg wire.ClientMessage) {
	var err error
	switch msg := msg.(type) {
	case wire.UpdatePrompt:
		d.instruct(ctx, msg.Prompt)
		d.send(wire.PromptUpdated{})
	case wire.UpdateThink:
		err = d.updateThink(ctx, msg)
	case wire.UpdateSpeak:
		err = d.updateSpeak(ctx, msg)
	case wire.UpdateListen:
		err = d.updateListen(ctx, msg.Listen.Provider)
	}
	if err != nil {
		var de *wire.DecodeError
		if errors.As(err, &de) {
			de.Type = msg.Type()
		}
		d.reject(err)
	}
}

// updateThink replaces the brain, its functions and, if one is given, the whole prompt.
func (d *dialogue) updateThink(ctx context.Context, msg wire.UpdateThink) error {
	brains, err := d.cfg.chooseBrains("think", msg.Think)
	if err != nil {
		return err
	}
	words, err := samplingOf("think", msg.Think)
	if err != nil {
		return err
	}
	functions, err := d.cfg.functions("think", msg.Think)
	if err != nil {
		return err
	}
	tools, hidden := d.cfg.toolbox(d.calls, functions)
	d.session.Tell(ctx, conversation.SetBrain{Brain: d.generator(brains)})
	d.session.Tell(ctx, conversation.SetSampling{Sampling: words})
	d.session.Tell(ctx, conversation.SetTools{Tools: tools})
	if text := msg.Think[0].Prompt; text != "" {
		d.prompt = prompt{}
		d.instruct(ctx, text)
	}
	d.warnHidden(hidden)
	d.send(wire.ThinkUpdated{})
	d.panel.choose(nil, brains, nil)
	return nil
}

// updateListen has other ears, or the same with other options, listen from the next utterance on.
func (d *dialogue) updateListen(ctx context.Context, change wire.ListenProvider) error {
	wanted := changed(d.listen, change)
	was, now := d.cfg.chooseEars(inLanguage(d.listen, d.language)), d.cfg.chooseEars(inLanguage(wanted, d.language))
	ending, err := heed("listen", wanted, now)
	if err != nil {
		return err
	}
	d.listen = wanted
	if ending != d.ending {
		d.ending = ending
		d.session.Tell(ctx, conversation.SetEnding{Ending: ending})
	}
	if d.ears == nil {
		d.warn(wire.UpdateListenUnsupported, "Nobody listens here.")
	} else {
		d.exchange(was, now)
	}
	d.send(wire.ListenUpdated{})
	return nil
}

// exchange has other ears listen, if it matters.
func (d *dialogue) exchange(was, now []Ears) {
	d.tongues.Store(tonguesOf(d.listen, now))
	if was[0].ID == now[0].ID && !was[0].heeds && !now[0].heeds {
		return
	}
	d.ears.exchange(d.transcriber(now))
	d.panel.choose(now, nil, nil)
}

// changed is a listen provider with a change applied: what it leaves out stays, but for the hints of
// languages, which are cleared (section 8.5).
func changed(p, change wire.ListenProvider) wire.ListenProvider {
	p.Type, p.Version = firstSet(change.Type, p.Type), firstSet(change.Version, p.Version)
	p.Model, p.Language = firstSet(change.Model, p.Model), firstSet(change.Language, p.Language)
	p.LanguageHints = change.LanguageHints
	if change.Keyterms != nil {
		p.Keyterms = change.Keyterms
	}
	p.SmartFormat = cmp.Or(change.SmartFormat, p.SmartFormat)
	p.EOTThreshold = cmp.Or(change.EOTThreshold, p.EOTThreshold)
	p.EagerEOTThreshold = cmp.Or(change.EagerEOTThreshold, p.EagerEOTThreshold)
	p.EOTTimeoutMS = cmp.Or(change.EOTTimeoutMS, p.EOTTimeoutMS)
	return p
}

// instruct adds to the prompt.
func (d *dialogue) instruct(ctx context.Context, text string) {
	if !d.prompt.add(text) {
		d.send(promptWarning())
	}
	d.session.Tell(ctx, conversation.SetSystem{Text: d.prompt.text})
}

func (d *dialogue) updateSpeak(ctx context.Context, msg wire.UpdateSpeak) error {
	chain := msg.Speak
	if len(chain) == 0 {
		chain = wire.Chain[wire.Speak]{{Provider: wire.SpeakProvider{Model: msg.Model}}}
	}
	voices, err := d.cfg.chooseVoices("speak", chain, d.language)
	if err != nil {
		return err
	}
	if len(voices) == 0 {
		d.warn(wire.SpeakRequestFailed, "No voice is available here.")
		return nil
	}
	d.session.Tell(ctx, conversation.SetVoice{Voice: d.speaker(voices)})
	d.send(wire.SpeakUpdated{})
	d.panel.choose(nil, nil, voices)
	return nil
}
