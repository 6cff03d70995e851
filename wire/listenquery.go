package wire

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ListenQuery is what a client asks of /v1/listen, of a stream (4.1) and of a file (9.1). What it asks
// for is not checked against what an engine can.
type ListenQuery struct {
	Model    string // "base" when there is none
	Version  string
	Language string // BCP 47 or "multi"; empty: not given
	Tags     []string
	Extra    []string // key:value; nothing comes of it

	// The audio. Encoding is empty for a container, which tells the rest.
	Encoding     string
	SampleRate   int // Hz
	Channels     int // of raw audio; 0: not given
	Multichannel bool

	// How the text is written.
	Punctuate, SmartFormat, Numerals, Dictation bool
	ProfanityFilter, FillerWords, Measurements  bool
	Replace                                     []string // find:replacement
	Redact                                      []string

	// What is looked for.
	Keyterms                []string
	Keywords                []string // word:boost
	Search                  []string
	Diarize, DetectEntities bool
	Callback                bool // results are to go to an address, which may hold a secret

	// Of streams.
	InterimResults bool
	VADEvents      bool
	Endpointing    Endpointing
	UtteranceEnd   time.Duration // 0: off

	// Of files.
	Utterances     bool
	UtteranceSplit time.Duration // the quiet between two utterances
	Paragraphs     bool
	DetectLanguage bool
}

// Endpointing is the quiet after which speech_final is told. The zero value leaves it to the server.
type Endpointing struct {
	Off   bool
	Given bool          // Quiet was asked for
	Quiet time.Duration // may be 0
}

// Encodings of /v1/listen (4.1).
const listenEncodings = "linear16 linear32 flac alaw mulaw amr-nb amr-wb opus ogg-opus speex g729"

const (
	minSampleRate, maxSampleRate = 4000, 384000 // Hz
	maxChannels                  = 20
	maxQuiet                     = 60_000 // ms
	defaultSplit                 = 0.8    // s, of utt_split
	maxSplit                     = 60
)

// ParseListenQuery reads the query of a stream. Its error is a *QueryError.
func ParseListenQuery(values url.Values) (ListenQuery, error) {
	q := newQuery(values)
	l := q.listen()
	l.InterimResults = q.flag("interim_results")
	l.VADEvents = q.flag("vad_events")
	l.Endpointing = q.endpointing()
	l.UtteranceEnd = time.Duration(q.integer("utterance_end_ms", 0, 0, maxQuiet)) * time.Millisecond
	if l.UtteranceEnd > 0 && !l.InterimResults {
		q.refuse("utterance_end_ms", "", "needs interim_results=true")
	}
	q.flag("no_delay") // nothing is held back here
	q.choice("diarize_model", "", "latest", "v1")
	for _, name := range []string{"summarize", "detect_language", "utterances", "paragraphs"} {
		q.onlyOfFiles(name)
	}
	q.analysis("is not available on a stream")
	return l, q.failure()
}

// ParseTranscribeQuery reads the query of a file. Its error is a *QueryError.
func ParseTranscribeQuery(values url.Values) (ListenQuery, error) {
	q := newQuery(values)
	l := q.listen()
	l.Utterances = q.flag("utterances")
	l.UtteranceSplit = time.Duration(q.number("utt_split", defaultSplit, 0, maxSplit) * float64(time.Second))
	l.Paragraphs = q.flag("paragraphs")
	l.DetectLanguage = q.asksFor("detect_language")
	q.choice("diarize_model", "", "latest", "v1", "v2")
	if q.asksFor("summarize") {
		q.lacks("summarize", "is not available here: leave it out")
	}
	q.analysis("is not available here: leave it out")
	return l, q.failure()
}

