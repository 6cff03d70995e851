package server

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
)

func asCloseError(err error) (ce websocket.CloseError, ok bool) {
	ok = errors.As(err, &ce)
	return ce, ok
}

// expect fails unless got is want.
func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestOpening(t *testing.T) {
	for name, tt := range map[string]struct {
		settings string
		want     []string
	}{
		"stock":     {settings, []string{"Welcome", "SettingsApplied"}},
		"extension": {extended, []string{"Welcome", "SettingsApplied", "VisavisEngines"}},
		"functions": {
			`{"type":"Settings","audio":{},"agent":{"think":{"functions":[{"name":"f"}]}}}`,
			[]string{"Welcome", "SettingsApplied"},
		},
		"a function of the operator's name": {
			`{"type":"Settings","audio":{},"agent":{"think":{"functions":[{"name":"get_time"},{"name":"f"}]}}}`,
			[]string{"Welcome", "SettingsApplied", "Warning FUNCTION_CALL_FAILED"},
		},
		"long prompt": {
			`{"type":"Settings","audio":{},"agent":{"think":{"prompt":"` + strings.Repeat("ü", maxPrompt+1) + `"}}}`,
			[]string{"Welcome", "SettingsApplied", "Warning PROMPT_TOO_LONG"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, Config{Tools: []visavis.Tool{{Name: "get_time"}}}, func(w *world) {
				c := w.dial()
				c.say(tt.settings)
				expect(t, "opening", c.types(), tt.want)
			})
		})
	}
}

