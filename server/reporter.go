package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// reporter turns a session's outputs into messages and audio: the sending half of the protocol. It
// belongs to the session's goroutine.
type reporter struct {
	*client
	extended bool
	recorded bool
	speech   speech
	clauses  map[int]string // texts of the present turn, by number
	latency  conversation.Latency
}

func newReporter(c *client, p plan, clock *clock) *reporter {
	return &reporter{
		client: c, extended: p.extended, recorded: p.recorded,
		speech:  speech{format: p.output, clock: clock, socket: c.socket},
		clauses: map[int]string{},
	}
}

// report sends what o means to the client: its audio, then what the extension says of it to those
// who understand it, then what every client is told.
func (r *reporter) report(ctx context.Context, o conversation.Output) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	samples, err := r.follow(ctx, o)
	if err != nil {
		return err
	}
	if r.extended {
		err = r.sendAny(r.extension(o, samples))
	}
	return errors.Join(err, r.sendAny(r.stock(o)))
}

// sendAny sends m unless it is nil.
func (r *reporter) sendAny(m wire.ServerMessage) error {
	if m == nil {
		return nil
	}
	return r.send(m)
}

// follow keeps up with the turn and sends its audio. samples is how many a completed turn had.
func (r *reporter) follow(ctx context.Context, o conversation.Output) (samples int64, err error) {
	switch o := o.(type) {
	case conversation.StateChanged:
		r.agent.follow(o.State)
	case conversation.TurnStarted:
		r.metrics.turns.Add(1)
		clear(r.clauses)
		r.speech.begin(o.Turn)
		r.panel.refresh() // an engine may be well again
	case conversation.Calling:
		r.calls.begin(o.Calls)
	case conversation.CallDone:
		r.callDone(o)
	case conversation.AgentSays:
		r.clauses[o.Clause] = o.Text
	case conversation.Latency:
		r.latency = o
	case *conversation.Audio:
		return 0, r.sendAudio(ctx, o)
	case conversation.AudioDone:
		return r.speech.finish(ctx)
	case conversation.Cut:
		// The sound first: a codec that is busy closes late.
		r.metrics.cut.Add(int64(r.socket.DropAudio(o.Turn)))
		r.speech.close()
	case conversation.Trouble:
		r.metrics.trouble.Add(1)
		r.log.Warn("engine fault", "stage", o.Stage, "err", o.Err)
	}
	return 0, nil
}

// callDone notes the outcome of a call, and tells the client of one that another server carried out.
func (r *reporter) callDone(o conversation.CallDone) {
	call := o.Result
	r.calls.done(call.ID)
	r.metrics.toolCalls.Add(1)
	if call.Failed {
		r.metrics.toolFaults.Add(1)
	}
	if o.Unknown {
		r.send(wire.Warning{Code: wire.NonExistentFunction,
			Description: fmt.Sprintf("The brain called %q, which is no function of this conversation. It was told so, and goes on.", shown(call.Name))})
	}
	if r.calls.sideOf(call.Call) == endpoints {
		r.send(wire.FunctionCallResponse{ID: call.ID, Name: call.Name, Content: call.Response, ThoughtSignature: call.Signature})
	}
}

func (r *reporter) sendAudio(ctx context.Context, a *conversation.Audio) error {
	if !r.speech.begun() {
		if err := r.send(r.startedSpeaking(a.Turn)); err != nil {
			return err
		}
	}
	return r.speech.send(ctx, a)
}

// startedSpeaking has the latencies of a turn that answers the user, and zeros otherwise.
func (r *reporter) startedSpeaking(turn int) wire.AgentStartedSpeaking {
	if r.latency.Turn != turn {
		return wire.AgentStartedSpeaking{}
	}
	l := latencyReport(r.latency.Stages)
	begun := wire.AgentStartedSpeaking{TotalLatency: *l.Total, TTSLatency: *l.TTS}
	if l.TTTText != nil {
		begun.TTTLatency = *l.TTTText
	}
	return begun
}

// stock returns what every client is told of o, or nil.
func (r *reporter) stock(o conversation.Output) wire.ServerMessage {
	switch o := o.(type) {
	case conversation.UserStartedSpeaking:
		return wire.UserStartedSpeaking{}
	case conversation.UserSaid:
		return r.userSaid(o)
	case conversation.AgentThinks:
		return r.thought(o)
	case conversation.AgentSays:
		return wire.ConversationText{Role: string(visavis.Assistant), Content: o.Text}
	case conversation.AudioDone:
		return wire.AgentAudioDone{}
	case conversation.Latency:
		return latencyReport(o.Stages)
	case conversation.Remembered:
		if r.recorded {
			return r.remembered(o.Message)
		}
	case conversation.InjectionRefused:
		return wire.InjectionRefused{Message: o.Reason}
	case conversation.VoiceSlow:
		return wire.Warning{Code: wire.SlowSpeakRequest, Description: "The voice has not begun to speak for 3s."}
	case conversation.Trouble:
		return trouble(o)
	}
	return nil
}

// thought tells what a brain considers; not where that may be what the operator's tools have told it.
func (r *reporter) thought(o conversation.AgentThinks) wire.ServerMessage {
	if len(r.cfg.Tools) > 0 {
		return nil
	}
	return wire.AgentThinking{Content: o.Text}
}

// userSaid tells of the user's words, and in which language they were heard.
func (r *reporter) userSaid(o conversation.UserSaid) wire.ServerMessage {
	m := wire.ConversationText{Role: string(visavis.User), Content: o.Text}
	if t := r.tongues.Load(); t != nil && !o.Typed {
		m.Languages, m.LanguagesHinted = t.heard, t.hinted
	}
	return m
}

// trouble tells of a fault in words of ours: an engine's own may hold addresses and keys. The end of a
// chain is an Error, which the conversation survives all the same.
func trouble(t conversation.Trouble) wire.ServerMessage {
	if end, ok := errors.AsType[*exhausted](t.Err); ok {
		return failedAt(end)
	}
	text := "The brain "
	switch t.Stage {
	case failover.Listen:
		text = "The recogniser "
	case failover.Speak:
		text = "The voice "
	}
	u, gone := errors.AsType[*visavis.UnavailableError](t.Err)
	switch {
	case gone:
		text = u.Error()
	case errors.Is(t.Err, context.DeadlineExceeded):
		text += "did not answer in time."
	default:
		text += "failed."
	}
	return wire.Warning{Code: codeOf(t.Stage, t.Err), Description: text}
}

// failedAt is the Error of a stage of which no engine is left for the present turn.
func failedAt(end *exhausted) wire.Error {
	code, who := wire.FailedToThink, "The brain "
	if end.stage == failover.Speak {
		code, who = wire.FailedToSpeak, "The voice "
	}
	return wire.Error{Code: code, Description: who + reasonOf(end.err) +
		", and nothing is left to take over. The conversation goes on; the next turn tries again."}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
