package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/wire"
)

// plan is what a client's Settings come to.
type plan struct {
	ears      []Ears // these and what follows: the one chosen, and those that stand in for it
	brains    []Brain
	voices    []Voice
	functions []function
	sampling  visavis.Sampling
	prompt    prompt
	history   []visavis.Message
	greeting  string
	language  string // of the voice, as far as Settings say
	listen    wire.ListenProvider
	ending    conversation.Ending
	mic       *hearing.Intake
	output    outputFormat
	extended  bool // the client understands the extension
	recorded  bool // the client wants History messages
	warnings  []wire.Warning
}

// plan reads Settings that have their defaults. Its errors are *wire.DecodeErrors.
func (c *Config) plan(s wire.Settings) (p plan, err error) {
	p.extended, p.recorded = s.Visavis != nil, *s.Flags.History
	if p.mic, err = newMicrophone(*s.Audio.Input); err != nil {
		return p, err
	}
	if p.output, err = c.parseOutput(*s.Audio.Output); err != nil {
		return p, err
	}
	if err := p.choose(c, s.Agent); err != nil {
		return p, err
	}
	if p.sampling, err = samplingOf("agent.think", s.Agent.Think); err != nil {
		return p, err
	}
	if p.functions, err = c.functions("agent.think", s.Agent.Think); err != nil {
		return p, err
	}
	p.instruct(c, s.Agent.Think)
	p.history, p.greeting = history(s.Agent.Context.Messages), s.Agent.Greeting
	if p.greeting == "" && p.extended && len(p.history) == 0 {
		p.greeting = c.Greeting
	}
	return p, nil
}

// choose chooses the engines.
func (p *plan) choose(c *Config, a *wire.Agent) (err error) {
	p.listen, p.language = a.Listen.Provider, firstSet(a.Language, a.Listen.Provider.Language)
	p.ears = c.chooseEars(inLanguage(p.listen, p.language))
	if p.ending, err = heed("agent.listen", p.listen, p.ears); err != nil {
		return err
	}
	if p.brains, err = c.chooseBrains("agent.think", a.Think); err != nil {
		return err
	}
	p.voices, err = c.chooseVoices("agent.speak", a.Speak, p.language)
	return err
}

// inLanguage is what ears are asked for: without a language of their own, that of the conversation.
func inLanguage(p wire.ListenProvider, language string) wire.ListenProvider {
	p.Language = firstSet(p.Language, language)
	return p
}

// instruct sets the prompt and warns if it is too long.
func (p *plan) instruct(c *Config, blocks []wire.Think) {
	text := c.Prompt
	if len(blocks) > 0 && blocks[0].Prompt != "" {
		text = blocks[0].Prompt
	}
	if !p.prompt.add(text) {
		p.warnings = append(p.warnings, promptWarning())
	}
}

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