func TestMessagesOfTheClient(t *testing.T) {
	tests := []struct {
		name     string
		settings string
		say      string
		answers  []string
		told     []string
	}{
		{"KeepAlive", settings, `{"type":"KeepAlive"}`, nil, nil},
		{"InjectUserMessage", settings, `{"type":"InjectUserMessage","content":"Hi"}`, nil, []string{"UserText {Text:Hi}"}},
		{"InjectAgentMessage", settings, `{"type":"InjectAgentMessage","message":"Hi"}`, nil, []string{"AgentText {Text:Hi Behavior:0}"}},
		{"InjectAgentMessage later", settings, `{"type":"InjectAgentMessage","message":"Hi","behavior":"queue"}`, nil, []string{"AgentText {Text:Hi Behavior:1}"}},
		{"InjectAgentMessage now", settings, `{"type":"InjectAgentMessage","message":"Hi","behavior":"interrupt"}`, nil, []string{"AgentText {Text:Hi Behavior:2}"}},
		{"InjectAgentMessage somehow", settings, `{"type":"InjectAgentMessage","message":"Hi","behavior":"shout"}`, []string{"Error UNPARSABLE_CLIENT_MESSAGE"}, nil},
		{"UpdatePrompt", settings, `{"type":"UpdatePrompt","prompt":"Be kind."}`, []string{"PromptUpdated"}, []string{"system Persona.\n\nBe kind."}},
		{"UpdateThink by id", settings, `{"type":"UpdateThink","think":{"provider":{"model":"ollama"},"prompt":"New."}}`, []string{"ThinkUpdated"}, []string{"brain ollama", "sampling ", "tools get_time", "system New."}},
		{"UpdateThink with functions", settings, `{"type":"UpdateThink","think":{"provider":{"model":"ollama"},"functions":[{"name":"f"}]}}`, []string{"ThinkUpdated"}, []string{"brain ollama", "sampling ", "tools get_time f"}},
		{"UpdateThink with a function of the operator's", settings, `{"type":"UpdateThink","think":{"provider":{"model":"ollama","reasoning_mode":"low"},"functions":[{"name":"get_time"}]}}`, []string{"Warning FUNCTION_CALL_FAILED", "ThinkUpdated"}, []string{"brain ollama", "sampling low", "tools get_time"}},
		{"UpdateThink with a bad function", settings, `{"type":"UpdateThink","think":{"functions":[{"name":"f g"}]}}`, []string{"Error INVALID_SETTINGS"}, nil},
		{"UpdateThink too hot", settings, `{"type":"UpdateThink","think":{"provider":{"temperature":2.5}}}`, []string{"Error INVALID_SETTINGS"}, nil},
		{"UpdateThink elsewhere", settings, `{"type":"UpdateThink","think":{"endpoint":{"url":"http://x"}}}`, []string{"Error INVALID_SETTINGS"}, nil},
		{"UpdateSpeak by id", settings, `{"type":"UpdateSpeak","speak":{"provider":{"model":"espeak-de"}}}`, []string{"SpeakUpdated"}, []string{"voice espeak-de"}},
		{"UpdateSpeak by language", settings, `{"type":"UpdateSpeak","speak":{"provider":{"model":"aura-2-julius-de"}}}`, []string{"SpeakUpdated"}, []string{"voice espeak-de"}},
		{"UpdateSpeak, old form", settings, `{"type":"UpdateSpeak","model":"espeak-de"}`, []string{"SpeakUpdated"}, []string{"voice espeak-de"}},
		{"UpdateSpeak too fast", settings, `{"type":"UpdateSpeak","speak":{"provider":{"speed":2}}}`, []string{"Error INVALID_SETTINGS"}, nil},
		{"UpdateListen", settings, `{"type":"UpdateListen","listen":{"provider":{"model":"nova-3"}}}`, []string{"ListenUpdated"}, nil},
		{"UpdateListen with a threshold", settings, `{"type":"UpdateListen","listen":{"provider":{"eot_threshold":0.9}}}`, []string{"ListenUpdated"}, []string{"SetEnding {Ending:{EOT:0.9 Eager:0 Timeout:5s}}"}},
		{"UpdateListen in another language", settings, `{"type":"UpdateListen","listen":{"provider":{"language":"es"}}}`, []string{"Error INVALID_SETTINGS"}, nil},
		{"ForceEndTurn", settings, `{"type":"ForceEndTurn"}`, nil, []string{"EndTurn {}"}},
		{"FunctionCallResponse", settings, `{"type":"FunctionCallResponse","id":"fc_9","content":"x"}`, []string{"Warning FUNCTION_CALL_FAILED"}, nil},
		{"Settings again", settings, settings, []string{"Error SETTINGS_ALREADY_APPLIED"}, nil},
		{"bad Settings again", settings, `{"type":"Settings"}`, []string{"Error SETTINGS_ALREADY_APPLIED"}, nil},
		{"unknown type", settings, `{"type":"Reset"}`, []string{"Error UNPARSABLE_CLIENT_MESSAGE"}, nil},
		{"broken JSON", settings, `{"type":`, []string{"Error UNPARSABLE_CLIENT_MESSAGE"}, nil},
		{"a stringified blob", settings, `[object Blob]`, []string{"Error UNPARSABLE_CLIENT_MESSAGE"}, nil},
		{"VisavisHeard of nothing", extended, `{"type":"VisavisHeard","turn":1,"sample":5}`, nil, nil},
		{"VisavisHeard from a stock client", settings, `{"type":"VisavisHeard","turn":1,"sample":5}`, []string{"Error UNPARSABLE_CLIENT_MESSAGE"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, Config{Prompt: "Persona.", Ears: []Ears{{ID: "sphinx", Language: "en"}}, Tools: []visavis.Tool{{Name: "get_time"}}}, func(w *world) {
				c, s := w.begin(tt.settings)
				c.say(tt.say)
				expect(t, "answers", c.types(), tt.answers)
				expect(t, "told", describe(s.told()), tt.told)
				c.say(`{"type":"InjectUserMessage","content":"still there?"}`)
				if len(s.told()) != 1 {
					t.Error("the session did not survive the message")
				}
			})
		})
	}
}

func TestForceEndTurnWhereNobodyListens(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		c.say(`{"type":"ForceEndTurn"}`)
		expect(t, "answers", c.types(), []string{"Warning FORCE_END_TURN_UNSUPPORTED"})
		expect(t, "told", s.told(), []conversation.Input(nil))
	})
}

func TestVoiceOfAServerWithout(t *testing.T) {
	inWorld(t, Config{Voices: []Voice{}}, func(w *world) {
		c, s := w.begin(settings)
		c.say(`{"type":"UpdateSpeak","model":"slt"}`)
		expect(t, "answers", c.types(), []string{"Warning SPEAK_REQUEST_FAILED"})
		expect(t, "told", s.told(), []conversation.Input(nil))
	})
}

