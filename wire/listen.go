package wire

// Finalize asks for everything buffered to be decoded now and sent as final (4.2). When little is
// buffered there may be no answer.
type Finalize struct {
	Channel *int `json:"channel,omitempty"` // nil: all
}

// CloseStream ends a stream: what remains is answered, then the server closes (4.5, 5.5).
type CloseStream struct{}

// ListenResults is what was understood in a window of audio (4.3). Times are seconds of audio sent
// since the socket was opened.
type ListenResults struct {
	ChannelIndex []int          `json:"channel_index"` // this channel, number of channels
	Duration     float64        `json:"duration"`
	Start        float64        `json:"start"`
	IsFinal      bool           `json:"is_final"`     // the window is closed
	SpeechFinal  bool           `json:"speech_final"` // the endpointer heard enough quiet
	Channel      ListenChannel  `json:"channel"`
	Entities     []ListenEntity `json:"entities,omitempty"`
	Metadata     ResultMetadata `json:"metadata"`
	FromFinalize bool           `json:"from_finalize"`
}

// ListenChannel is one channel's hypotheses, the best first.
type ListenChannel struct {
	Alternatives []ListenAlternative `json:"alternatives"`
}

// ListenAlternative is a hypothesis. In silence the transcript is empty.
type ListenAlternative struct {
	Transcript string       `json:"transcript"`
	Confidence float64      `json:"confidence"`
	Words      []ListenWord `json:"words"`
	Languages  []string     `json:"languages,omitempty"`
}

// ListenWord is a word with its time in seconds, on a stream and in a file alike.
type ListenWord struct {
	Word              string   `json:"word"` // lower case, bare
	Start             float64  `json:"start"`
	End               float64  `json:"end"`
	Confidence        float64  `json:"confidence"`
	PunctuatedWord    string   `json:"punctuated_word,omitempty"` // with punctuate or smart_format
	Speaker           *int     `json:"speaker,omitempty"`         // with diarize
	SpeakerConfidence *float64 `json:"speaker_confidence,omitempty"`
	Language          string   `json:"language,omitempty"` // with language=multi
}

// Text returns the word as it is written in the transcript.
func (w ListenWord) Text() string {
	if w.PunctuatedWord != "" {
		return w.PunctuatedWord
	}
	return w.Word
}

// ListenEntity is a name, a number or the like found in the text; words are counted from 0.
type ListenEntity struct {
	Label      string  `json:"label"`
	Value      string  `json:"value"`
	RawValue   string  `json:"raw_value"`
	Confidence float64 `json:"confidence"`
	StartWord  int     `json:"start_word"`
	EndWord    int     `json:"end_word"`
}

// ResultMetadata says which model made a result.
type ResultMetadata struct {
	RequestID string    `json:"request_id"`
	ModelInfo ModelInfo `json:"model_info"`
	ModelUUID string    `json:"model_uuid"`
}

// ModelInfo describes a recogniser.
type ModelInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Arch    string `json:"arch"`
}

// SpeechStarted is sent with vad_events=true (4.3).
type SpeechStarted struct {
	Channel   []int   `json:"channel"`
	Timestamp float64 `json:"timestamp"` // seconds
}

// UtteranceEnd reports a gap between words of utterance_end_ms (4.3).
type UtteranceEnd struct {
	Channel     []int   `json:"channel"`
	LastWordEnd float64 `json:"last_word_end"` // seconds; may be negative: unknown
}

// ListenMetadata closes a stream (4.3) and heads the transcript of a file (9.1).
type ListenMetadata struct {
	TransactionKey string               `json:"transaction_key"` // "deprecated"
	RequestID      string               `json:"request_id"`
	SHA256         string               `json:"sha256"`
	Created        string               `json:"created"`
	Duration       float64              `json:"duration"` // seconds
	Channels       int                  `json:"channels"`
	Tags           []string             `json:"tags,omitempty"`
	Models         []string             `json:"models,omitempty"`
	ModelInfo      map[string]ModelInfo `json:"model_info,omitempty"`
}

// ListenError is in old type definitions only (4.3): decode it, never send it.
type ListenError struct {
	Description string `json:"description,omitempty"`
	Message     string `json:"message,omitempty"`
	Variant     string `json:"variant,omitempty"`
}

// ListenConfigure changes a stream under way. Newer SDKs have it; section 4.2 does not.
type ListenConfigure struct {
	Keyterms *[]string       `json:"keyterms,omitempty"` // replace those of the query; nil: they stay
	Features map[string]bool `json:"features,omitempty"` // of formatting, such as "numerals"
}

// ListenConfigured answers a ListenConfigure that was carried out.
type ListenConfigured struct {
	RequestID string   `json:"request_id"`
	Keyterms  []string `json:"keyterms,omitempty"` // now in effect, if they were replaced
}

// KeytermsNotSupported is the code of a ListenNotConfigured for a recogniser that keeps its key terms.
const KeytermsNotSupported Code = "CONFIGURE_KEYTERMS_NOT_SUPPORTED"

// ListenNotConfigured answers a ListenConfigure that has changed nothing.
type ListenNotConfigured struct {
	RequestID   string `json:"request_id"`
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

func (ListenConfigure) Type() string     { return "Configure" }
func (ListenConfigured) Type() string    { return "ConfigureSuccess" }
func (ListenNotConfigured) Type() string { return "ConfigureFailure" }
func (Finalize) Type() string            { return "Finalize" }
func (CloseStream) Type() string         { return "CloseStream" }
func (ListenResults) Type() string       { return "Results" }
func (SpeechStarted) Type() string       { return "SpeechStarted" }
func (UtteranceEnd) Type() string        { return "UtteranceEnd" }
func (ListenMetadata) Type() string      { return "Metadata" }
func (ListenError) Type() string         { return "Error" }

// DecodeListen reads a text message of a /v1/listen server. Its error is a *DecodeError; one that
// wraps ErrUnknownType is to be ignored.
func DecodeListen(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Results":
		return decode[ListenResults](b)
	case "SpeechStarted":
		return decode[SpeechStarted](b)
	case "UtteranceEnd":
		return decode[UtteranceEnd](b)
	case "Metadata":
		return decode[ListenMetadata](b)
	case "Error":
		return decode[ListenError](b)
	}
	return nil, unknownType(typ)
}

// DecodeListenClient reads a text message of a /v1/listen client: KeepAlive, Configure, Finalize or
// CloseStream. Its error is a *DecodeError.
func DecodeListenClient(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "KeepAlive":
		return decode[KeepAlive](b)
	case "Configure":
		return decode[ListenConfigure](b)
	case "Finalize":
		return decode[Finalize](b)
	case "CloseStream":
		return decode[CloseStream](b)
	}
	return nil, unknownType(typ)
}
