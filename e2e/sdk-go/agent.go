package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"

	api "github.com/deepgram/deepgram-go-sdk/v3/pkg/api/agent/v1/websocket/interfaces"
	client "github.com/deepgram/deepgram-go-sdk/v3/pkg/client/agent"
	"github.com/deepgram/deepgram-go-sdk/v3/pkg/client/interfaces"
)

// dialogue is what was said, as the SDK's channels tell it.
type dialogue struct {
	connection
	Welcome string // its request id
	Applied int
	User    string
	Agent   string
	Unknown []string
	Bytes   int

	audio []byte
	done  chan struct{} // closed when the first answer has been sent

	opens     chan *api.OpenResponse
	welcomes  chan *api.WelcomeResponse
	settings  chan *api.SettingsAppliedResponse
	texts     chan *api.ConversationTextResponse
	pieces    chan *[]byte
	ends      chan *api.AgentAudioDoneResponse
	closes    chan *api.CloseResponse
	faults    chan *api.ErrorResponse
	unhandled chan *[]byte
}

// converse asks by text, straight after connecting, and writes the samples of the answer, at 16 kHz,
// into a file. The SDK's agent has no ws://: a front with TLS stands before the server.
func converse(ctx context.Context, args []string) (any, error) {
	server, err := url.Parse(args[0])
	if err != nil {
		return nil, err
	}
	front := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(server))
	defer front.Close()
	d := newDialogue()
	c, err := client.NewWSUsingChan(ctx, "", &interfaces.ClientOptions{
		Host: strings.TrimPrefix(front.URL, "https://"), SkipServerAuth: true, EnableKeepAlive: true,
	}, exampleSettings(), d)
	if err != nil {
		return nil, err
	}
	stop := d.follow(ctx)
	defer stop()
	if !c.Connect() {
		return nil, errors.New("could not connect")
	}
	if err := c.WriteJSON(map[string]string{"type": "InjectUserMessage", "content": args[1]}); err != nil {
		return nil, err
	}
	if err := wait(ctx, "an answer", d.done); err != nil {
		return nil, err
	}
	c.Stop()
	stop()
	d.Bytes = len(d.audio)
	return d, os.WriteFile(args[2], d.audio, 0o644)
}

// exampleSettings are those of the SDK's examples.
func exampleSettings() *interfaces.SettingsOptions {
	s := client.NewSettingsConfigurationOptions()
	s.Tags = []string{"live-agent-test", "go-example"}
	s.Agent.Think.Provider["type"] = "open_ai"
	s.Agent.Think.Provider["model"] = "gpt-4o-mini"
	s.Agent.Think.Prompt = "You are a helpful AI assistant."
	s.Agent.Listen.Provider["keyterms"] = []string{"Bueller"}
	s.Agent.Language = "en"
	return s
}

func newDialogue() *dialogue {
	return &dialogue{
		done:  make(chan struct{}),
		opens: make(chan *api.OpenResponse), welcomes: make(chan *api.WelcomeResponse),
		settings: make(chan *api.SettingsAppliedResponse), texts: make(chan *api.ConversationTextResponse),
		pieces: make(chan *[]byte), ends: make(chan *api.AgentAudioDoneResponse), closes: make(chan *api.CloseResponse),
		faults: make(chan *api.ErrorResponse), unhandled: make(chan *[]byte),
	}
}

// follow notes what the SDK tells, from now on until stop is called. Only then may others look.
func (d *dialogue) follow(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		d.listen(ctx)
	}()
	return func() {
		cancel()
		<-stopped
	}
}

func (d *dialogue) listen(ctx context.Context) {
	for {
		select {
		case <-d.opens:
			d.Opened++
		case m := <-d.welcomes:
			d.Welcome = m.RequestID
		case <-d.settings:
			d.Applied++
		case m := <-d.texts:
			d.note(m)
		case b := <-d.pieces:
			d.audio = append(d.audio, *b...)
		case <-d.ends:
			d.answered()
		case <-d.closes:
			d.Closed++
		case e := <-d.faults:
			d.Errors = append(d.Errors, e.ErrMsg+" "+e.Description)
		case b := <-d.unhandled:
			d.Unknown = append(d.Unknown, string(*b))
		case <-ctx.Done():
			return
		}
	}
}

func (d *dialogue) note(m *api.ConversationTextResponse) {
	if m.Role == "user" {
		d.User += m.Content
		return
	}
	d.Agent = strings.TrimSpace(d.Agent + " " + m.Content)
}

func (d *dialogue) answered() {
	select {
	case <-d.done:
	default:
		close(d.done)
	}
}

// GetBinary and the methods below implement the SDK's AgentMessageChan.
func (d *dialogue) GetBinary() []*chan *[]byte         { return []*chan *[]byte{&d.pieces} }
func (d *dialogue) GetOpen() []*chan *api.OpenResponse { return []*chan *api.OpenResponse{&d.opens} }
func (d *dialogue) GetWelcome() []*chan *api.WelcomeResponse {
	return []*chan *api.WelcomeResponse{&d.welcomes}
}
func (d *dialogue) GetConversationText() []*chan *api.ConversationTextResponse {
	return []*chan *api.ConversationTextResponse{&d.texts}
}
func (d *dialogue) GetAgentAudioDone() []*chan *api.AgentAudioDoneResponse {
	return []*chan *api.AgentAudioDoneResponse{&d.ends}
}
func (d *dialogue) GetClose() []*chan *api.CloseResponse {
	return []*chan *api.CloseResponse{&d.closes}
}
func (d *dialogue) GetError() []*chan *api.ErrorResponse {
	return []*chan *api.ErrorResponse{&d.faults}
}
func (d *dialogue) GetUnhandled() []*chan *[]byte { return []*chan *[]byte{&d.unhandled} }
func (d *dialogue) GetSettingsApplied() []*chan *api.SettingsAppliedResponse {
	return []*chan *api.SettingsAppliedResponse{&d.settings}
}

// What is not of interest here.
func (d *dialogue) GetUserStartedSpeaking() []*chan *api.UserStartedSpeakingResponse   { return nil }
func (d *dialogue) GetAgentThinking() []*chan *api.AgentThinkingResponse               { return nil }
func (d *dialogue) GetFunctionCallRequest() []*chan *api.FunctionCallRequestResponse   { return nil }
func (d *dialogue) GetAgentStartedSpeaking() []*chan *api.AgentStartedSpeakingResponse { return nil }
func (d *dialogue) GetInjectionRefused() []*chan *api.InjectionRefusedResponse         { return nil }
func (d *dialogue) GetKeepAlive() []*chan *api.KeepAlive                               { return nil }
