package wire

import (
	"encoding/json"
	"fmt"
)

// ExtensionVersion is the version of the extension that this package speaks.
const ExtensionVersion = 1

// VisavisHeard reports the client's playback: Sample samples of the turn have been heard.
type VisavisHeard struct {
	Turn   int   `json:"turn"`
	Sample int64 `json:"sample"`
	Final  bool  `json:"final"`
}

func (m VisavisHeard) check() error {
	if m.Turn < 1 {
		return &memberError{"turn", "must be 1 or more"}
	}
	if m.Sample < 0 {
		return &memberError{"sample", "must not be negative"}
	}
	return nil
}

// VisavisEngines says which engines are at work and what may be chosen instead.
type VisavisEngines struct {
	Listen Engine   `json:"listen"`
	Think  Engine   `json:"think"`
	Speak  Engine   `json:"speak"`
	Brains []Choice `json:"brains"`
	Voices []Choice `json:"voices"`
}

// Engine is one engine at work, or, with OK false, absent; Note says what would mend that.
type Engine struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Note string `json:"note"`
}

// Choice is a brain or voice that a client may ask for as provider.model.
type Choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// VisavisState is what the face should look like: idle, listening, thinking or speaking.
type VisavisState struct {
	State string `json:"state"`
}

// VisavisTranscript is what the user is saying. Confidence is 0..1, and 0 until Final.
type VisavisTranscript struct {
	Text       string  `json:"text"`
	Final      bool    `json:"final"`
	Confidence float64 `json:"confidence"`
}

// VisavisTurn says that the binary frames from here on are this turn's audio.
type VisavisTurn struct {
	Turn       int `json:"turn"`
	SampleRate int `json:"sample_rate"`
}

// VisavisLips are mouth shapes of a turn.
type VisavisLips struct {
	Turn   int        `json:"turn"`
	Shapes []LipShape `json:"shapes"`
}

// LipShape is a mouth shape; on the wire [start, end, viseme, strength, phone].
type LipShape struct {
	Start, End int64 // samples
	Viseme     int   // Oculus, 0..14
	Strength   int   // 0..127
	Phone      string
}

// MarshalJSON writes the shape as an array: there are twenty a second.
func (s LipShape) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{s.Start, s.End, s.Viseme, s.Strength, s.Phone})
}

// UnmarshalJSON reads an array of five.
func (s *LipShape) UnmarshalJSON(b []byte) error {
	return unmarshalTuple(b, &s.Start, &s.End, &s.Viseme, &s.Strength, &s.Phone)
}

// VisavisWords are the words of a clause and when each is heard.
type VisavisWords struct {
	Turn   int        `json:"turn"`
	Clause int        `json:"clause"`
	Text   string     `json:"text"`
	Words  []WordTime `json:"words"`
}

// WordTime is a word's place; on the wire [start, end, from, to].
type WordTime struct {
	Start, End int64 // samples
	From, To   int   // UTF-16 code units of the clause's text
}

// MarshalJSON writes the word as an array.
func (w WordTime) MarshalJSON() ([]byte, error) {
	return json.Marshal([]int64{w.Start, w.End, int64(w.From), int64(w.To)})
}

// UnmarshalJSON reads an array of four.
func (w *WordTime) UnmarshalJSON(b []byte) error {
	return unmarshalTuple(b, &w.Start, &w.End, &w.From, &w.To)
}

// VisavisAgain says that another voice begins a clause anew at a sample: shapes of the turn from there
// on and the clause's words that were sent before do not count.
type VisavisAgain struct {
	Turn   int   `json:"turn"`
	Clause int   `json:"clause"`
	Sample int64 `json:"sample"`
}

// VisavisCue is an emotion or gesture at a sample.
type VisavisCue struct {
	Turn   int    `json:"turn"`
	Sample int64  `json:"sample"`
	Cue    string `json:"cue"`
}

// VisavisSpeechEnd says that all Samples of the turn's audio have been sent.
type VisavisSpeechEnd struct {
	Turn    int   `json:"turn"`
	Samples int64 `json:"samples"`
}

// VisavisDuck: lower the voice, the user may be interrupting.
type VisavisDuck struct {
	Turn int `json:"turn"`
}

// VisavisResume: raise the voice again.
type VisavisResume struct {
	Turn int `json:"turn"`
}

// VisavisCut: stop, and forget all that belongs to this turn or an earlier one.
type VisavisCut struct {
	Turn int `json:"turn"`
}

// VisavisHeardText is what the history holds of a reply.
type VisavisHeardText struct {
	Turn        int    `json:"turn"`
	Text        string `json:"text"`
	Interrupted bool   `json:"interrupted"`
}

// VisavisLatency says where a turn's time went, in milliseconds.
type VisavisLatency struct {
	Turn          int     `json:"turn"`
	Hangover      float64 `json:"hangover_ms"`
	Listen        float64 `json:"listen_ms"`
	Think         float64 `json:"think_ms"`
	Tools         float64 `json:"tools_ms,omitempty"` // 0: no function was called before the first word
	Speak         float64 `json:"speak_ms"`
	Orchestration float64 `json:"orchestration_ms"`
	Total         float64 `json:"total_ms"`
}

// unmarshalTuple reads a JSON array of exactly len(into) elements.
func unmarshalTuple(b []byte, into ...any) error {
	n := len(into)
	if err := json.Unmarshal(b, &into); err != nil {
		return err
	}
	if len(into) != n {
		return fmt.Errorf("array has %d elements, not %d", len(into), n)
	}
	return nil
}
