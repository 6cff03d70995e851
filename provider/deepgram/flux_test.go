package deepgram

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// fluxScript is of a server that hears: it tells so four times a second, which scripts leave out.
func fluxScript(t *testing.T) *script {
	s := deafScript(t)
	s.ears.(*flux).heard = math.MaxInt64
	return s
}

// deafScript is of a server that hears what scripts say.
func deafScript(t *testing.T) *script {
	s := &script{t: t, line: timeline{rate: visavis.MicRate}}
	s.ears = &flux{timeline: &s.line, emit: s.emit, send: s.send, timeout: 5 * time.Second}
	return s
}

// turn makes a TurnInfo of what was heard up to now.
func (s *script) turn(index int, event wire.TurnEvent, text string) {
	s.t.Helper()
	m := wire.TurnInfo{Event: event, TurnIndex: index, Transcript: text, AudioWindowEnd: s.now}
	fields := strings.Fields(text)
	for i, w := range fields {
		start, end := s.now*float64(i)/float64(len(fields)), s.now*float64(i+1)/float64(len(fields))
		m.Words = append(m.Words, wire.FluxWord{Word: w, Confidence: 0.8, Start: &start, End: &end})
	}
	s.hear(m)
}

func TestFluxTurn(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.turn(0, wire.TurnUpdate, "")
	s.at(1.5).turn(0, wire.TurnStarted, "Turn")
	s.at(1.8).turn(0, wire.TurnUpdate, "Turn on")
	s.turn(0, wire.TurnUpdate, "Turn on")
	s.want("the turn is open, and told when it changes", `"Turn" open`, `"Turn on" open`)
	s.at(2.0).turn(0, wire.TurnEagerEnd, "Turn on.")
	s.at(2.2).turn(0, wire.TurnResumed, "Turn on.")
	s.at(2.4).turn(0, wire.TurnEagerEnd, "Turn on it.")
	s.want("eager ends are taken back", `"Turn on." ending`, `"Turn on." open`, `"Turn on it." ending`)
	s.at(2.5).end()
	s.want("the answer waits for the turn")
	s.at(2.9).turn(0, wire.TurnEnded, "Turn on it.")
	s.want("the turn's end is the answer", `"Turn on it."! over`)
	s.turn(0, wire.TurnUpdate, "Turn on it.")
	s.at(60).want("what is late is nothing")
	last := s.full[len(s.full)-1]
	if len(last.Words) != 3 || last.Confidence < 0.79 || last.Confidence > 0.81 {
		t.Errorf("answer is %+v", last)
	}
}

func TestFluxEndsBeforeWeDo(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(1.5).turn(0, wire.TurnStarted, "Yes.")
	s.at(1.6).turn(0, wire.TurnEnded, "Yes.")
	s.at(1.8).end()
	s.want("our own end is answered with nothing", `"Yes." open`, `"Yes."! over`, `""!`)
}

func TestFluxTurnBeginsBetweenItsEndAndOurs(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(1.5).turn(0, wire.TurnStarted, "Yes.")
	s.at(1.6).turn(0, wire.TurnEnded, "Yes.")
	s.at(1.8).turn(1, wire.TurnStarted, "No,")
	s.at(2.2).end()
	s.want("the second turn is open", `"Yes." open`, `"Yes."! over`, `"No," open`)
	s.at(2.5).turn(1, wire.TurnEnded, "No, thanks.")
	s.want("our end is answered by its end", `"No, thanks."! over`)
}

func TestFluxGoesOnOverAPause(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(1.5).turn(0, wire.TurnStarted, "I would like")
	s.at(2).end()
	s.at(3).start()
	s.want("an end before the turn was over has no text", `"I would like" open`, `""! open`)
	s.at(4).turn(0, wire.TurnUpdate, "I would like tea.")
	s.at(4.4).end()
	s.at(4.5).turn(0, wire.TurnEnded, "I would like tea.")
	s.want("the next one has it all", `"I would like tea." open`, `"I would like tea."! over`)
}

func TestFluxHearsNoWords(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(1.5).end()
	s.at(1.4).turn(0, wire.TurnUpdate, "")
	s.want("not everything was heard yet")
	s.at(1.6).turn(0, wire.TurnUpdate, "")
	s.want("everything was heard, and nothing said", `""!`)
	s.at(3).start()
	s.at(3.5).end()
	s.at(4.9).want("a turn may begin late")
	s.at(5.1).want("but not that late", `""!`)
	s.at(5.2).turn(0, wire.TurnStarted, "Late.")
	s.at(5.3).turn(0, wire.TurnEnded, "Late.")
	s.want("when it does all the same, nothing is lost", `"Late." open`, `"Late."! over`)
	s.at(6).end()
	s.want("an end without a start", `""!`)
}

