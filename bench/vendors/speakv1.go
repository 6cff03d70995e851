package vendors

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

const (
	maxFlushes     = 20 // in flushWindow
	flushWindow    = time.Minute
	longestSession = time.Hour
	maxCharacters  = 2000
	// impatience is how long a sentence that is complete as far as one can tell waits for a Flush.
	impatience = 500 * time.Millisecond
)

// speakRules are the parameters of 6.1.
func speakRules() map[string]rule {
	return map[string]rule{
		"model": notEmpty, "encoding": oneOf("linear16", "mulaw", "alaw"),
		"sample_rate": oneOf("8000", "16000", "24000", "32000", "48000"),
		"container":   oneOf("none"), "speed": number(0.7, 1.5), "mip_opt_out": boolean,
	}
}

func checkSpeak(q url.Values) *refusal {
	if q.Has("model") && !auraModel.MatchString(q.Get("model")) {
		return noModel(q.Get("model"))
	}
	g711 := q.Get("encoding") == "mulaw" || q.Get("encoding") == "alaw"
	if rate := q.Get("sample_rate"); g711 && rate != "" && rate != "8000" && rate != "16000" {
		return badValue("sample_rate", rate)
	}
	return nil
}

// voicing returns the voice that a query asks for.
func (c *deepgramCall) voicing(q url.Values) voicing {
	encoding, _ := pcm.ParseEncoding(q.Get("encoding"))
	rate, _ := strconv.Atoi(q.Get("sample_rate"))
	if rate == 0 && encoding == pcm.Linear16 {
		rate = 24000
	} else if rate == 0 {
		rate = 8000
	}
	return voicing{encoding: encoding, rate: visavis.SampleRate(rate), factor: c.dg.Factor, frame: c.dg.Frame}
}

func voiceModel(q url.Values) string {
	if q.Has("model") {
		return q.Get("model")
	}
	return "aura-asteria-en"
}

// streamSpeak is a stream of speak v1.
type streamSpeak struct {
	*socket
	voice     voicing
	perMinute int // characters; 0: any

	pending string      // text that is not yet spoken
	since   time.Time   // of the last text
	tail    time.Time   // when the last audio leaves
	spoken  int         // words of all audio so far
	flushes []time.Time // of the last minute
	sizes   []amount    // of texts of the last minute
	flushed int         // Flushed sent
	cleared int         // Cleared sent
	opened  time.Time
}

// amount is how much was said when.
type amount struct {
	at         time.Time
	characters int
}

func (c *deepgramCall) speakV1() {
	q := c.query(speakRules(), checkSpeak)
	if q == nil {
		return
	}
	s := c.socket()
	if s == nil {
		return
	}
	st := &streamSpeak{socket: s, voice: c.voicing(q), perMinute: c.dg.CharactersPerMinute, opened: time.Now()}
	st.say(time.Now(), wire.SpeakMetadata{
		RequestID: c.requestID, ModelName: voiceModel(q), ModelVersion: version, ModelUUID: modelUUID,
	})
	c.run(s, st)
}

func (s *streamSpeak) ping() {}

func (s *streamSpeak) deadline() time.Time {
	end := s.opened.Add(longestSession)
	if ready := s.since.Add(impatience); complete(strings.TrimSpace(s.pending)) && ready.Before(end) {
		return ready
	}
	return end
}

func (s *streamSpeak) tick(now time.Time) {
	if now.Sub(s.opened) >= longestSession {
		s.shut(websocket.StatusInternalError, "The session has reached its time limit (NET-0003)")
		return
	}
	s.speak(s.take())
}

func (s *streamSpeak) audio([]byte) {
	s.violate("binary", "a binary message was sent to a voice")
	s.shut(websocket.StatusUnsupportedData, "This message type is not supported (MESSAGE-0000)")
}

func (s *streamSpeak) text(b []byte) {
	typ, err := commandType(b)
	switch {
	case err == nil && typ == "Speak":
		s.add(b)
	case err == nil && typ == "Flush":
		s.flush()
	case err == nil && typ == "Clear":
		s.clear()
	case err == nil && typ == "Close":
		s.speak(s.take())
		s.shut(websocket.StatusNormalClosure, "")
	default:
		s.reject("speak v1 has no message %.100q", b)
	}
}

