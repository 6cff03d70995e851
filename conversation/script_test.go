package conversation

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// What a line of a script means: the event of the user's, the client's or an engine's.

func (r *scriptRunner) event(what string) Event {
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "voice":
		return SpeechStarted{Voiced: r.ms(rest)}
	case "pause":
		return SpeechPaused{LastVoice: r.now.Add(-100 * time.Millisecond), Voiced: r.ms(rest)}
	case "resume":
		return SpeechResumed{}
	case "end":
		return SpeechEnded{LastVoice: r.now.Add(-500 * time.Millisecond), Voiced: r.ms(rest)}
	case "partial":
		return r.understood(visavis.Transcript{Text: rest})
	case "open": // the ears: a partial, and the user has not finished
		return r.understood(visavis.Transcript{Text: rest, Turn: visavis.TurnOpen})
	case "ending":
		return r.understood(visavis.Transcript{Text: rest, Turn: visavis.TurnEnding})
	case "over":
		return r.understood(visavis.Transcript{Text: rest, Confidence: 0.9, Flushed: true, Turn: visavis.TurnOver})
	case "final":
		conf, text, _ := strings.Cut(rest, " ")
		c, err := strconv.ParseFloat(conf, 64)
		if err != nil {
			r.t.Fatalf("final wants a confidence, not %q", conf)
		}
		return r.understood(visavis.Transcript{Text: text, Confidence: c, Flushed: true})
	case "ears-failed":
		return EarsRestarted{Err: errors.New(rest)}
	case "wait":
		return Tick{}
	}
	return r.clientEvent(word, rest)
}

func (r *scriptRunner) understood(t visavis.Transcript) Event {
	return Understood{Transcript: t, At: r.now}
}

func (r *scriptRunner) clientEvent(word, rest string) Event {
	switch word {
	case "type":
		return UserText{Text: rest}
	case "inject":
		return AgentText{Text: rest}
	case "queue":
		return AgentText{Text: rest, Behavior: BehaviorQueue}
	case "interrupt":
		return AgentText{Text: rest, Behavior: BehaviorInterrupt}
	case "end-turn":
		return EndTurn{}
	case "prompt":
		return SetSystem{Text: rest}
	case "turns-end": // EOT EAGER MS
		return SetEnding{r.endingOf(rest)}
	case "heard":
		return Heard{Turn: r.turn, Sample: int64(r.ms(rest).Milliseconds()) * 16}
	case "heard-final":
		return Heard{Turn: r.turn, Sample: int64(r.ms(rest).Milliseconds()) * 16, Final: true}
	}
	return r.engineEvent(word, rest)
}

func (r *scriptRunner) engineEvent(word, rest string) Event {
	turn := r.made
	if after, ok := strings.CutPrefix(word, "old-"); ok {
		word, turn = after, r.made-1
	}
	var err error
	if rest != "" {
		err = errors.New(rest)
	}
	switch word {
	case "write":
		return Wrote{Turn: turn, Delta: visavis.Delta{Text: rest + " "}, Asked: r.now, At: r.now}
	case "think":
		return Wrote{Turn: turn, Delta: visavis.Delta{Thought: rest + " "}, Asked: r.now, At: r.now}
	case "call": // NAME ARGUMENTS
		return Wrote{Turn: turn, Delta: visavis.Delta{Call: r.call(rest)}, Asked: r.now, At: r.now}
	case "written":
		return Written{Turn: turn, Err: err, Asked: r.now, At: r.now}
	case "called": // NUMBER RESPONSE
		return r.called(rest, nil)
	case "call-failed": // NUMBER ERROR
		return r.called(rest, errors.New("it failed"))
	case "speak", "speak-untimed", "speak-again":
		return r.spoke(turn, word, rest)
	case "spoken":
		return Spoken{Turn: turn, Err: err}
	}
	r.t.Fatalf("unknown event %q", word)
	return nil
}

func (r *scriptRunner) call(rest string) *visavis.Call {
	r.calls++
	name, arguments, _ := strings.Cut(rest, " ")
	return &visavis.Call{ID: fmt.Sprintf("c%d", r.calls), Name: name, Arguments: arguments}
}

func (r *scriptRunner) called(rest string, err error) Event {
	number, response, _ := strings.Cut(rest, " ")
	n, bad := strconv.Atoi(number)
	if bad != nil {
		r.t.Fatalf("called wants a number, not %q", number)
	}
	if err != nil && response != "" {
		err = errors.New(response)
	}
	return Called{Number: n, Response: response, Err: err}
}

// spoke parses "CLAUSE MS of TOTAL": a piece of a clause, whose words are spread evenly over TOTAL.
func (r *scriptRunner) spoke(turn int, word, rest string) Event {
	var clause, ms, total int
	if _, err := fmt.Sscanf(rest, "%d %d of %d", &clause, &ms, &total); err != nil {
		r.t.Fatalf("speak wants CLAUSE MS of TOTAL, not %q", rest)
	}
	ev := &Spoke{Turn: turn, Asked: r.now, At: r.now}
	ev.Speech = visavis.Speech{Clause: clause, PCM: make([]int16, ms*16), Rate: 16000, Again: word == "speak-again"}
	if turn != r.made {
		return ev
	}
	if (!r.begun[clause] || ev.Speech.Again) && clause < len(r.clauses) && word != "speak-untimed" {
		r.begun[clause] = true
		ev.Speech.Words = evenWords(r.clauses[clause], r.pos, int64(total)*16)
	}
	r.pos += int64(ms) * 16
	return ev
}

func evenWords(text string, start, total int64) []visavis.SpokenWord {
	fields := strings.Fields(text)
	var words []visavis.SpokenWord
	at := 0
	for i, f := range fields {
		from := at + strings.Index(text[at:], f)
		at = from + len(f)
		n := int64(len(fields))
		words = append(words, visavis.SpokenWord{
			From: from, To: from + len(strings.TrimRight(f, ".,!?")),
			Start: start + total*int64(i)/n, End: start + total*int64(i+1)/n,
		})
	}
	return words
}

// endingOf parses "EOT EAGER TIMEOUT", the last in milliseconds.
func (r *scriptRunner) endingOf(rest string) Ending {
	var e Ending
	var ms int
	if _, err := fmt.Sscanf(rest, "%g %g %d", &e.EOT, &e.Eager, &ms); err != nil {
		r.t.Fatalf("turns-end wants EOT EAGER TIMEOUT, not %q", rest)
	}
	e.Timeout = time.Duration(ms) * time.Millisecond
	return e
}

func (r *scriptRunner) ms(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		r.t.Fatalf("%q is no number of milliseconds", s)
	}
	return time.Duration(n) * time.Millisecond
}