// everyOutput is one of each, as a conversation might report them.
func everyOutput() []conversation.Output {
	return []conversation.Output{
		conversation.StateChanged{State: conversation.Listening},
		conversation.UserStartedSpeaking{},
		conversation.UserHears{Text: "what"},
		conversation.UserSaid{Text: "what is the time", Confidence: 0.75},
		conversation.Remembered{Message: visavis.Message{Role: visavis.User, Text: "what is the time"}},
		conversation.TurnStarted{Turn: 1},
		conversation.AgentThinks{Turn: 1, Text: "They want the time."},
		conversation.VoiceSlow{Turn: 1},
		conversation.AgentSays{Turn: 1, Clause: 0, Text: "Né 😀 noon."},
		conversation.Latency{Turn: 1, Stages: conversation.Stages{
			Hangover: 500 * time.Millisecond, Listen: 10 * time.Millisecond, Think: 5 * time.Millisecond,
			Speak: 20 * time.Millisecond, Orchestration: 500 * time.Microsecond, Total: 535500 * time.Microsecond,
			First: conversation.Firsts{Text: new(4 * time.Millisecond), Thought: new(2 * time.Millisecond)},
		}},
		conversation.Lips{Turn: 1, Rate: 16000, Shapes: []visavis.MouthShape{{Viseme: visavis.VisemePP, Start: 0, End: 800, Strength: 1, Phone: "P"}}},
		conversation.Words{Turn: 1, Clause: 0, Rate: 16000, Words: []visavis.SpokenWord{{From: 9, To: 13, Start: 160, End: 800}}},
		conversation.Again{Turn: 1, Clause: 0, Rate: 16000, Sample: 800},
		conversation.Cue{Turn: 1, Rate: 16000, Sample: 16, Name: "happy"},
		&conversation.Audio{Turn: 1, Rate: 16000, PCM: make([]int16, 1600)},
		conversation.AudioDone{Turn: 1, Rate: 16000, Samples: 1600},
		conversation.Duck{Turn: 1},
		conversation.Resume{Turn: 1},
		conversation.Cut{Turn: 1},
		conversation.Remembered{Turn: 1, Message: visavis.Message{Role: visavis.Assistant, Text: "Né 😀", Interrupted: true}},
		conversation.InjectionRefused{Reason: "The user is speaking."},
		conversation.Trouble{Stage: "think", Err: errors.New("401 from https://x/?key=secret")},
		conversation.Trouble{Stage: "speak", Err: &visavis.UnavailableError{Engine: "flite", Reason: "gone"}},
		conversation.Trouble{Stage: "listen", Err: errors.New("died")},
	}
}

func TestOutputsForStockClients(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		s.put(everyOutput()...)
		var got []string
		for _, r := range c.take() {
			if r.audio == nil {
				got = append(got, r.text)
			}
			if strings.Contains(r.text, "Visavis") {
				t.Errorf("a stock client was sent %s", r.text)
			}
		}
		expect(t, "messages", got, []string{
			`{"type":"UserStartedSpeaking"}`,
			`{"type":"ConversationText","role":"user","content":"what is the time"}`,
			`{"type":"History","role":"user","content":"what is the time"}`,
			`{"type":"AgentThinking","content":"They want the time."}`,
			`{"type":"Warning","code":"SLOW_SPEAK_REQUEST","description":"The voice has not begun to speak for 3s."}`,
			`{"type":"ConversationText","role":"assistant","content":"Né 😀 noon."}`,
			`{"type":"LatencyReport","stt_latency":0.51,"ttt_token_latency":0.002,"ttt_text_latency":0.004,"ttt_thinking_latency":0.002,"tts_latency":0.0215,"total_latency":0.5355}`,
			`{"type":"AgentStartedSpeaking","total_latency":0.5355,"tts_latency":0.0215,"ttt_latency":0.004}`,
			`{"type":"AgentAudioDone"}`,
			`{"type":"History","role":"assistant","content":"Né 😀"}`,
			`{"type":"InjectionRefused","message":"The user is speaking."}`,
			`{"type":"Warning","code":"THINK_REQUEST_FAILED","description":"The brain failed."}`,
			`{"type":"Warning","code":"SPEAK_REQUEST_FAILED","description":"flite: gone"}`,
			`{"type":"Warning","code":"ASR_CONNECTION_CLOSED","description":"The recogniser failed."}`,
		})
	})
}

