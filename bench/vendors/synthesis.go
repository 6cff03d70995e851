package vendors

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// output is a row of the table of 9.2: what an encoding may be combined with.
type output struct {
	containers []string // the first is the default
	rates      []string // the first is the default
	bits       [2]int   // least and most bit rate
	typ        string   // content type
	simulated  bool
}

func outputOf(encoding string) output {
	g711 := []string{"8000", "16000"}
	switch encoding {
	case "linear16":
		return output{[]string{"wav", "none"}, []string{"24000", "8000", "16000", "32000", "48000"}, [2]int{}, "audio/l16", true}
	case "mulaw", "alaw":
		return output{[]string{"wav", "none"}, g711, [2]int{}, "audio/" + encoding, true}
	case "opus":
		return output{containers: []string{"ogg"}, bits: [2]int{4000, 650000}, typ: "audio/ogg;codecs=opus"}
	case "flac":
		return output{rates: []string{"22050", "8000", "16000", "32000", "48000"}, typ: "audio/flac"}
	case "aac":
		return output{bits: [2]int{4000, 192000}, typ: "audio/aac"}
	}
	return output{bits: [2]int{32000, 48000}, typ: "audio/mpeg"} // mp3
}

func synthesisRules() map[string]rule {
	return map[string]rule{
		"model": notEmpty, "encoding": oneOf("linear16", "mulaw", "alaw", "mp3", "opus", "flac", "aac"),
		"container": oneOf("wav", "none", "ogg"), "sample_rate": integer(1, 384000), "bit_rate": integer(1, 1000000),
		"speed": number(0.7, 1.5), "callback": notEmpty, "callback_method": oneOf("POST", "PUT"), "tag": notEmpty, "mip_opt_out": boolean,
	}
}

func checkSynthesis(q url.Values) *refusal {
	o := outputOf(q.Get("encoding"))
	container, rate := q.Get("container"), q.Get("sample_rate")
	bits, _ := strconv.Atoi(q.Get("bit_rate"))
	switch {
	case q.Has("model") && !auraModel.MatchString(q.Get("model")):
		return noModel(q.Get("model"))
	case container != "" && !slices.Contains(o.containers, container):
		return unsupportedFormat("container", container)
	case rate != "" && !slices.Contains(o.rates, rate):
		return unsupportedFormat("sample_rate", rate)
	case q.Has("bit_rate") && (bits < o.bits[0] || bits > o.bits[1]):
		return unsupportedFormat("bit_rate", q.Get("bit_rate"))
	case !o.simulated || q.Has("callback"):
		return notSimulated()
	}
	return nil
}

func unsupportedFormat(name, value string) *refusal {
	return &refusal{http.StatusBadRequest, "UNSUPPORTED_AUDIO_FORMAT", "Unsupported audio format: " + name + "=" + value + " does not apply to this encoding."}
}

// synthesis answers POST /v1/speak.
func (c *deepgramCall) synthesis() {
	q := c.query(synthesisRules(), checkSynthesis)
	if q == nil {
		return
	}
	text, ok := c.textOf()
	if !ok {
		return
	}
	v := c.voicing(q)
	h := c.w.Header()
	h.Set("dg-model-name", voiceModel(q))
	h.Set("dg-model-uuid", modelUUID)
	h.Set("dg-char-count", strconv.Itoa(utf8.RuneCountInString(text)))
	wav := q.Get("container") != "none"
	typ := "audio/wav"
	if !wav {
		typ = fmt.Sprintf("%s;rate=%d", outputOf(q.Get("encoding")).typ, v.rate)
	}
	c.sendSpeech(v, text, typ, wav)
}

// textOf returns what is to be spoken.
func (c *deepgramCall) textOf() (text string, ok bool) {
	typ, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	switch typ {
	case "text/plain":
		text = string(c.body)
	case "application/json":
		var m wire.SynthesizeText
		if json.Unmarshal(c.body, &m) != nil || checkMembers(c.body, "text") != nil || m.Text == "" {
			c.violate("body", "speak: the JSON has not just a text")
			c.failCategory(http.StatusBadRequest, "INVALID_JSON", "Invalid JSON submitted.", "")
			return "", false
		}
		text = m.Text
	default:
		c.violate("body", "speak: content type %q", typ)
		c.fail(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Content type must be application/json or text/plain.")
		return "", false
	}
	if n := utf8.RuneCountInString(text); n > maxCharacters {
		c.violate("text length", "%d characters in one request", n)
		c.fail(http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE", "Input text exceeds maximum character limit of 2000.")
		return "", false
	}
	return text, true
}

// sendSpeech streams audio from the first sample on.
func (c *deepgramCall) sendSpeech(v voicing, text, typ string, wav bool) {
	s := c.stream(typ)
	if wav && s.write(v.encoding.AppendWAVHeader(nil, v.rate, pcm.UnknownLength)) != nil {
		return
	}
	words, lasts := 0, time.Duration(0)
	for _, f := range v.say(text) {
		if sleep(s.ctx, lasts) != nil || s.send(f.bytes, f.words-words) != nil {
			return // the client has left
		}
		words, lasts = f.words, f.lasts
	}
	s.end()
}
