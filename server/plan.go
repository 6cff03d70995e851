package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// plan is what a client's Settings come to.
type plan struct {
	conversation conversation.Config
	brain        Brain
	voice        Voice
	prompt       prompt
	language     string // of the voice, as far as Settings say
	ears         *microphone
	output       outputFormat
	extended     bool // the client understands the extension
	history      bool // the client wants History messages
	warnings     []wire.Warning
}

// outputFormat is how a reply's audio is sent.
type outputFormat struct {
	encoding pcm.Encoding
	rate     visavis.SampleRate
	wav      bool // each reply begins with a WAV header
}

// plan reads Settings that have their defaults. Its errors are *wire.DecodeErrors.
func (c *Config) plan(s wire.Settings) (p plan, err error) {
	p.extended, p.history = s.Visavis != nil, *s.Flags.History
	if p.ears, err = newMicrophone(*s.Audio.Input); err != nil {
		return p, err
	}
	if p.output, err = parseOutput(*s.Audio.Output); err != nil {
		return p, err
	}
	if p.brain, err = c.chooseBrain(s.Agent.Think); err != nil {
		return p, err
	}
	p.language = firstSet(s.Agent.Language, s.Agent.Listen.Provider.Language)
	if p.voice, err = c.chooseVoice(s.Agent.Speak, p.language); err != nil {
		return p, err
	}
	p.instruct(c, s.Agent.Think)
	p.conversation = conversation.Config{
		Ears: c.Ears, Brain: p.brain.Generator, Voice: p.voice.Speaker,
		System: p.prompt.text, History: history(s.Agent.Context.Messages),
		Greeting: s.Agent.Greeting, ReportsHeard: p.extended,
	}
	if s.Agent.Greeting == "" && p.extended && len(p.conversation.History) == 0 {
		p.conversation.Greeting = c.Greeting
	}
	return p, nil
}

// instruct sets the prompt and warns of what cannot be had.
func (p *plan) instruct(c *Config, chain []wire.Think) {
	text := c.Prompt
	if len(chain) > 0 && chain[0].Prompt != "" {
		text = chain[0].Prompt
	}
	if !p.prompt.add(text) {
		p.warnings = append(p.warnings, promptWarning())
	}
	if len(chain) > 0 && len(chain[0].Functions) > 0 {
		p.warnings = append(p.warnings, functionsWarning())
	}
}

func functionsWarning() wire.Warning {
	return wire.Warning{Code: wire.FunctionCallFailed, Description: "Functions are not available yet: none of them will be called."}
}

func parseOutput(out wire.AudioOutput) (f outputFormat, err error) {
	if f.encoding, f.rate, err = parseFormat("audio.output", out.Encoding, out.SampleRate); err != nil {
		return f, err
	}
	switch out.Container {
	case "none":
	case "wav":
		f.wav = true
	default:
		return f, settingsError("audio.output.container", "%q is not supported: use none or wav", out.Container)
	}
	return f, nil
}

// history returns what was said, without function calls.
func history(messages []wire.History) []visavis.Message {
	var list []visavis.Message
	for _, m := range messages {
		if m.Content != "" {
			list = append(list, visavis.Message{Role: visavis.Role(m.Role), Text: m.Content})
		}
	}
	return list
}

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// engines says what is at work in a session with this brain and voice.
func (c *Config) engines(brain Brain, voice Voice) wire.VisavisEngines {
	status := c.Status()
	m := wire.VisavisEngines{
		Listen: wire.Engine(status.Listen), Think: wire.Engine(status.Think), Speak: wire.Engine(status.Speak),
		Brains: []wire.Choice{}, Voices: []wire.Choice{},
	}
	if brain.ID != "" {
		m.Think.Name = brain.ID
	}
	if voice.ID != "" {
		m.Speak.Name = voice.ID
	}
	for _, b := range c.Brains {
		m.Brains = append(m.Brains, wire.Choice{ID: b.ID, Label: b.Label})
	}
	for _, v := range c.Voices {
		m.Voices = append(m.Voices, wire.Choice{ID: v.ID, Label: v.Label})
	}
	return m
}