func TestOutputsForTheExtension(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(extended)
		s.put(everyOutput()...)
		var got []string
		for _, text := range c.texts() {
			if strings.Contains(text, "Visavis") {
				got = append(got, text)
			}
		}
		// 16 kHz inside, 24 kHz outside: all offsets are half as large again.
		expect(t, "messages", got, []string{
			`{"type":"VisavisState","state":"listening"}`,
			`{"type":"VisavisTranscript","text":"what","final":false,"confidence":0}`,
			`{"type":"VisavisTranscript","text":"what is the time","final":true,"confidence":0.75}`,
			`{"type":"VisavisTurn","turn":1,"sample_rate":24000}`,
			`{"type":"VisavisLatency","turn":1,"hangover_ms":500,"listen_ms":10,"think_ms":5,"speak_ms":20,"orchestration_ms":0.5,"total_ms":535.5}`,
			`{"type":"VisavisLips","turn":1,"shapes":[[0,1200,1,127,"P"]]}`,
			`{"type":"VisavisWords","turn":1,"clause":0,"text":"Né 😀 noon.","words":[[240,1200,6,10]]}`,
			`{"type":"VisavisAgain","turn":1,"clause":0,"sample":1200}`,
			`{"type":"VisavisCue","turn":1,"sample":24,"cue":"happy"}`,
			`{"type":"VisavisSpeechEnd","turn":1,"samples":2400}`,
			`{"type":"VisavisDuck","turn":1}`,
			`{"type":"VisavisResume","turn":1}`,
			`{"type":"VisavisCut","turn":1}`,
			`{"type":"VisavisHeardText","turn":1,"text":"Né 😀","interrupted":true}`,
		})
	})
}

func TestOrderWithinAReply(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(extended)
		s.put(everyOutput()[5:16]...)
		expect(t, "order", c.types(), []string{
			"VisavisTurn", "AgentThinking", "Warning SLOW_SPEAK_REQUEST", "ConversationText", "VisavisLatency", "LatencyReport", "VisavisLips", "VisavisWords", "VisavisAgain", "VisavisCue",
			"AgentStartedSpeaking", "audio", "VisavisSpeechEnd", "AgentAudioDone",
		})
	})
}

func TestHistoryCanBeSwitchedOff(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(`{"type":"Settings","flags":{"history":false},"audio":{},"agent":{}}`)
		s.put(everyOutput()[4])
		expect(t, "messages", c.types(), []string(nil))
	})
}

func TestGreetingAndContext(t *testing.T) {
	const context = `"context":{"messages":[{"type":"History","role":"user","content":"I am Ada."},{"type":"History","function_calls":[{"id":"1","name":"f","arguments":"{}","response":""}]}]}`
	for name, tt := range map[string]struct{ settings, greeting string }{
		"stock without":     {settings, ""},
		"stock with":        {`{"type":"Settings","audio":{},"agent":{"greeting":"Ahoy."}}`, "Ahoy."},
		"extension without": {extended, "Hello, I am the persona."},
		"extension with":    {`{"type":"Settings","visavis":{"version":1},"audio":{},"agent":{"greeting":"Ahoy."}}`, "Ahoy."},
		"extension resumed": {`{"type":"Settings","visavis":{"version":1},"audio":{},"agent":{` + context + `}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, Config{Greeting: "Hello, I am the persona."}, func(w *world) {
				_, s := w.begin(tt.settings)
				expect(t, "greeting", s.cfg.Greeting, tt.greeting)
				if strings.Contains(tt.settings, "context") {
					expect(t, "history", s.cfg.History, []visavis.Message{
						{Role: visavis.User, Text: "I am Ada."},
						{Role: visavis.Assistant, Calls: []visavis.CallResult{{Call: visavis.Call{ID: "1", Name: "f", Arguments: "{}"}}}},
					})
				}
				expect(t, "who reports what was heard", s.cfg.ReportsHeard, strings.Contains(tt.settings, "visavis"))
			})
		})
	}
}
