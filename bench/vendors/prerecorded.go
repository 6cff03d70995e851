package vendors

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// prerecordedRules are the parameters of 9.1.
func prerecordedRules() map[string]rule {
	rules := listenRules()
	for _, name := range []string{"interim_results", "endpointing", "utterance_end_ms", "vad_events", "no_delay"} {
		delete(rules, name)
	}
	maps.Copy(rules, map[string]rule{
		"utterances": boolean, "utt_split": number(0, 60), "paragraphs": boolean, "detect_language": notEmpty,
		"measurements": boolean, "summarize": oneOf("v2", "true", "false"), "sentiment": boolean, "topics": boolean, "intents": boolean,
		"custom_topic": notEmpty, "custom_topic_mode": oneOf("extended", "strict"),
		"custom_intent": notEmpty, "custom_intent_mode": oneOf("extended", "strict"),
		"diarize_model": oneOf("latest", "v1", "v2"),
	})
	return rules
}

func checkPrerecorded(q url.Values) *refusal {
	if r := checkEngine(q); r != nil {
		return r
	}
	for _, feature := range []string{"summarize", "sentiment", "topics", "intents", "detect_language"} {
		if v := q.Get(feature); v != "" && v != "false" {
			return notSimulated()
		}
	}
	if q.Has("encoding") {
		if r := rawAudio(q); r != nil {
			return r
		}
	}
	return simulated(q)
}

// prerecorded answers POST /v1/listen.
func (c *deepgramCall) prerecorded() {
	q := c.query(prerecordedRules(), checkPrerecorded)
	if q == nil {
		return
	}
	audio, ok := c.file()
	if !ok {
		return
	}
	e, ok := c.hearFile(audio, q)
	if !ok {
		return
	}
	c.reply(c.transcription(e, q))
}

// file returns the audio that a request sends or names.
func (c *deepgramCall) file() (audio []byte, ok bool) {
	typ, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	if typ != "application/json" {
		if !strings.HasPrefix(typ, "audio/") && !strings.HasPrefix(typ, "video/") && typ != "application/octet-stream" {
			c.violate("body", "listen: content type %q", typ)
		}
		return c.body, true
	}
	var req struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(c.body, &req) != nil || req.URL == "" {
		c.violate("body", "listen: no url in the JSON")
		c.failCategory(http.StatusBadRequest, "INVALID_JSON", "Invalid JSON submitted.", "")
		return nil, false
	}
	audio, ok = c.dg.Files[req.URL]
	if !ok {
		c.failCategory(http.StatusBadRequest, "REMOTE_CONTENT_ERROR", "The remote server hosting the media returned a client error.", "404")
	}
	return audio, ok
}

// hearFile listens to a whole file.
func (c *deepgramCall) hearFile(audio []byte, q url.Values) (*ear, bool) {
	encoding, _ := pcm.ParseEncoding(q.Get("encoding"))
	rate, _ := strconv.Atoi(q.Get("sample_rate"))
	e := newEar(encoding, visavis.SampleRate(rate), c.dg.script())
	if err := e.feed(audio, func() {}); err != nil || e.rate == 0 {
		c.fail(http.StatusBadRequest, "Bad Request", "Bad Request: failed to process audio: corrupt or unsupported data")
		return nil, false
	}
	e.settle()
	return e, true
}

// transcription writes down what was heard of a file.
func (c *deepgramCall) transcription(e *ear, q url.Values) wire.Transcription {
	w := writing{e, q.Get("punctuate") == "true" || q.Get("smart_format") == "true" || q.Get("paragraphs") == "true"}
	words, text := w.listened(e.words())
	a := wire.TranscribedAlternative{Transcript: text, Words: words}
	if len(words) > 0 {
		a.Confidence = 0.99
	}
	if q.Get("paragraphs") == "true" && len(words) > 0 {
		a.Paragraphs = paragraphs(words, text)
	}
	t := wire.Transcription{Metadata: listenMetadata(c.requestID, modelInfo(engine(q)), e)}
	t.Results.Channels = []wire.TranscribedChannel{{Alternatives: []wire.TranscribedAlternative{a}}}
	if q.Get("utterances") == "true" {
		t.Results.Utterances = c.utterances(words, split(q))
	}
	return t
}

// split is the quiet in seconds between two utterances.
func split(q url.Values) float64 {
	if s, err := strconv.ParseFloat(q.Get("utt_split"), 64); err == nil {
		return s
	}
	return 0.8
}

// utterances parts words where it is quiet for so many seconds.
func (c *deepgramCall) utterances(words []wire.ListenWord, quiet float64) []wire.TranscribedUtterance {
	var out []wire.TranscribedUtterance
	for from, i := 0, 1; i <= len(words); i++ {
		if i < len(words) && words[i].Start-words[i-1].End < quiet {
			continue
		}
		part := words[from:i]
		out = append(out, wire.TranscribedUtterance{
			ID: c.id(), Start: part[0].Start, End: part[len(part)-1].End, Confidence: 0.99, Transcript: written(part), Words: part,
		})
		from = i
	}
	return out
}

// paragraphs lays out a transcript: one paragraph, sentence by sentence.
func paragraphs(words []wire.ListenWord, text string) *wire.Paragraphs {
	p := wire.Paragraph{NumWords: len(words), Start: words[0].Start, End: words[len(words)-1].End}
	for from, i := 0, 1; i <= len(words); i++ {
		if i < len(words) && !complete(words[i-1].Text()) {
			continue
		}
		part := words[from:i]
		p.Sentences = append(p.Sentences, wire.Sentence{Text: written(part), Start: part[0].Start, End: part[len(part)-1].End})
		from = i
	}
	return &wire.Paragraphs{Transcript: "\n" + text, Paragraphs: []wire.Paragraph{p}}
}

func written(words []wire.ListenWord) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text()
	}
	return strings.Join(out, " ")
}
