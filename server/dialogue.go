package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/wire"
)

// dialogue is what a client's messages mean: the receiving half of the protocol. It belongs to the
// reading goroutine.
type dialogue struct {
	*client
	session  Session // nil before Settings
	mic      *hearing.Intake
	clock    *clock
	extended bool
	language string
	listen   wire.ListenProvider // what the ears were chosen by
	ending   conversation.Ending
	ears     *switchboard // nil: there are none
	deaf     bool         // the client was told so
	prompt   prompt
}

// Audio implements socket.Handler. What comes before Settings is lost, as the protocol has it.
func (d *dialogue) Audio(ctx context.Context, b []byte) {
	if d.session == nil || len(d.cfg.Ears) == 0 {
		d.metrics.deaf.Add(1)
		d.tellDeaf()
		return
	}
	err := d.mic.Append(b, func(_ int, pcm []int16) error { return d.session.Hear(ctx, pcm) })
	// Any other error means that the call has ended, which says why elsewhere.
	if _, ok := errors.AsType[*media.DataError](err); ok {
		d.socket.End(fatal(websocket.StatusPolicyViolation, wire.UserAudioFormat, "The audio is not what audio.input says: "+err.Error()))
	}
}

// tellDeaf tells a client that speaks, once, that nobody listens.
func (d *dialogue) tellDeaf() {
	if d.session != nil && !d.extended && !d.deaf { // VisavisEngines says so
		d.deaf = true
		d.send(wire.Error{Code: wire.FailedToStartListening,
			Description: "No recogniser is configured on this server. The conversation goes on with InjectUserMessage."})
	}
}

// Text implements socket.Handler.
func (d *dialogue) Text(ctx context.Context, b []byte) {
	msg, err := wire.DecodeClient(b)
	if err != nil && d.session != nil && isOfSettings(err) {
		d.setAlready()
		return
	}
	if err != nil {
		d.reject(err)
		return
	}
	switch msg := msg.(type) {
	case wire.KeepAlive:
	case wire.Close:
		d.socket.End(hangUp())
	case wire.Settings:
		d.begin(ctx, msg)
	default:
		d.proceed(ctx, msg)
	}
}

// proceed handles the messages of a session.
func (d *dialogue) proceed(ctx context.Context, msg wire.ClientMessage) {
	if d.session == nil {
		d.fault(wire.NonSettingsBeforeSetting, "The first message must be Settings, not "+msg.Type()+".")
		return
	}
	switch msg := msg.(type) {
	case wire.InjectUserMessage:
		d.inject(ctx, msg.Type(), msg.Content, conversation.UserText{Text: msg.Content})
	case wire.InjectAgentMessage:
		d.injectAgent(ctx, msg)
	case wire.VisavisHeard:
		d.heard(ctx, msg)
	case wire.UpdatePrompt, wire.UpdateThink, wire.UpdateSpeak, wire.UpdateListen:
		d.update(ctx, msg)
	case wire.ForceEndTurn:
		d.endTurn(ctx)
	case wire.FunctionCallResponse:
		d.answer(msg)
	}
}

// close gives up what the call held.
func (d *dialogue) close() {
	if d.mic != nil {
		d.mic.Stop()
	}
}

// endTurn takes the client's word that the user has finished.
func (d *dialogue) endTurn(ctx context.Context) {
	if len(d.cfg.Ears) == 0 {
		d.warn(wire.ForceEndTurnUnsupported, "Nobody listens here.")
		return
	}
	d.session.Tell(ctx, conversation.EndTurn{})
}

// answer brings the result of a function that the client carried out.
func (d *dialogue) answer(msg wire.FunctionCallResponse) {
	if problem := d.calls.reply(msg.ID, msg.Content); problem != "" {
		d.warn(wire.FunctionCallFailed, problem)
	}
}

// injectAgent has the agent say a text.
func (d *dialogue) injectAgent(ctx context.Context, msg wire.InjectAgentMessage) {
	in := conversation.AgentText{Text: msg.Message}
	switch msg.Behavior {
	case "", "default":
	case "queue":
		in.Behavior = conversation.BehaviorQueue
	case "interrupt":
		in.Behavior = conversation.BehaviorInterrupt
	default:
		d.fault(wire.UnparsableClientMessage, msg.Type()+`: behavior: must be "default", "queue" or "interrupt"`)
		return
	}
	d.inject(ctx, msg.Type(), msg.Message, in)
}

