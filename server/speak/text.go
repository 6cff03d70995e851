package speak

import (
	"cmp"
	"net/http"
	"unicode/utf8"

	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// ServeText serves POST /v1/speak.
func (c Config) ServeText(w http.ResponseWriter, r *http.Request) {
	c = c.withDefaults()
	req, err := c.readRequest(w, r)
	if err != nil {
		c.refuse(w, err)
		return
	}
	log := c.Log.With("request_id", w.Header().Get(refusal.RequestIDHeader), "voice", req.voice.ID)
	a := &answer{request: req, w: w, control: http.NewResponseController(w), sound: sound{rate: req.encoder.Rate()}}
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
	voice   Voice
	encoder *media.Encoder
}

func (c Config) readRequest(w http.ResponseWriter, r *http.Request) (req request, err error) {
	values, err := refusal.Query(r)
	if err != nil {
		return req, err
	}
	q, err := wire.ParseSynthesizeQuery(values)
	if err != nil {
		return req, err
	}
	q.Encoding = cmp.Or(q.Encoding, defaultEncoding)
	if req.encoder, err = encoderFor(q); err != nil {
		return req, err
	}
	if req.text, err = readText(w, r); err != nil {
		return req, err
	}
	req.voice, err = c.voice(q)
	return req, err
}

// defaultEncoding is what POST answers with if it is not told. Deepgram's is MP3, for which there is no
// encoder here.
const defaultEncoding = "linear16"

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
