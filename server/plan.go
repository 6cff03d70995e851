package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
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
	mic       *microphone
	output    outputFormat
	extended  bool // the client understands the extension
	recorded  bool // the client wants History messages
	warnings  []wire.Warning
}

// outputFormat is how a reply's audio is sent.
type outputFormat struct {
	encoding pcm.Encoding
	rate     visavis.SampleRate
	wav      bool // each reply begins with a WAV header
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
	p.ears = c.chooseEars(listen)
	if p.brains, err = c.chooseBrains("agent.think", a.Think); err != nil {
		return err
	}
	p.voices, err = c.chooseVoices("agent.speak", a.Speak, p.language)
	return err
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

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
