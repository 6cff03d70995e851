package server

import (
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
		d.warn(wire.UpdateListenUnsupported, "The options of the recogniser cannot be changed here.")
		d.send(wire.ListenUpdated{})
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
	words, err := sampling("think", msg.Think)
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
	d.panel.choose(brains, nil)
	return nil
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
	d.panel.choose(nil, voices)
	return nil
}
