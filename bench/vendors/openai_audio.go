package vendors

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/visavis/visavis/internal/pcm"
)

// OpenAI's audio API: https://developers.openai.com/api/reference/resources/audio.

const (
	largestSpeech = 4096     // characters of a text to be spoken
	speechRate    = 24000    // Hz of what the voices say
	largestForm   = 25 << 20 // bytes of a file to be transcribed
	speechFrame   = speechRate / 20
)

// voices are those of the speech models.
func openAIVoices() []string {
	return strings.Fields("alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar")
}

func openAITranscribers() []string {
	return strings.Fields("whisper-1 gpt-4o-transcribe gpt-4o-mini-transcribe")
}

// transcribe answers with the text that a WAV file holds.
func (o *OpenAI) transcribe(c *call) {
	text, w := hearForm(c.r)
	if w != nil {
		c.reject(openAIError(w))
		return
	}
	if c.first(c.r.Context()) != nil {
		return
	}
	if text == "" {
		text = o.Heard
	}
	body, _ := json.Marshal(object{"text": text, "usage": object{"type": "duration", "seconds": 1}})
	c.refuse(http.StatusOK, string(body))
}

// hearForm reads a request for a transcript and recognises its file.
func hearForm(r *http.Request) (string, *wrong) {
	if err := r.ParseMultipartForm(largestForm); err != nil {
		return "", badRequest("the body is not a form: %v", err)
	}
	for name, values := range r.MultipartForm.Value {
		if !slices.Contains([]string{"model", "language", "prompt", "response_format", "temperature"}, name) || len(values) != 1 {
			return "", badRequest("Unknown or repeated parameter: '%s'.", name)
		}
	}
	if model := r.FormValue("model"); !slices.Contains(openAITranscribers(), model) {
		return "", noOpenAIModel(model)
	}
	if format := r.FormValue("response_format"); format != "" && format != "json" {
		return "", badRequest("response_format '%s' is not simulated", format)
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		return "", badRequest("Missing required parameter: 'file'.")
	}
	defer file.Close()
	samples, rate, err := pcm.ReadWAV(file)
	if err != nil || !strings.HasSuffix(header.Filename, ".wav") {
		return "", badRequest("Invalid file format. Supported formats: ['wav' …]")
	}
	return Text(samples, rate), nil
}

// openAISpeech is a request to speak.
type openAISpeech struct {
	Model          string   `json:"model"`
	Input          string   `json:"input"`
	Voice          string   `json:"voice"`
	Instructions   string   `json:"instructions"`
	ResponseFormat string   `json:"response_format"`
	Speed          *float64 `json:"speed"`
}

func (s openAISpeech) check() *wrong {
	switch {
	case !slices.Contains(strings.Fields("tts-1 tts-1-hd gpt-4o-mini-tts"), s.Model):
		return noOpenAIModel(s.Model)
	case s.Input == "" || len([]rune(s.Input)) > largestSpeech:
		return badRequest("input must have 1 to %d characters", largestSpeech)
	case !slices.Contains(openAIVoices(), s.Voice):
		return badRequest("there is no voice '%s'", s.Voice)
	case s.Instructions != "" && s.Model != "gpt-4o-mini-tts":
		return badRequest("'%s' does not take instructions", s.Model)
	case s.Speed != nil && (*s.Speed < 0.25 || *s.Speed > 4):
		return badRequest("speed must be 0.25 to 4")
	case s.ResponseFormat != "wav" && s.ResponseFormat != "pcm":
		return badRequest("response_format '%s' is not simulated", s.ResponseFormat)
	}
	return nil
}

// speak answers with a text as sound, streamed. A WAV stream's header has a placeholder for its
// length.
func (o *OpenAI) speak(c *call) {
	var want openAISpeech
	if err := strictly(c.body, &want); err != nil {
		c.reject(openAIError(badRequest("%v", err)))
		return
	}
	if w := want.check(); w != nil {
		c.reject(openAIError(w))
		return
	}
	kind, head := "audio/pcm", []byte(nil)
	if want.ResponseFormat == "wav" {
		kind, head = "audio/wav", pcm.Linear16.AppendWAVHeader(nil, speechRate, pcm.UnknownLength)
	}
	s := c.stream(kind)
	for frame := range slices.Chunk(Speak(want.Input, speechRate), speechFrame) {
		if s.send(pcm.Linear16.Append(head, frame), 0) != nil {
			return
		}
		head = nil
	}
	s.end()
}

func badRequest(format string, args ...any) *wrong {
	return &wrong{400, "invalid_request_error", "", fmt.Sprintf(format, args...)}
}

func noOpenAIModel(model string) *wrong {
	return &wrong{404, "invalid_request_error", "model_not_found", fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", model)}
}
