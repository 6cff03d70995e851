package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeClientNamesTheFault(t *testing.T) {
	const head = `{"type":"Settings","audio":{},"agent":`
	tests := []struct {
		name, in string
		code     Code
		member   string
	}{
		{"empty", ``, UnparsableClientMessage, ""},
		{"not JSON", `{"type":`, UnparsableClientMessage, ""},
		{"text behind", `{"type":"KeepAlive"} x`, UnparsableClientMessage, ""},
		{"a stringified blob", `[object Blob]`, UnparsableClientMessage, ""},
		{"an array", `[]`, UnparsableClientMessage, ""},
		{"null", `null`, UnparsableClientMessage, "type"},
		{"no type", `{}`, UnparsableClientMessage, "type"},
		{"type is a number", `{"type":3}`, UnparsableClientMessage, "type"},
		{"unknown type", `{"type":"Reset"}`, UnparsableClientMessage, ""},
		{"a server's message", `{"type":"Welcome"}`, UnparsableClientMessage, ""},
		{"no content", `{"type":"InjectUserMessage"}`, UnparsableClientMessage, "content"},
		{"content is a number", `{"type":"InjectUserMessage","content":1}`, UnparsableClientMessage, "content"},
		{"no message", `{"type":"InjectAgentMessage"}`, UnparsableClientMessage, "message"},
		{"no prompt", `{"type":"UpdatePrompt"}`, UnparsableClientMessage, "prompt"},
		{"no id", `{"type":"FunctionCallResponse","content":""}`, UnparsableClientMessage, "id"},
		{"no think", `{"type":"UpdateThink"}`, UnparsableClientMessage, "think"},
		{"no speak", `{"type":"UpdateSpeak"}`, UnparsableClientMessage, "speak"},
		{"no listen", `{"type":"UpdateListen"}`, UnparsableClientMessage, "listen"},
		{"turn 0", `{"type":"VisavisHeard","turn":0,"sample":1}`, UnparsableClientMessage, "turn"},
		{"negative sample", `{"type":"VisavisHeard","turn":1,"sample":-1}`, UnparsableClientMessage, "sample"},
		{"no audio", `{"type":"Settings","agent":{}}`, InvalidSettings, "audio"},
		{"no agent", `{"type":"Settings","audio":{}}`, InvalidSettings, "agent"},
		{"a rate that is no integer", `{"type":"Settings","audio":{"input":{"encoding":"linear16","sample_rate":44100.0}},"agent":{}}`, InvalidSettings, "audio.input.sample_rate"},
		{"a rate in a string", `{"type":"Settings","audio":{"output":{"sample_rate":"24000"}},"agent":{}}`, InvalidSettings, "audio.output.sample_rate"},
		{"input without rate", `{"type":"Settings","audio":{"input":{"encoding":"linear16"}},"agent":{}}`, InvalidSettings, "audio.input.sample_rate"},
		{"input without encoding", `{"type":"Settings","audio":{"input":{"sample_rate":8000}},"agent":{}}`, InvalidSettings, "audio.input.encoding"},
		{"agent is a number", head + `7}`, InvalidSettings, "agent"},
		{"model is a number", head + `{"think":{"provider":{"type":"open_ai","model":4}}}}`, InvalidSettings, "agent.think.provider.model"},
		{"in a fallback", head + `{"speak":[{"provider":{}},{"provider":{"speed":"fast"}}]}}`, InvalidSettings, "agent.speak.provider.speed"},
		{"a voice that is too slow", head + `{"speak":{"provider":{"type":"deepgram","model":"aura-2-thalia-en","speed":0.69}}}}`, InvalidSettings, "agent.speak.provider.speed"},
		{"a Flux voice that is too slow", head + `{"speak":{"provider":{"type":"deepgram","version":"v2","model":"flux-kit-en","speed":0.49}}}}`, InvalidSettings, "agent.speak.provider.speed"},
		{"a voice that is too fast", head + `{"speak":[{"provider":{"type":"cartesia","speed":1}},{"provider":{"type":"cartesia","speed":1.51}}]}}`, InvalidSettings, "agent.speak[1].provider.speed"},
		{"a voice that is too lively", head + `{"speak":{"provider":{"model":"flux-kit-en","expressivity":2.5}}}}`, InvalidSettings, "agent.speak.provider.expressivity"},
		{"a voice that is too loud", head + `{"speak":{"provider":{"type":"cartesia","volume":2.1}}}}`, InvalidSettings, "agent.speak.provider.volume"},
		{"listen is a string", head + `{"listen":"nova"}}`, InvalidSettings, "agent.listen"},
		{"context_length -1", head + `{"think":{"context_length":-1}}}`, InvalidSettings, "agent.think.context_length"},
		{"a new voice that is too fast", `{"type":"UpdateSpeak","speak":{"provider":{"speed":2}}}`, InvalidSettings, "speak.provider.speed"},
		{"a new voice whose speed is a word", `{"type":"UpdateSpeak","speak":{"provider":{"speed":"fast"}}}`, InvalidSettings, "speak.provider.speed"},
		{"context_length 0", head + `{"think":{"context_length":0}}}`, InvalidSettings, "agent.think.context_length"},
		{"a nameless function", head + `{"think":{"functions":[{}]}}}`, InvalidSettings, "agent.think.functions.name"},
		{"history of nobody", head + `{"context":{"messages":[{"type":"History","content":"x"}]}}}`, InvalidSettings, "agent.context.messages[0].role"},
		{"a later extension", `{"type":"Settings","visavis":{"version":2},"audio":{},"agent":{}}`, InvalidSettings, "visavis.version"},
		{"extension is true", `{"type":"Settings","visavis":true,"audio":{},"agent":{}}`, InvalidSettings, "visavis"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeClient([]byte(tt.in))
			var de *DecodeError
			if !errors.As(err, &de) {
				t.Fatalf("error is %v, not a *DecodeError", err)
			}
			if de.Code != tt.code || de.Member != tt.member {
				t.Errorf("got %s at %q (%v), want %s at %q", de.Code, de.Member, de, tt.code, tt.member)
			}
		})
	}
}