func TestFluxTurnHangs(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "I am")
	s.at(3).end()
	s.at(4).turn(0, wire.TurnUpdate, "I am here")
	s.at(8).turn(0, wire.TurnUpdate, "I am here")
	s.at(9.9).want("time since the text changed counts", `"I am" open`, `"I am here" open`)
	s.at(10.1).want("the server is told to end it", "ForceEndTurn")
	s.at(11.1).want("or we do", `"I am here"! over`)
	s.at(12).start()
	s.at(13).turn(0, wire.TurnUpdate, "I am here again")
	s.at(14).end()
	s.at(14.1).turn(0, wire.TurnEnded, "I am here again.")
	s.want("what the hanging turn adds is new", `"again" open`, `"again."! over`)
}

func TestFluxForceWorks(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "I am")
	s.at(3).end()
	s.at(9.5).turn(0, wire.TurnEnded, "I am")
	s.want("the forced end is the answer", `"I am" open`, "ForceEndTurn", `"I am"! over`)
	s.at(20).start()
	s.at(21).turn(1, wire.TurnStarted, "So")
	s.at(22).end()
	s.at(28.5).hear(wire.FluxWarning{Code: wire.NoActiveTurn})
	s.want("a server that knows of no turn gives no answer", `"So" open`, "ForceEndTurn", `"So"! over`)
}

// A server that takes audio and tells nothing of it would have us answer with less than was said.
func TestFluxGoesDeaf(t *testing.T) {
	s := deafScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "I am")
	s.at(4).end()
	s.at(6.1).want("two seconds after it should have told more", `"I am" open`, "fault")

	s = deafScript(t)
	s.at(1).start()
	s.at(4).end()
	s.at(5.6).want("a turn that it never began", "fault")
}

func TestFluxEndsWhenAsked(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "I am")
	s.at(2.1).end()
	s.ears.endTurn(s.clock())
	s.want("the caller decides", `"I am" open`, "ForceEndTurn")
	s.at(2.2).turn(0, wire.TurnEnded, "I am")
	s.want("and the server obeys", `"I am"! over`)
	s.ears.endTurn(s.clock())
	s.want("without a turn there is nothing to end")
}

func TestFluxUpdateAfterEagerEnd(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "I am")
	s.at(2.1).turn(0, wire.TurnEagerEnd, "I am.")
	s.at(2.2).turn(0, wire.TurnUpdate, "I am,")
	s.at(2.4).turn(0, wire.TurnEnded, "I am.")
	s.want("an update takes the eager end not back", `"I am" open`, `"I am." ending`, `"I am."! over`)
}

func TestFluxSecondStartDropsTheTurn(t *testing.T) {
	s := fluxScript(t)
	s.at(1).start()
	s.at(2).turn(0, wire.TurnStarted, "Forget")
	s.start()
	s.at(2.1).turn(0, wire.TurnEnded, "Forget")
	s.at(3).turn(1, wire.TurnStarted, "Hello")
	s.at(3.5).end()
	s.at(3.6).turn(1, wire.TurnEnded, "Hello")
	s.want("only what came after it is told", `"Forget" open`, "ForceEndTurn", `"Hello" open`, `"Hello"! over`)
}

func TestFluxErrorsEndTheStream(t *testing.T) {
	s := fluxScript(t)
	for code, temporary := range map[wire.Code]bool{wire.InternalServerError: true, wire.UnparsableClientMessage: false} {
		err := s.ears.hear(wire.FluxError{Code: code, Description: "Oh."}, s.clock())
		checkVendorError(t, err, temporary, string(code)+": Oh.")
	}
}

// FuzzFlux feeds any order of marks and turns and holds the contract of a Transcriber.
func FuzzFlux(f *testing.F) {
	f.Add([]byte{0x14, 0x20, 0x31, 0x85, 0x42, 0x15})
	f.Add([]byte("start, turn, end, turn, end"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		s := fluxScript(t)
		index := 0
		fuzzEars(s, steps, func(kind, n byte) wire.Message {
			events := []wire.TurnEvent{wire.TurnUpdate, wire.TurnStarted, wire.TurnEnded, wire.TurnEagerEnd}
			m := wire.TurnInfo{Event: events[kind], TurnIndex: index, Transcript: strings.TrimSpace(strings.Repeat("word ", int(n%4))), AudioWindowEnd: s.now}
			if kind == 2 {
				index++
			}
			return m
		})
	})
}