// reject ends the stream for a message that is none.
func (s *streamSpeak) reject(format string, args ...any) {
	s.violate("message", format, args...)
	s.shut(websocket.StatusPolicyViolation, "Not a valid command (DATA-0000)")
}

// add takes a Speak.
func (s *streamSpeak) add(b []byte) {
	var m struct {
		Text *string `json:"text"`
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Text == nil {
		s.reject("Speak has no text")
		return
	}
	if err := checkMembers(b, "text"); err != nil {
		s.violate("message", "Speak: %v", err)
	}
	if n := utf8.RuneCountInString(*m.Text); n > maxCharacters {
		s.violate("text length", "%d characters in one message", n)
		s.shut(websocket.StatusMessageTooBig, "The text has too many characters (BIG-0001)")
		return
	}
	if s.exceeds(utf8.RuneCountInString(*m.Text)) {
		return
	}
	s.pending += *m.Text
	s.since = time.Now()
	s.speak(s.takeSentences())
}

// exceeds counts characters and ends the stream when there are too many.
func (s *streamSpeak) exceeds(characters int) bool {
	now := time.Now()
	s.sizes = append(slices.DeleteFunc(s.sizes, func(a amount) bool { return now.Sub(a.at) >= time.Minute }), amount{now, characters})
	sum := 0
	for _, a := range s.sizes {
		sum += a.characters
	}
	if s.perMinute == 0 || sum <= s.perMinute {
		return false
	}
	s.violate("text rate", "%d characters in a minute", sum)
	s.shut(websocket.StatusPolicyViolation, "Too many characters in the recent window (DATA-0001)")
	return true
}

// take returns all of the text.
func (s *streamSpeak) take() string {
	text := s.pending
	s.pending = ""
	return text
}

// takeSentences returns the text up to the last sentence that is certainly complete: space follows.
func (s *streamSpeak) takeSentences() string {
	end := 0
	for i, r := range s.pending {
		if (r == ' ' || r == '\n') && complete(s.pending[:i]) {
			end = i
		}
	}
	text := s.pending[:end]
	s.pending = s.pending[end:]
	return text
}

// speak puts a text's audio in line.
func (s *streamSpeak) speak(text string) {
	sounds := s.voice.say(text)
	if len(sounds) == 0 {
		return
	}
	now := time.Now()
	if s.tail.Before(now) {
		s.tail = now.Add(s.pace.First.draw(s.rng))
	}
	for _, f := range sounds {
		at := s.tail.Add(s.pace.Chunk.draw(s.rng))
		s.queue(item{at: at, typ: websocket.MessageBinary, data: f.bytes, drops: true, words: s.spoken + f.words})
		s.tail = at.Add(f.lasts)
	}
	s.spoken += sounds[len(sounds)-1].words
}

// flush speaks all that is there and says when.
func (s *streamSpeak) flush() {
	now := time.Now()
	s.flushes = slices.DeleteFunc(s.flushes, func(at time.Time) bool { return now.Sub(at) >= flushWindow })
	if len(s.flushes) >= maxFlushes {
		s.violate("flush", "more than %d in %s", maxFlushes, flushWindow)
		s.interject(now, wire.SpeakWarning{Code: wire.ExcessiveFlush, Description: "Too many Flush messages. This one was ignored."})
		return
	}
	s.flushes = append(s.flushes, now)
	s.speak(s.take())
	s.queueAnswer(wire.Flushed{SequenceID: s.flushed})
	s.flushed++
}

// queueAnswer sends a message behind all audio, which a Clear may drop.
func (s *streamSpeak) queueAnswer(m wire.Message) {
	at := time.Now()
	if n := len(s.out); n > 0 {
		at = later(at, s.out[n-1].at)
	}
	s.queue(item{at: at, typ: websocket.MessageText, data: wire.Encode(m), drops: true})
}

// clear drops what was not yet sent. A flush that is cut short gets no Flushed.
func (s *streamSpeak) clear() {
	s.pending, s.tail = "", time.Time{}
	s.out = slices.DeleteFunc(s.out, func(i item) bool { return i.drops })
	s.say(time.Now(), wire.Cleared{SequenceID: s.cleared})
	s.cleared++
}