func TestDecodeToleratesWhatClientsSend(t *testing.T) {
	for name, in := range map[string]string{
		"white space":           "\n { \"type\" : \"Close\" } \r\n",
		"unknown members":       `{"type":"KeepAlive","since":[1,{"x":null}]}`,
		"nulls":                 `{"type":"Settings","tags":null,"flags":null,"audio":{"input":null},"agent":{"think":null,"speak":null,"listen":null,"context":null}}`,
		"broken UTF-8":          "{\"type\":\"InjectUserMessage\",\"content\":\"\xff\"}",
		"a provider of its own": `{"type":"Settings","audio":{},"agent":{"think":{"provider":{"type":"nvidia","nim":{"x":1}}}}}`,
	} {
		if _, err := DecodeClient([]byte(in)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownTypesCanBeToldFromFaults(t *testing.T) {
	for _, in := range []string{`{"type":"Surprise"}`, `{"type":"VisavisSurprise"}`} {
		if _, err := DecodeServer([]byte(in)); !errors.Is(err, ErrUnknownType) {
			t.Errorf("%s: error is %v: a client could not know that it may ignore the message", in, err)
		}
	}
	if _, err := DecodeServer([]byte(`{"type":3}`)); errors.Is(err, ErrUnknownType) {
		t.Error("a broken message passes for one of an unknown type")
	}
}

func TestDefaults(t *testing.T) {
	m, err := DecodeClient([]byte(`{"type":"Settings","audio":{"output":{"encoding":"mulaw"}},"agent":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	given := m.(Settings)
	s := given.WithDefaults()
	if diff := cmp.Diff(&AudioInput{Encoding: "linear16", SampleRate: 24000}, s.Audio.Input); diff != "" {
		t.Errorf("input (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&AudioOutput{Encoding: "mulaw", SampleRate: 24000, Container: "none"}, s.Audio.Output); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if !*s.Flags.History {
		t.Error("history is off, although nobody switched it off")
	}
	if given.Flags != nil || given.Audio.Input != nil || given.Audio.Output.SampleRate != 0 {
		t.Error("WithDefaults wrote into the settings it was given")
	}
	if diff := cmp.Diff(s, s.WithDefaults()); diff != "" {
		t.Errorf("defaults are not settled after once:\n%s", diff)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	for _, v := range vectors(t) {
		m, err := v.decode()
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(verb, deref(m)); strings.Contains(s, "secret-") {
				t.Errorf("%s of %s shows a secret: %s", verb, v.Name, s)
			}
		}
	}
}

// deref lays open what hides behind pointers from fmt.
func deref(m Message) []any {
	s, ok := m.(Settings)
	if !ok {
		return []any{m}
	}
	list := []any{s, *s.Agent}
	for _, t := range s.Agent.Think {
		list = append(list, t.Endpoint, t.Provider.Credentials)
		for _, f := range t.Functions {
			list = append(list, f.Endpoint)
		}
	}
	for _, v := range s.Agent.Speak {
		list = append(list, v.Endpoint, v.Provider.Credentials)
	}
	return list
}

func TestErrorsDoNotRepeatContents(t *testing.T) {
	in := `{"type":"Settings","audio":{},"agent":{"think":{"endpoint":"https://x/?key=secret-1"}}}`
	_, err := DecodeClient([]byte(in))
	if err == nil || strings.Contains(err.Error(), "secret-1") {
		t.Errorf("error is %v, and must not hold what may be a secret", err)
	}
}

func TestNestingDoesNotHurt(t *testing.T) {
	const deep = 300_000
	for name, in := range map[string]string{
		"arrays":       `{"type":"KeepAlive","x":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + `}`,
		"objects":      `{"type":"Settings","audio":{},"agent":` + strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep) + `}`,
		"unterminated": `{"type":"KeepAlive","x":` + strings.Repeat("[", deep),
	} {
		if _, err := DecodeClient([]byte(in)); err == nil {
			t.Errorf("%s: accepted, nested %d deep", name, deep)
		}
	}
}

func FuzzDecodeClient(f *testing.F) {
	fuzzDecode(f, "client", func(b []byte) (Message, error) { return DecodeClient(b) })
}

func FuzzDecodeServer(f *testing.F) {
	fuzzDecode(f, "server", func(b []byte) (Message, error) { return DecodeServer(b) })
}

func fuzzDecode(f *testing.F, direction string, decode func([]byte) (Message, error)) {
	for _, v := range vectors(f) {
		if v.Direction == direction {
			f.Add([]byte(v.Message))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkDecoder(t, decode, b) })
}
