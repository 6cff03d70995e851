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

// updateThink replaces the brain and, if one is given, the whole prompt.
func (d *dialogue) updateThink(ctx context.Context, msg wire.UpdateThink) error {
	brain, err := d.cfg.chooseBrain(msg.Think)
	if err != nil {
		return err
	}
	d.session.Tell(ctx, conversation.SetBrain{Brain: brain.Generator})
	if text := msg.Think[0].Prompt; text != "" {
		d.prompt = prompt{}
		d.instruct(ctx, text)
	}
	if len(msg.Think[0].Functions) > 0 {
		d.send(functionsWarning())
	}
	d.send(wire.ThinkUpdated{})
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
	voice, err := d.cfg.chooseVoice(chain, d.language)
	if err != nil {
		return err
	}
	if voice.Speaker == nil {
		d.warn(wire.SpeakRequestFailed, "No voice is available here.")
		return nil
	}
	d.session.Tell(ctx, conversation.SetVoice{Voice: voice.Speaker})
	d.send(wire.SpeakUpdated{})
	return nil
}
