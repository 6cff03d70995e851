package conversation

import (
	"fmt"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// How a transcript shows effects and outputs; in capitals what engines are told.

func describe(e Effect) string {
	switch e := e.(type) {
	case Show:
		return describeOutput(e.Output)
	case Generate:
		var b strings.Builder
		fmt.Fprintf(&b, "GENERATE turn %d", e.Turn)
		for _, m := range e.Prompt.Messages {
			b.WriteString("\n\t\t" + describeMessage(m))
		}
		return b.String()
	case CallTool:
		return fmt.Sprintf("CALL %d: %s %s", e.Number, e.Call.Name, e.Call.Arguments)
	case Say:
		return fmt.Sprintf("SAY %q", e.Text)
	case SaidAll:
		return "SAID ALL"
	case Stop:
		return fmt.Sprintf("STOP turn %d", e.Turn)
	case EndUtterance:
		if e.Turn {
			return "END TURN"
		}
		return "END UTTERANCE"
	case SetHangover:
		return fmt.Sprintf("HANGOVER %v", e.Quiet.Round(time.Millisecond))
	}
	return fmt.Sprintf("unknown effect %T", e)
}

func describeOutput(o Output) string {
	switch o := o.(type) {
	case StateChanged:
		return "state " + string(o.State)
	case UserHears:
		return fmt.Sprintf("hears %q", o.Text)
	case UserSaid:
		return fmt.Sprintf("user said %q (%.1f)", o.Text, o.Confidence)
	case TurnStarted:
		return fmt.Sprintf("turn %d", o.Turn)
	case AgentSays:
		return fmt.Sprintf("agent says %q", o.Text)
	case *Audio:
		return fmt.Sprintf("audio %d+%d ms", o.Start/16, len(o.PCM)/16)
	case Lips:
		return ""
	case Words:
		return describeWords(o)
	case Again:
		return fmt.Sprintf("again clause %d at %d ms", o.Clause, o.Sample/16)
	case Calling:
		var names []string
		for _, c := range o.Calls {
			names = append(names, c.Name)
		}
		return fmt.Sprintf("calling %s", strings.Join(names, ", "))
	case CallDone:
		return fmt.Sprintf("call done, %v: %s", o.Took, describeResult(o.Result))
	case Cue:
		return fmt.Sprintf("cue %s at %d ms", o.Name, o.Sample/16)
	case AudioDone:
		return fmt.Sprintf("audio done %d ms", o.Samples/16)
	case Remembered:
		if o.Message.Calls != nil {
			return "remember " + describeMessage(o.Message)
		}
		return fmt.Sprintf("remember %s: %q interrupted=%v", o.Message.Role, o.Message.Text, o.Message.Interrupted)
	case Latency:
		return describeStages(o.Stages)
	case Trouble:
		return fmt.Sprintf("trouble %s: %v", o.Stage, o.Err)
	}
	name := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", o), "conversation."))
	return strings.TrimSpace(fmt.Sprintf("%s %v", name, o))
}

func describeStages(s Stages) string {
	tools := ""
	if s.Tools != 0 {
		tools = fmt.Sprintf(" tools %v", s.Tools)
	}
	return fmt.Sprintf("latency hangover %v listen %v think %v%s speak %v ours %v total %v",
		s.Hangover, s.Listen, s.Think, tools, s.Speak, s.Orchestration, s.Total)
}

func describeMessage(m visavis.Message) string {
	if m.Calls != nil {
		var results []string
		for _, c := range m.Calls {
			results = append(results, describeResult(c))
		}
		return "calls: " + strings.Join(results, "; ")
	}
	s := fmt.Sprintf("%s: %s", m.Role, m.Text)
	if m.Interrupted {
		s += " (interrupted)"
	}
	return s
}

func describeResult(r visavis.CallResult) string {
	s := fmt.Sprintf("%s(%s) -> %s", r.Name, r.Arguments, r.Response)
	if r.Failed {
		s += " (failed)"
	}
	return s
}

func describeWords(o Words) string {
	var b strings.Builder
	fmt.Fprintf(&b, "words of clause %d:", o.Clause)
	for _, w := range o.Words {
		fmt.Fprintf(&b, " %d..%d@%d", w.From, w.To, w.Start/16)
	}
	return b.String()
}