// inject passes on a text of a length that somebody may have meant.
func (d *dialogue) inject(ctx context.Context, kind, text string, in conversation.Input) {
	if len(text) > maxInjected {
		d.fault(wire.UnparsableClientMessage, fmt.Sprintf("The text of %s may have up to %d bytes.", kind, maxInjected))
		return
	}
	d.session.Tell(ctx, in)
}

func (d *dialogue) setAlready() {
	d.fault(wire.SettingsAlreadyApplied, "Settings may be sent once. Use UpdatePrompt, UpdateThink or UpdateSpeak.")
}

// begin applies Settings and starts the session.
func (d *dialogue) begin(ctx context.Context, msg wire.Settings) {
	if d.session != nil {
		d.setAlready()
		return
	}
	if msg.Agent.ID != "" {
		d.socket.End(fatal(websocket.StatusPolicyViolation, wire.AgentIDNotSupported,
			"No agents are stored here. Send the agent's settings instead of an id."))
		return
	}
	plan, err := d.cfg.plan(msg.WithDefaults())
	if err != nil {
		d.reject(err)
		return
	}
	d.extended, d.language, d.prompt = plan.extended, plan.language, plan.prompt
	d.listen, d.ending = plan.listen, plan.ending
	d.mic, d.clock = plan.mic, new(clock)
	tools, hidden := d.cfg.toolbox(d.calls, plan.functions)
	d.session = d.cfg.NewSession(d.conversation(plan, tools))
	d.send(wire.SettingsApplied{})
	if d.extended {
		d.panel.show(plan.ears, plan.brains, plan.voices)
	}
	for _, w := range plan.warnings {
		d.send(w)
	}
	d.warnHidden(hidden)
	out := newReporter(d.client, plan, d.clock)
	session := d.session
	d.socket.Go(func() {
		defer out.speech.close()
		d.converse(ctx, session, func(o conversation.Output) error { return out.report(ctx, o) })
	})
}

// conversation is what the plan's conversation is made of.
func (d *dialogue) conversation(p plan, tools []visavis.Tool) conversation.Config {
	c := conversation.Config{
		Brain: d.generator(p.brains), Voice: d.speaker(p.voices),
		System: p.prompt.text, History: p.history, Greeting: p.greeting,
		Tools: tools, Sampling: p.sampling, Ending: p.ending, ReportsHeard: p.extended, Log: d.log,
	}
	if len(p.ears) > 0 {
		d.ears = newSwitchboard(d.transcriber(p.ears))
		c.Ears = d.ears
		d.tongues.Store(tonguesOf(p.listen, p.ears))
	}
	return c
}

func (d *dialogue) warnHidden(functions []string) {
	for _, name := range functions {
		d.send(hiddenWarning(name))
	}
}

// heard passes on the client's playback, in samples of the voice.
func (d *dialogue) heard(ctx context.Context, msg wire.VisavisHeard) {
	if !d.extended {
		d.fault(wire.UnparsableClientMessage, "VisavisHeard belongs to an extension that Settings did not ask for.")
		return
	}
	if sample, ok := d.clock.heard(msg.Turn, msg.Sample); ok {
		d.session.Tell(ctx, conversation.Heard{Turn: msg.Turn, Sample: sample, Final: msg.Final})
	}
}

// reject answers a message that cannot be used. Without valid Settings there is no session to go
// on with; anything else the session survives.
func (d *dialogue) reject(err error) {
	code := wire.UnparsableClientMessage
	var de *wire.DecodeError
	if errors.As(err, &de) {
		code = de.Code
	}
	if d.session == nil && isOfSettings(err) {
		d.metrics.invalid.Add(1)
		d.socket.End(fatal(websocket.StatusPolicyViolation, code, err.Error()))
		return
	}
	d.fault(code, err.Error())
}

// isOfSettings reports whether an error is about the message Settings.
func isOfSettings(err error) bool {
	de, ok := errors.AsType[*wire.DecodeError](err)
	return ok && de.Type == (wire.Settings{}).Type()
}

// fault tells the client of a mistake of its own.
func (d *dialogue) fault(code wire.Code, description string) {
	d.metrics.invalid.Add(1)
	d.send(wire.Error{Code: code, Description: description})
}

func (d *dialogue) warn(code wire.Code, description string) {
	d.send(wire.Warning{Code: code, Description: description})
}
