package wire

import (
	"encoding/json"
	"fmt"
)

// Settings is a client's first message (8.2).
type Settings struct {
	// Visavis asks for our extension; nil from a stock client.
	Visavis      *Extension `json:"visavis,omitempty"`
	Tags         []string   `json:"tags,omitempty"`
	Experimental bool       `json:"experimental,omitempty"`
	Flags        *Flags     `json:"flags,omitempty"`
	MIPOptOut    bool       `json:"mip_opt_out,omitempty"`
	Audio        *Audio     `json:"audio,omitempty"`
	Agent        *Agent     `json:"agent,omitempty"`
}

// Extension is how a client opts in to the messages whose types begin with Visavis.
type Extension struct {
	Version int `json:"version"`
}

// Flags switch reports on and off.
type Flags struct {
	History *bool `json:"history,omitempty"` // nil: on
}

// Audio describes the binary frames of both directions.
type Audio struct {
	Input  *AudioInput  `json:"input,omitempty"`
	Output *AudioOutput `json:"output,omitempty"`
}

// AudioInput is the format of the microphone's audio.
type AudioInput struct {
	Encoding   string `json:"encoding,omitempty"`
	SampleRate int    `json:"sample_rate,omitempty"` // Hz
}

// AudioOutput is the format of the replies' audio.
type AudioOutput struct {
	Encoding   string `json:"encoding,omitempty"`
	SampleRate int    `json:"sample_rate,omitempty"` // Hz
	Bitrate    int    `json:"bitrate,omitempty"`     // of compressed encodings, bit/s
	Container  string `json:"container,omitempty"`
}

// Agent describes who is spoken to. On the wire it is an object or the id of a stored agent.
type Agent struct {
	ID string `json:"-"` // of a stored agent; the other members are then empty

	Language string       `json:"language,omitempty"`
	Context  *Context     `json:"context,omitempty"`
	Listen   *Listen      `json:"listen,omitempty"`
	Think    Chain[Think] `json:"think,omitempty"`
	Speak    Chain[Speak] `json:"speak,omitempty"`
	Greeting string       `json:"greeting,omitempty"`

	// Experimental ways of thinking, which are refused.
	ThinkLive           json.RawMessage `json:"think_live,omitempty"`
	ThinkConversational json.RawMessage `json:"think_conversational,omitempty"`
}

// Context is what was said before.
type Context struct {
	Messages Messages `json:"messages,omitempty"`
}

// plainAgent is Agent without its methods.
type plainAgent Agent

// UnmarshalJSON reads an object or a string.
func (a *Agent) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &a.ID)
	}
	return json.Unmarshal(b, (*plainAgent)(a))
}

// MarshalJSON writes what UnmarshalJSON reads.
func (a Agent) MarshalJSON() ([]byte, error) {
	if a.ID != "" {
		return json.Marshal(a.ID)
	}
	return json.Marshal(plainAgent(a))
}

// Chain is one element, or several of which the later ones are fallbacks (8.2).
type Chain[T interface{ check(path string) error }] []T

// UnmarshalJSON reads an array or a single object.
func (c *Chain[T]) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]T)(c))
	}
	if string(b) == "null" {
		return nil
	}
	var one T
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*c = Chain[T]{one}
	return nil
}

// MarshalJSON writes a single element as an object.
func (c Chain[T]) MarshalJSON() ([]byte, error) {
	if len(c) == 1 {
		return json.Marshal(c[0])
	}
	return json.Marshal([]T(c))
}

func (c Chain[T]) check(path string) error {
	for i, e := range c {
		p := path
		if len(c) > 1 {
			p = fmt.Sprintf("%s[%d]", path, i)
		}
		if err := e.check(p); err != nil {
			return err
		}
	}
	return nil
}

func (s Settings) check() error {
	if s.Visavis != nil && s.Visavis.Version != ExtensionVersion {
		return &memberError{"visavis.version", fmt.Sprintf("must be %d", ExtensionVersion)}
	}
	if s.Audio == nil {
		return missing("audio")
	}
	if s.Agent == nil {
		return missing("agent")
	}
	if err := s.Audio.check(); err != nil {
		return err
	}
	return s.Agent.check()
}

// check demands that a given input is complete: there is no telling what else it means.
func (a Audio) check() error {
	if a.Input == nil {
		return nil
	}
	if a.Input.SampleRate == 0 && a.Input.isRaw() {
		return missing("audio.input.sample_rate")
	}
	return require("audio.input.encoding", a.Input.Encoding)
}

// isGiven reports whether a member is there with a value.
func isGiven(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// isRaw reports whether the audio does not say itself what its rate is.
func (in AudioInput) isRaw() bool { return in.Encoding != "flac" && in.Encoding != "ogg-opus" }

func (a Agent) check() error {
	if isGiven(a.ThinkLive) {
		return &memberError{"agent.think_live", "is not available here; use agent.think"}
	}
	if isGiven(a.ThinkConversational) {
		return &memberError{"agent.think_conversational", "is not available here; use agent.think"}
	}
	if a.Context != nil {
		if err := a.Context.Messages.check("agent.context.messages"); err != nil {
			return err
		}
	}
	if err := a.Think.check("agent.think"); err != nil {
		return err
	}
	return a.Speak.check("agent.speak")
}
