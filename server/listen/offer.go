package listen

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// order is what a request of /v1/listen asks for, made ready.
type order struct {
	query   wire.ListenQuery
	ears    visavis.Transcriber
	intake  *hearing.Intake // to be stopped once anything was appended
	account *account
}

// order reads a request's query and refuses what is wrong with it, or not to be had.
func (c Config) order(r *http.Request, request string, parse func(url.Values) (wire.ListenQuery, error)) (o order, err error) {
	values, err := refusal.Query(r)
	if err != nil {
		return o, err
	}
	if o.query, err = parse(values); err != nil {
		return o, err
	}
	if err := unavailable(o.query); err != nil {
		return o, err
	}
	engine, err := c.Ears(provider(o.query))
	if err != nil {
		return o, err
	}
	o.query.Language = cmp.Or(o.query.Language, engine.Language)
	o.ears, o.account = engine.Transcriber, newAccount(request, engine.ID, o.query)
	o.intake, err = newIntake(o.query)
	return o, err
}

// unavailable refuses what no recogniser here can do. What only changes how the text is written is
// accepted, and done as far as the recogniser does: docs/listen.md.
func unavailable(q wire.ListenQuery) error {
	for _, wish := range []struct {
		name   string
		wanted bool
	}{
		{"diarize", q.Diarize},
		{"redact", len(q.Redact) > 0},
		{"search", len(q.Search) > 0},
		{"detect_entities", q.DetectEntities},
		{"detect_language", q.DetectLanguage},
		{"callback", q.Callback},
	} {
		if wish.wanted {
			return &wire.QueryError{Parameter: wish.name, Reason: "is not supported by the recognisers here: leave it out"}
		}
	}
	return nil
}

// provider is what a query asks of the ears.
func provider(q wire.ListenQuery) wire.ListenProvider {
	formatted := formatted(q) || q.Numerals
	p := wire.ListenProvider{
		Type: "deepgram", Model: q.Model, Language: q.Language, SmartFormat: &formatted,
		Keyterms: q.Keyterms, Keywords: q.Keywords, FillerWords: q.FillerWords,
	}
	for _, k := range q.Keywords {
		word, _, _ := strings.Cut(k, ":") // not all engines know how to boost a word
		p.Keyterms = append(p.Keyterms, word)
	}
	return p
}

// formatted reports whether the text is to have punctuation and capitals.
func formatted(q wire.ListenQuery) bool {
	return q.Punctuate || q.SmartFormat || q.Paragraphs
}

func newWriter(q wire.ListenQuery) writer {
	w := writer{formatted: formatted(q), decent: q.ProfanityFilter, spelling: spellingOf(q)}
	for _, s := range q.Replace {
		if r, ok := parseReplacement(s); ok {
			w.replacement = append(w.replacement, r)
		}
	}
	return w
}

// spellingOf returns what becomes of English words. Fillers are left out only where the language is known:
// in German "um" is a word.
func spellingOf(q wire.ListenQuery) spelling {
	if q.Language != "" && !isEnglish(q.Language) {
		return spelling{}
	}
	return spelling{
		fluent: q.Language != "" && !q.FillerWords, dictation: q.Dictation,
		numerals: q.Numerals || q.SmartFormat, smart: q.SmartFormat, abbreviate: q.Measurements,
	}
}

func isEnglish(language string) bool { return language == "en" || strings.HasPrefix(language, "en-") }

// newIntake decodes audio as a query describes it.
func newIntake(q wire.ListenQuery) (*hearing.Intake, error) {
	f := media.Format{Encoding: q.Encoding, Rate: visavis.SampleRate(q.SampleRate), Channels: q.Channels}
	return hearing.NewIntake(f, q.Multichannel)
}

// leastQuiet is the shortest quiet that is told from the pauses in a word and between two.
const leastQuiet = 300 * time.Millisecond

// quietOf is the quiet that ends an utterance. A recogniser does better on whole sentences, so that
// it is ours unless the client wants another.
func quietOf(e wire.Endpointing) time.Duration {
	if !e.Given {
		return hearing.Hangover
	}
	return max(leastQuiet, e.Quiet)
}
