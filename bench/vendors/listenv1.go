package vendors

import (
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

const (
	// idleV1 is how long nothing may come in.
	idleV1 = 10 * time.Second
	// resultEvery is how much audio is between two interim results.
	resultEvery = time.Second
	// longestWindow is when a window is closed in the midst of speech.
	longestWindow = 5 * time.Second
)

// streamV1 is a stream of listen v1.
type streamV1 struct {
	listening
	writing
	id       string
	model    wire.ModelInfo
	interim  bool
	vad      bool
	endpoint time.Duration // 0: no endpointing
	gap      time.Duration // 0: no UtteranceEnd

	start    int64 // sample: the open window begins here
	given    int   // words before it
	told     int64 // sample: the last result
	spoken   bool  // since the last speech_final
	onset    bool  // SpeechStarted was sent for this stretch
	ended    int   // words that an UtteranceEnd was sent for
	lastSign time.Time
}

func (c *deepgramCall) listenV1() {
	q := c.query(listenRules(), checkListen)
	if q == nil {
		return
	}
	s := c.socket()
	if s == nil {
		return
	}
	st := &streamV1{
		listening: newListening(s, q, c.dg.script()), id: c.requestID, lastSign: time.Now(),
		model:   modelInfo(engine(q)),
		interim: q.Get("interim_results") == "true", vad: q.Get("vad_events") == "true",
		endpoint: endpointing(q.Get("endpointing")),
	}
	ms, _ := strconv.Atoi(q.Get("utterance_end_ms"))
	st.gap = time.Duration(ms) * time.Millisecond
	st.writing = writing{st.ear, q.Get("punctuate") == "true" || q.Get("smart_format") == "true"}
	c.run(s, st)
}

// endpointing returns the trailing quiet that ends an utterance. Whatever it is, the quiet between
// two words does not.
func endpointing(v string) time.Duration {
	if v == "false" {
		return 0
	}
	ms, _ := strconv.Atoi(v)
	return max(shortestPause, time.Duration(ms)*time.Millisecond)
}

func modelInfo(model string) wire.ModelInfo {
	return wire.ModelInfo{Name: "general-" + model, Version: version, Arch: model}
}

// deadline: ten seconds without a sign of the client.
func (s *streamV1) deadline() time.Time { return s.lastSign.Add(idleV1) }

func (s *streamV1) tick(time.Time) {
	s.violate("keep-alive", "nothing came for %s", idleV1)
	s.metadata()
	s.shut(websocket.StatusInternalError, "Neither audio nor a text message came within the timeout window. See https://dpgr.am/net0001 (NET-0001)")
}

func (s *streamV1) ping() {} // not documented to count as a sign

func (s *streamV1) audio(b []byte) {
	if len(b) == 0 {
		s.violate("empty frame", "an empty binary message ends the stream")
		s.finish()
		return
	}
	s.lastSign = time.Now()
	if !s.listen(b, s.advance) {
		s.shut(websocket.StatusPolicyViolation, "The payload cannot be decoded as audio (DATA-0000)")
	}
}

func (s *streamV1) text(b []byte) {
	typ, err := commandType(b)
	switch {
	case err == nil && typ == "KeepAlive":
		s.sign()
	case err == nil && typ == "Finalize":
		s.sign()
		s.finalize()
	case err == nil && typ == "CloseStream":
		s.finish()
	default:
		s.violate("message", "listen v1 has no message %.100q", b)
		s.shut(websocket.StatusPolicyViolation, "The message is not understood (DATA-0000)")
	}
}

// sign notes that the client is there. Before the first audio, text is no sign.
func (s *streamV1) sign() {
	if !s.since.IsZero() {
		s.lastSign = time.Now()
	}
}

// advance looks at what 20 ms more of audio have changed.
func (s *streamV1) advance() {
	s.checkOnset()
	s.checkEndpoint()
	s.checkGap()
	if s.ear.rate.D(s.ear.heard-s.start) >= longestWindow {
		s.closeWindow()
	}
	if s.ear.heard < s.told+s.ear.rate.N(resultEvery) {
		return
	}
	s.told = s.ear.heard
	if s.interim && s.ear.heard > s.start {
		s.result(s.window(), s.ear.heard, false, false, false)
	}
}

func (s *streamV1) checkOnset() {
	if s.ear.speaking && !s.onset && s.vad {
		s.say(s.soon(), wire.SpeechStarted{Channel: []int{0, 1}, Timestamp: s.ear.seconds(s.ear.lastLoud)})
	}
	s.onset = s.ear.speaking
	s.spoken = s.spoken || s.ear.speaking
}

// checkEndpoint ends the utterance after enough quiet.
func (s *streamV1) checkEndpoint() {
	if s.endpoint > 0 && s.spoken && s.ear.quiet() >= s.endpoint {
		s.spoken = false
		s.result(s.window(), s.ear.heard, true, true, false)
	}
}

// checkGap looks at the time since the last word.
func (s *streamV1) checkGap() {
	words := s.ear.words()
	if s.gap == 0 || len(words) == s.ended || s.ear.within() {
		return
	}
	last := words[len(words)-1].End
	if s.ear.rate.D(s.ear.heard-last) >= s.gap {
		s.ended = len(words)
		s.say(s.soon(), wire.UtteranceEnd{Channel: []int{0, 1}, LastWordEnd: s.ear.seconds(last)})
	}
}

// window returns the words of the open window.
func (s *streamV1) window() []visavis.Word { return s.ear.words()[s.given:] }

// closeWindow closes a window that has grown long: behind its last word, if there is one and the
// speech goes on.
func (s *streamV1) closeWindow() {
	words, end := s.window(), s.ear.heard
	if s.ear.speaking {
		if len(words) == 0 {
			return
		}
		end = min(end, words[len(words)-1].End)
	}
	s.result(words, end, true, false, false)
}

// finalize closes the window at once. When there are no words in it, there is no answer.
func (s *streamV1) finalize() {
	s.ear.settle()
	if words := s.window(); len(words) > 0 {
		s.result(words, s.ear.heard, true, false, true)
	}
}

// finish answers CloseStream.
func (s *streamV1) finish() {
	s.ear.settle()
	if s.ear.heard > s.start {
		s.result(s.window(), s.ear.heard, true, false, false)
	}
	s.metadata()
	s.shut(websocket.StatusNormalClosure, "")
}

// result sends what the window holds, and closes it if it is final.
func (s *streamV1) result(words []visavis.Word, end int64, final, speechFinal, fromFinalize bool) {
	written, transcript := s.listened(words)
	alternative := wire.ListenAlternative{Transcript: transcript, Words: written}
	if len(words) > 0 {
		alternative.Confidence = 0.99
	}
	s.say(s.soon(), wire.ListenResults{
		ChannelIndex: []int{0, 1},
		Start:        s.ear.seconds(s.start), Duration: s.ear.seconds(end - s.start),
		IsFinal: final, SpeechFinal: speechFinal, FromFinalize: fromFinalize,
		Channel:  wire.ListenChannel{Alternatives: []wire.ListenAlternative{alternative}},
		Metadata: wire.ResultMetadata{RequestID: s.id, ModelInfo: s.model, ModelUUID: modelUUID},
	})
	if final {
		s.start, s.given, s.told = end, s.given+len(words), s.ear.heard
	}
}

const modelUUID = "00000000-0000-4000-a000-0000000000aa"

// metadata sends the account of the stream.
func (s *streamV1) metadata() {
	s.say(s.soon(), listenMetadata(s.id, s.model, s.ear))
}

func listenMetadata(id string, model wire.ModelInfo, e *ear) wire.ListenMetadata {
	m := wire.ListenMetadata{
		TransactionKey: "deprecated", RequestID: id, SHA256: strings.Repeat("0", 64),
		Created: time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
	}
	if e.heard > 0 {
		m.Duration, m.Channels = e.seconds(e.heard), 1
		m.Models, m.ModelInfo = []string{modelUUID}, map[string]wire.ModelInfo{modelUUID: model}
	}
	return m
}
