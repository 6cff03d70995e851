package deepgram

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// script drives ears by hand, in seconds of audio which are also seconds of time, and notes what
// they do: texts in quotes, a ! behind the answers, messages by their type.
type script struct {
	t    *testing.T
	ears ears
	line timeline
	now  float64
	did  []string
	full []visavis.Transcript
}

func (s *script) emit(t visavis.Transcript) {
	note := fmt.Sprintf("%q", t.Text)
	if t.Flushed {
		note += "!"
	}
	s.did = append(s.did, note+[]string{"", " open", " ending", " over"}[t.Turn])
	s.full = append(s.full, t)
}

func (s *script) send(m wire.Message) { s.did = append(s.did, m.Type()) }

func (s *script) clock() time.Time {
	return time.Unix(1000, 0).Add(time.Duration(s.now * float64(time.Second)))
}

// at moves on to a second, letting what is due happen on the way.
func (s *script) at(second float64) *script {
	s.t.Helper()
	for {
		due := s.ears.due()
		s.line.fed = int64(second * 16000)
		if due.IsZero() || due.After(time.Unix(1000, 0).Add(time.Duration(second*float64(time.Second)))) {
			break
		}
		s.now = due.Sub(time.Unix(1000, 0)).Seconds()
		if s.ears.expire(due) != nil {
			s.did = append(s.did, "fault")
			break
		}
		if next := s.ears.due(); !next.IsZero() && !next.After(due) {
			s.t.Fatalf("at %v s: still due, which would never end", s.now)
		}
	}
	s.now = second
	return s
}

func (s *script) start() { s.ears.start(s.line.fed) }
func (s *script) end()   { s.ears.end(s.line.fed, s.clock()) }

func (s *script) hear(m wire.Message) {
	s.t.Helper()
	if err := s.ears.hear(m, s.clock()); err != nil {
		s.t.Fatal(err)
	}
}

// did compares what was done since the last call.
func (s *script) want(why string, did ...string) {
	s.t.Helper()
	if diff := cmp.Diff(did, s.did); diff != "" {
		s.t.Errorf("at %v s, %s (-want +got):\n%s", s.now, why, diff)
	}
	s.did = nil
}

func novaScript(t *testing.T) *script {
	s := &script{t: t, line: timeline{rate: visavis.MicRate}}
	s.ears = &nova{timeline: &s.line, emit: s.emit, send: s.send}
	return s
}

// results makes a Results for a window. Words are evenly spread over it.
func results(from, to float64, text string, flags ...string) wire.ListenResults {
	all := strings.Join(flags, " ")
	r := wire.ListenResults{Start: from, Duration: to - from, ChannelIndex: []int{0, 1},
		IsFinal:     all != "",
		SpeechFinal: strings.Contains(all, "speech"), FromFinalize: strings.Contains(all, "finalize")}
	alt := wire.ListenAlternative{Transcript: text, Confidence: 0.9}
	fields := strings.Fields(text)
	for i, w := range fields {
		step := (to - from) / float64(len(fields))
		alt.Words = append(alt.Words, wire.ListenWord{Word: strings.Trim(w, ".,"), PunctuatedWord: w,
			Start: from + float64(i)*step, End: from + float64(i+1)*step, Confidence: 0.9})
	}
	r.Channel.Alternatives = []wire.ListenAlternative{alt}
	return r
}

func TestNovaJoinsFinals(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(2.0).hear(results(0, 1.8, "turn on"))
	s.want("an interim is told", `"turn on"`)
	s.at(2.5).hear(results(0, 2.0, "turn on the", "final"))
	s.at(3.0).hear(results(2.0, 2.8, "big lights"))
	s.want("finals and the open window make one text", `"turn on the"`, `"turn on the big lights"`)
	s.hear(results(2.0, 2.8, "big lights"))
	s.want("the same text is not told twice")
	s.at(3.4).hear(results(2.0, 3.1, "big lights.", "final"))
	s.at(3.6).hear(results(3.1, 3.4, "", "final", "speech"))
	s.want("a speech_final may be empty", `"turn on the big lights."`)
	s.at(3.7).end()
	s.want("all was closed: no round trip", `"turn on the big lights."!`)
}

func TestNovaFinalizes(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(3.0).hear(results(0, 2.8, "turn on the lights"))
	s.at(3.7).end()
	s.want("what is open is finalized", `"turn on the lights"`, "Finalize")
	s.at(3.9).hear(results(0, 3.7, "turn on the lights please", "final", "finalize"))
	s.want("the answer to Finalize is the answer", `"turn on the lights please"!`)
	s.at(4.0).hear(results(0, 3.7, "turn on the lights please", "final"))
	s.at(9).want("the same window again is nothing new")
}

// The server need not have taken the last of the audio when it finalizes.
func TestNovaGoesOnWhereTheServerFinalized(t *testing.T) {
	s := novaScript(t)
	s.at(0.5).start()
	s.at(3.7).end()
	s.hear(results(0, 3.2, "one", "finalize"))
	s.want("that is the answer", "Finalize", `"one"!`)
	s.at(4.0).start()
	s.at(5).hear(results(3.2, 4.9, "two three"))
	s.want("the next window begins before the end of speech", `"two three"`)
}

func TestNovaWaitsNotForever(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(2.0).hear(results(0, 1.9, "well"))
	s.at(2.5).end()
	s.at(4.4).want("there is time for an answer", `"well"`, "Finalize")
	s.at(4.6).want("a server that takes audio and tells nothing of it is of no use", "fault")
}

// A server that has heard all is waited for as long as its answer takes, and no longer.
func TestNovaTakesWhatWasHeard(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(2.5).end()
	s.at(3.0).hear(results(0, 2.4, "well"))
	s.at(4.4).want("there is time for an answer", "Finalize")
	s.at(5.1).want("nothing more can come", `"well"!`)
}

