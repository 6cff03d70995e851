package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// protocol are the messages that a path has, by the section that lists them.
type protocol struct {
	path, section  string
	client, server []string
}

func protocols4to8() []protocol {
	return []protocol{
		{"/v1/listen", "4", []string{"KeepAlive", "Configure", "Finalize", "CloseStream"},
			[]string{"Results", "SpeechStarted", "UtteranceEnd", "Metadata", "ConfigureSuccess", "ConfigureFailure"}},
		{"/v2/listen", "5", []string{"CloseStream", "Configure", "ForceEndTurn"},
			[]string{"Connected", "TurnInfo", "ConfigureSuccess", "ConfigureFailure", "Warning", "Error"}},
		{"/v1/speak", "6", []string{"Speak", "Flush", "Clear", "Close"},
			[]string{"Metadata", "Flushed", "Cleared", "Warning"}},
		{"/v2/speak", "7", []string{"Speak", "Flush", "Interrupt", "Configure", "Close"},
			[]string{"Connected", "SpeechStarted", "Flushed", "SpeechMetadata", "SpeechInterrupted", "SessionMetadata",
				"ConfigureSuccess", "ConfigureFailure", "Warning", "Error"}},
		{"/v1/agent/converse", "8", []string{
			"Settings", "UpdateListen", "UpdateThink", "UpdateSpeak", "UpdatePrompt", "InjectUserMessage",
			"InjectAgentMessage", "FunctionCallResponse", "ForceEndTurn", "KeepAlive", "Close",
		}, []string{
			"Welcome", "SettingsApplied", "UserStartedSpeaking", "ConversationText", "AgentThinking", "FunctionCallRequest",
			"FunctionCallResponse", "FunctionCallCancelled", "AgentStartedSpeaking", "AgentAudioDone", "LatencyReport",
			"InjectionRefused", "ListenUpdated", "ThinkUpdated", "SpeakUpdated", "PromptUpdated", "History",
			"Warning", "Error",
		}},
	}
}

// TestEveryMessageIsShown: there is no message of the protocols without a conversation that has it, and
// none in a conversation that its protocol does not have: the SDKs trip over those.
func TestEveryMessageIsShown(t *testing.T) {
	seen := seenTypes(t)
	for _, p := range protocols4to8() {
		for side, types := range map[string][]string{"client": p.client, "server": p.server} {
			shown := seen[p.path+" "+side]
			for _, typ := range types {
				if !slices.Contains(shown, typ) {
					t.Errorf("no conversation shows %s of the %s on %s (section %s)", typ, side, p.path, p.section)
				}
			}
			for _, typ := range shown {
				if side == "server" && !slices.Contains(types, typ) {
					t.Errorf("%s is sent on %s, whose section %s does not have it", typ, p.path, p.section)
				}
			}
		}
	}
}

// seenTypes returns the types of messages in all conversations, by path and side.
func seenTypes(t *testing.T) map[string][]string {
	t.Helper()
	seen := map[string][]string{}
	for _, file := range conversations(t) {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		path := ""
		for _, f := range ar.Files {
			for line := range strings.Lines(string(f.Data)) {
				if target, ok := strings.CutPrefix(line, "GET "); ok {
					path, _, _ = strings.Cut(strings.TrimSpace(target), "?")
				}
				key := path + " " + f.Name
				if typ := typeOf(line); typ != "" && !slices.Contains(seen[key], typ) {
					seen[key] = append(seen[key], typ)
				}
			}
		}
	}
	return seen
}

// typeOf returns the type of the message that a line holds, if it holds one.
func typeOf(line string) string {
	_, message, found := strings.Cut(line, "{")
	var head struct{ Type string }
	if !found || json.Unmarshal([]byte("{"+message), &head) != nil {
		return ""
	}
	return head.Type
}
