package server

import (
	"context"
	"errors"
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
	samples, err := r.follow(o)
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
func (r *reporter) follow(o conversation.Output) (samples int64, err error) {
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
		return 0, r.sendAudio(o)
	case conversation.AudioDone:
		return r.speech.finish()
	case conversation.Cut:
		r.metrics.cut.Add(int64(r.socket.DropAudio(o.Turn)))
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
	if r.calls.sideOf(call.Call) == endpoints {
		r.send(wire.FunctionCallResponse{ID: call.ID, Name: call.Name, Content: call.Response, ThoughtSignature: call.Signature})
	}
}

func (r *reporter) sendAudio(a *conversation.Audio) error {
	if !r.speech.begun() {
		if err := r.send(r.startedSpeaking(a.Turn)); err != nil {
			return err
		}
	}
	return r.speech.send(a)
}

// startedSpeaking has the latencies of a turn that answers the user, and zeros otherwise.
func (r *reporter) startedSpeaking(turn int) wire.AgentStartedSpeaking {
	if r.latency.Turn != turn {
		return wire.AgentStartedSpeaking{}
	}
	s := r.latency.Stages
	return wire.AgentStartedSpeaking{
		TotalLatency: s.Total.Seconds(), TTSLatency: s.Speak.Seconds(), TTTLatency: s.Think.Seconds(),
	}
}

// stock returns what every client is told of o, or nil.
func (r *reporter) stock(o conversation.Output) wire.ServerMessage {
	switch o := o.(type) {
	case conversation.UserStartedSpeaking:
		return wire.UserStartedSpeaking{}
	case conversation.UserSaid:
		return wire.ConversationText{Role: string(visavis.User), Content: o.Text}
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
	case conversation.Trouble:
		return trouble(o)
	}
	return nil
}

func latencyReport(s conversation.Stages) wire.LatencyReport {
	stt, ttt, tts, total := (s.Hangover + s.Listen).Seconds(), s.Think.Seconds(), s.Speak.Seconds(), s.Total.Seconds()
	m := wire.LatencyReport{STT: &stt, TTTText: &ttt, TTS: &tts, Total: &total}
	if s.Tools > 0 {
		tools := s.Tools.Seconds()
		m.TTTTool = &tools
	}
	return m
}

// trouble tells of a fault in words of ours: an engine's own may hold addresses and keys. The end of a
// chain is an Error, which the conversation survives all the same.
func trouble(t conversation.Trouble) wire.ServerMessage {
	if end, ok := errors.AsType[*exhausted](t.Err); ok {
		return failedAt(end)
	}
	text := "The brain failed."
	switch t.Stage {
	case failover.Listen:
		text = "The recogniser failed."
	case failover.Speak:
		text = "The voice failed."
	}
	if u, ok := errors.AsType[*visavis.UnavailableError](t.Err); ok {
		text = u.Error()
	}
	return wire.Warning{Code: codeOf(t.Stage), Description: text}
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
