package wire

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Listen chooses the ears.
type Listen struct {
	Provider ListenProvider `json:"provider"`
}

// ListenProvider names a recogniser and its options.
type ListenProvider struct {
	Type              string   `json:"type,omitempty"` // deepgram, open_ai …
	Version           string   `json:"version,omitempty"`
	Model             string   `json:"model,omitempty"`
	Language          string   `json:"language,omitempty"`
	LanguageHints     []string `json:"language_hints,omitempty"`
	Keyterms          []string `json:"keyterms,omitempty"`
	SmartFormat       *bool    `json:"smart_format,omitempty"`
	EOTThreshold      *float64 `json:"eot_threshold,omitempty"`
	EagerEOTThreshold *float64 `json:"eager_eot_threshold,omitempty"`
	EOTTimeoutMS      *int     `json:"eot_timeout_ms,omitempty"`
	Keywords          []string `json:"-"` // word:boost of a query of /v1/listen; the words are among Keyterms
	FillerWords       bool     `json:"-"` // of a query of /v1/listen; Settings know no such member
}

// Think chooses the brain (8.3).
type Think struct {
	Provider      ThinkProvider  `json:"provider"`
	Endpoint      *Endpoint      `json:"endpoint,omitempty"`
	Prompt        string         `json:"prompt,omitempty"`
	ContextLength *ContextLength `json:"context_length,omitempty"`
	Functions     []Function     `json:"functions,omitempty"`
}

// ThinkProvider names a language model and its options.
type ThinkProvider struct {
	Type          string       `json:"type,omitempty"` // deepgram, open_ai …
	Version       string       `json:"version,omitempty"`
	Model         string       `json:"model,omitempty"`
	Temperature   *float64     `json:"temperature,omitempty"`
	ReasoningMode string       `json:"reasoning_mode,omitempty"`
	Credentials   *Credentials `json:"credentials,omitempty"`
}

// Speak chooses the voice (8.4).
type Speak struct {
	Provider SpeakProvider `json:"provider"`
	Endpoint *Endpoint     `json:"endpoint,omitempty"`
}

// SpeakProvider names a voice and its options; which of them a vendor knows differs.
type SpeakProvider struct {
	Type         string       `json:"type,omitempty"` // deepgram, open_ai …
	Version      string       `json:"version,omitempty"`
	Model        string       `json:"model,omitempty"`
	ModelID      string       `json:"model_id,omitempty"`
	Voice        *Voice       `json:"voice,omitempty"`
	Engine       string       `json:"engine,omitempty"`
	Language     string       `json:"language,omitempty"`
	LanguageCode string       `json:"language_code,omitempty"`
	Speed        *float64     `json:"speed,omitempty"`
	Volume       *float64     `json:"volume,omitempty"`
	Expressivity *float64     `json:"expressivity,omitempty"`
	Credentials  *Credentials `json:"credentials,omitempty"`
}

// Voice is a vendor's name for a voice: a string, or with Mode an object.
type Voice struct {
	Mode string `json:"mode,omitempty"`
	ID   string `json:"id,omitempty"`
}

type plainVoice Voice

// UnmarshalJSON reads a string or an object.
func (v *Voice) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &v.ID)
	}
	return json.Unmarshal(b, (*plainVoice)(v))
}

// MarshalJSON writes what UnmarshalJSON reads.
func (v Voice) MarshalJSON() ([]byte, error) {
	if v.Mode == "" {
		return json.Marshal(v.ID)
	}
	return json.Marshal(plainVoice(v))
}

// Endpoint is a server of the client's choice.
type Endpoint struct {
	URL     string            `json:"url,omitempty"` // may carry a key in its query
	Method  string            `json:"method,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
}

// Format prints a placeholder whatever the verb: an endpoint's secrets must not reach a log.
func (Endpoint) Format(f fmt.State, _ rune) { io.WriteString(f, "[endpoint]") }

// Credentials are a client's own, for a vendor.
type Credentials struct {
	Type            string `json:"type,omitempty"`
	Region          string `json:"region,omitempty"`
	AccessKeyID     string `json:"access_key_id,omitempty"`
	SecretAccessKey string `json:"secret_access_key,omitempty"`
	SessionToken    string `json:"session_token,omitempty"`
}

// Format prints a placeholder whatever the verb: credentials must not reach a log.
func (Credentials) Format(f fmt.State, _ rune) { io.WriteString(f, "[credentials]") }

// Function is a function that the brain may call.
type Function struct {
	Name          string          `json:"name"`
	Description   string          `json:"description,omitempty"`
	Parameters    json.RawMessage `json:"parameters,omitempty"` // a JSON schema
	Endpoint      *Endpoint       `json:"endpoint,omitempty"`   // nil: the client calls it
	DeferUntilEOT bool            `json:"defer_until_eot,omitempty"`
	// ClientSide must not be given: who calls the function follows from Endpoint (8.3).
	ClientSide *bool `json:"client_side,omitempty"`
}

// ContextLength is how many characters of history a brain is given.
type ContextLength int

// MaxContext is as many as the brain can take.
const MaxContext ContextLength = -1

// UnmarshalJSON reads a number or "max".
func (n *ContextLength) UnmarshalJSON(b []byte) error {
	if string(b) == `"max"` {
		*n = MaxContext
		return nil
	}
	err := json.Unmarshal(b, (*int)(n))
	*n = max(*n, 0) // MaxContext is no number of characters
	return err
}

// MarshalJSON writes what UnmarshalJSON reads.
func (n ContextLength) MarshalJSON() ([]byte, error) {
	if n == MaxContext {
		return []byte(`"max"`), nil
	}
	return json.Marshal(int(n))
}

func (t Think) check(path string) error {
	for _, f := range t.Functions {
		if f.Name == "" {
			return missing(path + ".functions.name")
		}
		if f.ClientSide != nil {
			return &memberError{path + ".functions.client_side", "must be left out: a function without an endpoint is the client's"}
		}
	}
	if t.ContextLength != nil && *t.ContextLength <= 0 && *t.ContextLength != MaxContext {
		return &memberError{path + ".context_length", `must be positive or "max"`}
	}
	return nil
}

func (s Speak) check(path string) error {
	p := s.Provider
	path += ".provider"
	slowest := 0.5
	if p.isAura() {
		slowest = 0.7
	}
	if err := within(path+".speed", p.Speed, slowest, 1.5); err != nil {
		return err
	}
	if err := within(path+".expressivity", p.Expressivity, -2, 2); err != nil {
		return err
	}
	return within(path+".volume", p.Volume, 0.5, 2)
}

// isAura reports whether a voice is one of Deepgram's of version v1, which is the default (8.4).
func (p SpeakProvider) isAura() bool {
	return (p.Type == "" || p.Type == "deepgram") && p.Version != "v2" && !strings.HasPrefix(p.Model, "flux-")
}

// Turns returns when a turn is over by the thresholds of a provider, with the bounds and defaults of
// /v2/listen. Its error is a *QueryError, whose Parameter is the member at fault.
func (p ListenProvider) Turns() (FluxRules, error) {
	usual := FluxRules{EOT: defaultEOT, Timeout: defaultTurnTimeout * time.Millisecond}
	return usual.With(&FluxThresholds{EOT: p.EOTThreshold, EagerEOT: p.EagerEOTThreshold, TimeoutMS: p.EOTTimeoutMS})
}

// within demands that a number that is given is within bounds.
func within(path string, v *float64, least, most float64) error {
	if v != nil && (*v < least || *v > most) {
		return &memberError{path, fmt.Sprintf("must be %g to %g", least, most)}
	}
	return nil
}
