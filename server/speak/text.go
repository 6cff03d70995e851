package speak

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// ServeText serves POST /v1/speak.
func (c Config) ServeText(w http.ResponseWriter, r *http.Request) {
	c = c.withDefaults()
	c.answer(w, r, c.synthesis)
}

// answer serves a POST whose query is read by read.
func (c Config) answer(w http.ResponseWriter, r *http.Request, read func(url.Values) (asked, error)) {
	req, err := readRequest(w, r, read)
	if err != nil {
		c.refuse(w, err)
		return
	}
	log := c.Log.With("request_id", w.Header().Get(refusal.RequestIDHeader), "voice", req.voice.ID)
	a := &answer{request: req, w: w, control: http.NewResponseController(w), sound: sound{rate: req.encoder.Rate()}}
	defer req.encoder.Close()
	err = a.speak(r.Context(), log)
	switch {
	case err == nil:
		log.Info("text spoken", "characters", utf8.RuneCountInString(req.text))
	case r.Context().Err() != nil:
		log.Info("text not heard out", "err", err)
	case a.begun:
		log.Error("speech broke off", "err", err)
		panic(http.ErrAbortHandler) // cuts the connection: the client must not take this for the end
	default:
		c.refuse(w, err)
	}
}

// request is what a POST asks for.
type request struct {
	text    string
	spoken  string // of it
	voice   Voice
	encoder *media.Encoder
}

// asked is what the query of a POST asks for. The voice is looked for when all else is right.
type asked struct {
	encoder *media.Encoder
	voice   func() (Voice, error)
	strip   func(text string) string // what is spoken of a text; nil: all
}

// synthesis reads the query of POST /v1/speak.
func (c Config) synthesis(values url.Values) (asked, error) {
	q, err := wire.ParseSynthesizeQuery(values)
	if err != nil {
		return asked{}, err
	}
	encoder, err := c.encoderFor(q)
	return asked{encoder: encoder, voice: func() (Voice, error) { return c.voice(q) }}, err
}

func readRequest(w http.ResponseWriter, r *http.Request, read func(url.Values) (asked, error)) (req request, err error) {
	values, err := refusal.Query(r)
	if err != nil {
		return req, err
	}
	a, err := read(values)
	if err != nil {
		return req, err
	}
	if req.text, err = readText(w, r); err != nil {
		return req, err
	}
	req.encoder, req.spoken = a.encoder, req.text
	if a.strip != nil {
		req.spoken = a.strip(req.text)
	}
	req.voice, err = a.voice()
	return req, err
}

// clausesOf cuts a whole text as a conversation would speak it.
func clausesOf(text string) <-chan string {
	var s clause.Splitter
	clauses := append(s.Add(text), s.Close()...)
	out := make(chan string, len(clauses))
	for _, c := range clauses {
		out <- c.Text
	}
	close(out)
	return out
}
