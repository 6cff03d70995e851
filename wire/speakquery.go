package wire

import "net/url"

// SpeakQuery is the query of /v1/speak. What zero values stand for depends on the encoding.
type SpeakQuery struct {
	Model      string
	Encoding   string  // empty: by POST, the server's choice
	Container  string  // empty: the encoding's own
	SampleRate int     // Hz; 0: the encoding's own
	BitRate    int     // bits per second; 0: the encoding's own
	Speed      float64 // 0.7..1.5; 1: the voice's own
}

// Bounds of bit_rate, whatever the encoding.
const minBitRate, maxBitRate = 4000, 650_000

// Defaults of /v1/speak.
const (
	DefaultSpeakModel    = "aura-asteria-en"
	DefaultSpeakEncoding = "linear16" // of the websocket
)

// ParseSpeakQuery reads the query of the websocket (6.1). Whether the rate suits the encoding is left
// to whoever encodes. Its error is a *QueryError.
func ParseSpeakQuery(values url.Values) (SpeakQuery, error) {
	q := newQuery(values)
	s := readSpeaking(q)
	s.Encoding = q.choice("encoding", DefaultSpeakEncoding, "linear16", "mulaw", "alaw")
	s.Container = q.choice("container", "none", "none")
	return s, q.failure()
}

// ParseSynthesizeQuery reads the query of POST (9.2). Whether its parameters suit one another is left
// to whoever encodes. Its error is a *QueryError.
func ParseSynthesizeQuery(values url.Values) (SpeakQuery, error) {
	q := newQuery(values)
	s := readSpeaking(q)
	s.Encoding = q.text("encoding", "")
	s.Container = q.text("container", "")
	s.BitRate = q.integer("bit_rate", 0, minBitRate, maxBitRate)
	q.list("tag")
	q.noCallback()
	return s, q.failure()
}

// noCallback refuses an address to send the audio to, without showing it: it may hold a key.
func (q *query) noCallback() {
	if q.has("callback") {
		q.refuse("callback", "", "is not supported: leave it out, and the audio is the answer to the request")
	}
}

// readSpeaking reads what both have.
func readSpeaking(q *query) SpeakQuery {
	s := SpeakQuery{
		Model:      q.text("model", DefaultSpeakModel),
		SampleRate: q.integer("sample_rate", 0, 8000, 48000),
		Speed:      q.number("speed", 1, 0.7, 1.5),
	}
	q.flag("mip_opt_out")
	return s
}
