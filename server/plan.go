package server

import (
	"slices"

	"github.com/visavis/visavis"
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
	if p.output, err = parseOutput(*s.Audio.Output); err != nil {
		return p, err
	}
	if err := p.choose(c, s.Agent); err != nil {
		return p, err
	}
	if p.sampling, err = sampling("agent.think", s.Agent.Think); err != nil {
		return p, err
	}
	if p.functions, err = c.functions("agent.think", s.Agent.Think); err != nil {
		return p, err
	}
	p.instruct(c, s.Agent.Think)
	p.noteUnheeded(s.Agent)
	p.history, p.greeting = history(s.Agent.Context.Messages), s.Agent.Greeting
	if p.greeting == "" && p.extended && len(p.history) == 0 {
		p.greeting = c.Greeting
	}
	return p, nil
}

// choose chooses the engines.
func (p *plan) choose(c *Config, a *wire.Agent) (err error) {
	listen := a.Listen.Provider
	p.language = firstSet(a.Language, listen.Language)
	listen.Language = firstSet(listen.Language, a.Language)
	p.listen, p.ears = listen, c.chooseEars(listen)
	if p.brains, err = c.chooseBrains("agent.think", a.Think); err != nil {
		return err
	}
	p.voices, err = c.chooseVoices("agent.speak", a.Speak, p.language)
	return err
}

// noteUnheeded warns of what has no effect.
func (p *plan) noteUnheeded(a *wire.Agent) {
	members := slices.Concat(unheededListen("agent.listen", a.Listen.Provider, p.ears), unheededThink("agent.think", a.Think),
		unheededSpeak("agent.speak", a.Speak))
	if len(members) > 0 {
		p.warnings = append(p.warnings, unheededWarning(members))
	}
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
