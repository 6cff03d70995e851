package script

import (
	"cmp"
	_ "embed"
	"math/rand/v2"
	"time"
)

//go:embed persona.txt
var builtin string

// Config says who speaks. The zero value is the built-in persona with the machine's clock.
type Config struct {
	Text string           // a persona file's content; empty: the built-in one
	Now  func() time.Time // what "what time is it" answers; nil: time.Now
	// Seed decides where the rotation of replies begins and how coins fall. The same seed and
	// history give the same reply.
	Seed uint64
}

// Persona is a loaded persona. It implements visavis.Generator.
type Persona struct {
	script
	index index
	now   func() time.Time
	seed  uint64
}

// Load reads a persona. Its error names the line at fault.
func Load(cfg Config) (*Persona, error) {
	s, err := parse(cmp.Or(cfg.Text, builtin))
	if err != nil {
		return nil, err
	}
	p := &Persona{script: s, index: newIndex(s.intents), now: cfg.Now, seed: cfg.Seed}
	if p.now == nil {
		p.now = time.Now
	}
	return p, nil
}

// Name returns what the persona is called.
func (p *Persona) Name() string { return p.name }

// Greeting returns how the persona opens a conversation, cues included.
func (p *Persona) Greeting() string { return p.greetings[p.seed%uint64(len(p.greetings))] }

// Phrases returns what users are expected to say, in lower case and without punctuation: every
// example, and samples of what the matchers recognise. A speech recogniser can be biased to them.
func (p *Persona) Phrases() []string {
	var out []string
	for _, in := range p.intents {
		out = append(out, in.asks...)
		out = append(out, in.hints...)
	}
	return out
}

// random returns a source that gives the same numbers for the same place in a conversation.
func (p *Persona) random(turn int) *rand.Rand {
	return rand.New(rand.NewPCG(p.seed, uint64(turn)))
}