// listen reads what streams and files have in common.
func (q *query) listen() ListenQuery {
	l := ListenQuery{
		Model: q.text("model", "base"), Version: q.text("version", "latest"), Language: q.text("language", ""),
		Tags: q.list("tag"), Extra: q.list("extra"), Callback: q.has("callback"),
		Punctuate: q.flag("punctuate"), SmartFormat: q.flag("smart_format"), Numerals: q.flag("numerals"),
		Dictation: q.flag("dictation"), ProfanityFilter: q.flag("profanity_filter"), FillerWords: q.flag("filler_words"),
		Measurements: q.flag("measurements"),
		Replace:      q.list("replace"), Redact: q.redactions(), Search: q.list("search"),
		Keyterms: q.list("keyterm"), Keywords: q.list("keywords"),
		Diarize: q.flag("diarize"), DetectEntities: q.flag("detect_entities"),
	}
	q.audio(&l)
	q.flag("mip_opt_out") // nothing is learnt from anybody
	q.choice("callback_method", "POST", "POST", "PUT", "DELETE")
	q.checkListen(&l)
	return l
}

// audio reads how the audio comes.
func (q *query) audio(l *ListenQuery) {
	l.Encoding = q.choice("encoding", "", strings.Fields(listenEncodings)...)
	l.SampleRate = q.integer("sample_rate", 0, minSampleRate, maxSampleRate)
	l.Channels = q.integer("channels", 0, 1, maxChannels)
	l.Multichannel = q.flag("multichannel")
	switch l.Encoding {
	case "linear16", "linear32", "mulaw", "alaw":
		if l.SampleRate == 0 {
			q.refuse("sample_rate", "", "is missing: encoding="+l.Encoding+" needs it")
		}
	}
}

// isElsewhere reports whether a model has a path of its own (1).
func isElsewhere(model string) bool {
	return strings.HasPrefix(model, "flux-") || strings.HasPrefix(model, "aura-")
}

// checkListen checks what one parameter says about another.
func (q *query) checkListen(l *ListenQuery) {
	switch {
	case isElsewhere(l.Model):
		q.refuse("model", l.Model, "must be one of this path: flux models listen at /v2/listen, aura voices speak at /v1/speak")
	case len(l.Keywords) > 0 && strings.HasPrefix(l.Model, "nova-3"):
		q.refuse("keywords", "", "is not for "+shortened(l.Model)+": use keyterm")
	case slices.ContainsFunc(l.Keywords, isBadKeyword):
		q.refuse("keywords", "", `must be words, or words with a boost such as "visavis:2"`)
	case l.Dictation && !l.Punctuate && !l.SmartFormat:
		q.refuse("dictation", "", "needs punctuate=true")
	case q.has("diarize") && q.has("diarize_model"):
		q.refuse("diarize_model", "", "must not come together with diarize")
	}
	l.Diarize = l.Diarize || q.has("diarize_model")
}

// isBadKeyword reports whether what should be the boost of a keyword is no number.
func isBadKeyword(k string) bool {
	word, boost, has := strings.Cut(k, ":")
	_, err := strconv.ParseFloat(boost, 64)
	return word == "" || has && err != nil
}

// redactions reads what is to be hidden; false hides nothing.
func (q *query) redactions() []string {
	var all []string
	for _, v := range q.listOf("redact", "true", "false", "pci", "numbers", "aggressive_numbers", "ssn") {
		if v != "false" {
			all = append(all, v)
		}
	}
	return all
}

// endpointing reads milliseconds, or false; true means the server's own.
func (q *query) endpointing() Endpointing {
	switch v, _ := q.one("endpointing"); v {
	case "false":
		return Endpointing{Off: true}
	case "true":
		return Endpointing{}
	}
	ms := q.integer("endpointing", -1, 0, maxQuiet)
	if ms < 0 {
		return Endpointing{}
	}
	return Endpointing{Given: true, Quiet: time.Duration(ms) * time.Millisecond}
}

// asksFor reports whether a parameter that may be false has another value.
func (q *query) asksFor(name string) bool {
	all := q.list(name)
	return len(all) > 0 && all[0] != "false"
}

// onlyOfFiles refuses what a file alone can be asked for.
func (q *query) onlyOfFiles(name string) {
	if q.asksFor(name) {
		q.refuse(name, "", "is for files, not for a stream: leave it out")
	}
}

// analysis refuses what reads the text. It is a feature that is not enabled, not a mistake.
func (q *query) analysis(reason string) {
	for _, name := range []string{"topics", "intents", "sentiment", "custom_topic", "custom_intent"} {
		if q.asksFor(name) {
			q.lacks(name, reason)
		}
	}
}
