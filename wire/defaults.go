package wire

// Defaults of the protocol (8.2).
const (
	DefaultEncoding   = "linear16"
	DefaultSampleRate = 24000 // Hz, both directions
	DefaultContainer  = "none"
)

// WithDefaults returns s with everything set that the protocol has a default for: Flags, Audio and
// Agent and their pointers to structs are not nil in the result. s is not changed. Which brain,
// voice and ears serve when none is named is the server's to say.
func (s Settings) WithDefaults() Settings {
	s.Flags = copyOrNew(s.Flags)
	if s.Flags.History == nil {
		on := true
		s.Flags.History = &on
	}
	s.Audio = copyOrNew(s.Audio)
	s.Audio.Input = copyOrNew(s.Audio.Input)
	setDefault(&s.Audio.Input.Encoding, DefaultEncoding)
	setDefault(&s.Audio.Input.SampleRate, DefaultSampleRate)
	s.Audio.Output = copyOrNew(s.Audio.Output)
	setDefault(&s.Audio.Output.Encoding, DefaultEncoding)
	setDefault(&s.Audio.Output.SampleRate, DefaultSampleRate)
	setDefault(&s.Audio.Output.Container, DefaultContainer)
	s.Agent = copyOrNew(s.Agent)
	s.Agent.Context = copyOrNew(s.Agent.Context)
	s.Agent.Listen = copyOrNew(s.Agent.Listen)
	return s
}

func setDefault[T comparable](p *T, value T) {
	var unset T
	if *p == unset {
		*p = value
	}
}

// copyOrNew keeps WithDefaults from writing into what it was given.
func copyOrNew[T any](p *T) *T {
	v := new(T)
	if p != nil {
		*v = *p
	}
	return v
}