func TestNovaHasNoWordsForACough(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(1.6).end()
	s.at(1.7).hear(results(0, 1.6, ""))
	s.at(2.1).want("the server may be about to say something", "Finalize")
	s.at(2.3).want("it has heard everything and said nothing", `""!`)
}

func TestNovaKeepsUtterancesApart(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(2.0).end()
	s.at(2.2).start() // the next begins before the answer is there
	s.at(2.4).hear(results(0, 2.0, "one", "final", "finalize"))
	s.at(3.0).hear(results(2.0, 2.9, "two"))
	s.want("each has its words", "Finalize", `"one"!`, `"two"`)
	s.at(3.5).end()
	s.at(3.6).hear(results(2.0, 3.5, "two", "final", "finalize"))
	s.want("each has its answer", "Finalize", `"two"!`)
}

// Without a Finalize between them, a window may reach over the end of an utterance.
func TestNovaCutsAWindowBetweenUtterances(t *testing.T) {
	s := novaScript(t)
	s.at(0.5).start()
	s.at(1.4).hear(results(0, 1.2, "yes.", "final", "speech"))
	s.at(1.5).end()
	s.at(2.0).start()
	s.at(2.5).end()
	s.want("both ended", `"yes."`, `"yes."!`, "Finalize")
	s.hear(results(1.2, 2.5, "no no", "final", "finalize"))
	s.want("words of the second only", `"no no"!`)
}

func TestNovaDropsWhatASecondStartDrops(t *testing.T) {
	s := novaScript(t)
	s.at(0.5).start()
	s.at(3.0).hear(results(0, 3.0, "one two three", "final"))
	s.want("told", `"one two three"`)
	s.start()
	s.at(4.0).hear(results(3.0, 4.0, "four", "final"))
	s.want("half a second before the start may belong to it", `"three four"`)
}

func TestNovaEndWithoutStart(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).hear(results(0, 0.9, "stray", "final"))
	s.at(1.5).end()
	s.want("nothing was said as far as we know", `""!`)
	s.at(2.0).start()
	s.at(2.5).end()
	s.at(2.6).end()
	s.want("answers keep their order", "Finalize")
	s.at(3).hear(results(0.9, 2.9, ""))
	s.at(10).want("both are given", `""!`, `""!`)
}

func TestNovaUtteranceEndIsAnEnd(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	s.at(2.0).hear(results(0, 1.9, "well", "final"))
	s.at(2.6).end()
	s.hear(wire.UtteranceEnd{LastWordEnd: -1})
	s.want("an unknown end says nothing", `"well"`, "Finalize")
	s.hear(wire.UtteranceEnd{LastWordEnd: 1.9})
	s.want("a gap between words: there is no more", `"well"!`)
}

func TestNovaIgnoresOtherChannelsAndEmptyResults(t *testing.T) {
	s := novaScript(t)
	s.at(1.0).start()
	other := results(0, 1, "other", "final")
	other.ChannelIndex = []int{1, 2}
	s.hear(other)
	s.hear(wire.ListenResults{Start: -5, Duration: 1e300, IsFinal: false})
	s.want("nothing to tell")
}

// FuzzNova feeds any order of marks and results and holds the contract of a Transcriber.
func FuzzNova(f *testing.F) {
	f.Add([]byte{0x10, 0x21, 0x32, 0x83, 0x44, 0x15})
	f.Add([]byte("start, result, end, result, end"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		s := novaScript(t)
		fuzzEars(s, steps, func(kind, n byte) wire.Message {
			from := max(0, s.now-float64(n)/8)
			text := strings.Repeat("word ", int(n%4))
			switch kind {
			case 0:
				return results(from, s.now, text)
			case 1:
				return results(from, s.now, text, "final")
			case 2:
				return results(from, s.now, text, "final", "finalize")
			default:
				return wire.UtteranceEnd{LastWordEnd: from}
			}
		})
	})
}

// fuzzEars reads steps: a kind in the low bits, an amount in the high ones.
func fuzzEars(s *script, steps []byte, message func(kind, n byte) wire.Message) {
	ends := 0
	for _, b := range steps[:min(len(steps), 300)] {
		kind, n := b&7, b>>3
		s.at(s.now + float64(n)/16)
		switch kind {
		case 4:
			s.start()
		case 5:
			s.end()
			ends++
		case 6, 7:
			s.at(s.now + float64(n))
		default:
			s.hear(message(kind, n))
		}
	}
	s.ears.closing()
	s.ears.finish()
	answered := 0
	for _, tr := range s.full {
		if tr.Flushed && !(tr.Turn == visavis.TurnOver && tr.Text != "") {
			answered++
		}
		checkWords(s, tr)
	}
	if s.ears.owe() || answered > ends {
		s.t.Errorf("%d ends, %d answers, owing %v: %q", ends, answered, s.ears.owe(), s.did)
	}
	if _, ok := s.ears.(*nova); ok && answered != ends {
		s.t.Errorf("%d ends, %d answers: %q", ends, answered, s.did)
	}
}

func checkWords(s *script, tr visavis.Transcript) {
	last := int64(0)
	for _, w := range tr.Words {
		if w.Start < last || w.End < w.Start || w.End > s.line.fed || w.Text == "" {
			s.t.Errorf("word %+v after %d in %q, of %d", w, last, tr.Text, s.line.fed)
		}
		last = w.Start
	}
	if tr.Text == "" && len(tr.Words) > 0 || tr.Confidence < 0 || tr.Confidence > 1 {
		s.t.Errorf("transcript %+v", tr)
	}
}
