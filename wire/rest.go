package wire

import (
	"fmt"
	"io"
)

// TranscribeURL is the body of POST /v1/listen for a file that is elsewhere (9.1).
type TranscribeURL struct {
	URL string `json:"url"` // may carry a key in its query
}

// SynthesizeText is the body of POST /v1/speak (9.2).
type SynthesizeText struct {
	Text string `json:"text"`
}

// Transcription is the answer of POST /v1/listen (9.1).
type Transcription struct {
	Metadata ListenMetadata       `json:"metadata"`
	Results  TranscriptionResults `json:"results"`
}

// TranscriptionResults has the channels in their order.
type TranscriptionResults struct {
	Channels   []TranscribedChannel   `json:"channels"`
	Utterances []TranscribedUtterance `json:"utterances,omitempty"` // with utterances=true, by start
}

// TranscribedChannel is what was understood of one channel.
type TranscribedChannel struct {
	DetectedLanguage string                   `json:"detected_language,omitempty"`
	Alternatives     []TranscribedAlternative `json:"alternatives"`
}

// TranscribedAlternative is a hypothesis for a whole file.
type TranscribedAlternative struct {
	Transcript string         `json:"transcript"`
	Confidence float64        `json:"confidence"`
	Words      []ListenWord   `json:"words"`
	Paragraphs *Paragraphs    `json:"paragraphs,omitempty"` // with paragraphs=true
	Entities   []ListenEntity `json:"entities,omitempty"`
	Languages  []string       `json:"languages,omitempty"`
}

// Paragraphs is a transcript laid out to be read.
type Paragraphs struct {
	Transcript string      `json:"transcript"`
	Paragraphs []Paragraph `json:"paragraphs"`
}

// Paragraph is some sentences of one speaker.
type Paragraph struct {
	Sentences []Sentence `json:"sentences"`
	Speaker   *int       `json:"speaker,omitempty"`
	NumWords  int        `json:"num_words"`
	Start     float64    `json:"start"` // seconds
	End       float64    `json:"end"`
}

// Sentence is a sentence with its time in seconds.
type Sentence struct {
	Text  string  `json:"text"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`
}

// TranscribedUtterance is speech between two pauses.
type TranscribedUtterance struct {
	ID         string       `json:"id"`
	Start      float64      `json:"start"` // seconds
	End        float64      `json:"end"`
	Confidence float64      `json:"confidence"`
	Channel    int          `json:"channel"`
	Transcript string       `json:"transcript"`
	Speaker    *int         `json:"speaker,omitempty"`
	Words      []ListenWord `json:"words"`
}

// GrantRequest asks for a temporary token: POST /v1/auth/grant (2.5).
type GrantRequest struct {
	TTLSeconds *float64 `json:"ttl_seconds,omitempty"` // 1..3600; nil: 30
}

// Grant is a temporary token.
type Grant struct {
	AccessToken string  `json:"access_token"`
	ExpiresIn   float64 `json:"expires_in"` // seconds
}

// Format prints a placeholder whatever the verb: a token must not reach a log.
func (g Grant) Format(f fmt.State, _ rune) { io.WriteString(f, "[grant]") }

// KeyDetails is the answer of GET /v1/auth/token: whose key was shown (2.5).
type KeyDetails struct {
	ID      string   `json:"api_key_id"` // empty where no key is asked for
	Comment string   `json:"comment"`    // the key's name
	Scopes  []string `json:"scopes"`
}

// Models is the answer of GET /v1/models (9.3).
type Models struct {
	STT []ListenModel `json:"stt"`
	TTS []SpeakModel  `json:"tts"`
}

// ThinkModels is the answer of GET /v1/agent/settings/think/models (8.8).
type ThinkModels struct {
	Models []ThinkModel `json:"models"`
}

// ThinkModel is a language model, named as in agent.think.provider.
type ThinkModel struct {
	ID       string `json:"id"` // provider.model
	Name     string `json:"name"`
	Provider string `json:"provider"` // provider.type
}

// ListenModel is a recogniser.
type ListenModel struct {
	Name            string   `json:"name"`
	CanonicalName   string   `json:"canonical_name"`
	Architecture    string   `json:"architecture"`
	Languages       []string `json:"languages"`
	Version         string   `json:"version"`
	UUID            string   `json:"uuid"`
	Batch           bool     `json:"batch"`
	Streaming       bool     `json:"streaming"`
	FormattedOutput bool     `json:"formatted_output"`
}

// SpeakModel is a voice.
type SpeakModel struct {
	Name          string         `json:"name"`
	CanonicalName string         `json:"canonical_name"`
	Architecture  string         `json:"architecture"`
	Languages     []string       `json:"languages"`
	Version       string         `json:"version"`
	UUID          string         `json:"uuid"`
	Metadata      *VoiceMetadata `json:"metadata,omitempty"`
}

// VoiceMetadata describes a voice to people.
type VoiceMetadata struct {
	Accent      string   `json:"accent,omitempty"`
	Age         string   `json:"age,omitempty"`
	Color       string   `json:"color,omitempty"`
	Image       string   `json:"image,omitempty"`
	Sample      string   `json:"sample,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	UseCases    []string `json:"use_cases,omitempty"`
	DisplayName string   `json:"display_name,omitempty"`
}
