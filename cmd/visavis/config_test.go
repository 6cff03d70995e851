package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConfig(t *testing.T) {
	got, err := parseConfig("x.yaml", []byte(`
listen: [deepgram/flux-general-en, sphinx]
speak: [slt]
flux: {end_of_turn: 0.8, eager_end_of_turn: 0.5, timeout: 4s}
temperature: 0
prompt: Token economics are your subject.
greeting: ""
servers: {kokoro: {url: http://localhost:8880/v1, key_env: KOKORO_KEY}}
mcp: {files: {command: [mcp-files, /srv], env: [HOME]}}
tools:
  - {name: get_weather, url: https://example.org/w, parameters: {type: object, properties: {api_key: {type: string}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	high, eager, zero, none := 0.8, 0.5, 0.0, ""
	want := config{
		Listen: []string{"deepgram/flux-general-en", "sphinx"}, Speak: []string{"slt"},
		Flux:        flux{EndOfTurn: &high, EagerEndOfTurn: &eager, Timeout: 4 * time.Second},
		Temperature: &zero, Prompt: "Token economics are your subject.", Greeting: &none,
		Servers: map[string]namedServer{"kokoro": {URL: "http://localhost:8880/v1", KeyEnv: "KOKORO_KEY"}},
		MCP:     map[string]mcpServer{"files": {Command: []string{"mcp-files", "/srv"}, Env: []string{"HOME"}}},
		Tools: []httpTool{{Name: "get_weather", URL: "https://example.org/w", Parameters: map[string]any{
			"type": "object", "properties": map[string]any{"api_key": map[string]any{"type": "string"}}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"listen: [sphinx]\nlisten: [sphinx]":                          "line 2",
		"\nspeek: [slt]":                                              `line 2: there is no setting "speek"; did you mean "speak"?`,
		"servers:\n  k: {uri: http://x}":                              `did you mean "url"?`,
		"hovercraft: eels":                                            `there is no setting "hovercraft"`,
		"deepgram_api_key: 5ec2e7":                                    "line 1: \"deepgram_api_key\" does not belong here. Keys come from the environment",
		"servers:\n  k: {url: http://x, key: 5ec2e7}":                 "line 2: \"key\" does not belong here",
		"tools:\n- {name: a, url: http://x, headers: {a: b}}":         "does not belong here",
		"prompt: hello\ngreeting: sk-5ec2e7":                          "line 2: this looks like a key",
		"servers:\n  k: {url: http://x, key_env: sk-5ec2e7}":          "line 2: this looks like a key",
		"servers:\n  k: {url: \"http://me:5ec2e7@x/\"}":               "line 2: this looks like a key",
		"servers: {k: {url: http://x, key_env: 5ec2e7}}":              "must be the name of an environment variable",
		"servers: {deepgram: {url: http://x}}":                        "none of deepgram",
		"mcp: {a: {url: 'http://x/?api_key=5ec2e7'}}":                 `mcp.a.url: "api_key" looks like a key`,
		"servers: {k: {url: localhost}}":                              "servers.k.url: must be an address",
		"listen: []":                                                  "listen: name an engine",
		"listen: sphinx":                                              "line 1: here belongs a list",
		"temperature: 3":                                              "0 to 2",
		"temperature: warm":                                           "line 1: here belongs a number",
		"effort: heroic":                                              "none, minimal, low, medium, high",
		"flux: {end_of_turn: 0.4}":                                    "0.5 to 1",
		"flux: {eager_end_of_turn: 0.8, end_of_turn: 0.7}":            "must not exceed",
		"flux: {timeout: 100ms}":                                      "500ms to 1m",
		"flux: {timeout: 5}":                                          "line 1: here belongs a duration",
		"mcp: {a: {}}":                                                "either a command or a url",
		"mcp: {a: {command: [x], url: http://x}}":                     "either a command or a url",
		"mcp: {a: {command: [x], env: [A=5ec2e7]}}":                   "must be the name",
		"tools: [{name: a b, url: http://x}]":                         "tools[0].name",
		"tools: [{name: a, url: http://x}, {name: a, url: http://x}]": "there twice",
		"tools: [{name: a, url: http://x, method: BREW}]":             "method",
		"endpoints: ['https://a/']":                                   "endpoints",
		"origins: ['[']":                                              "origins",
		"a: 1\n---\nb: 2":                                             "more than one document",
		"listen: [sphinx":                                             "line",
		"\"5ec2e7":                                                    "line 1",
	} {
		_, err := parseConfig("x.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "x.yaml: ") {
			t.Errorf("%q:\n%v\nwant something with %q", text, err, want)
		}
		if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), `"deepgram_api_key"`, ""), "5ec2e7") {
			t.Errorf("the error quotes a secret: %v", err)
		}
	}
}

func TestConfigFile(t *testing.T) {
	folder := t.TempDir()
	at := terminal{dir: folder}
	if c, err := at.readConfig(""); err != nil || c.Addr != "" {
		t.Errorf("without a file: %v", err)
	}
	if _, err := at.readConfig(filepath.Join(folder, "my.yaml")); err == nil {
		t.Error("a file that was named and is not there is not missed")
	}
	writeFile(t, filepath.Join(folder, configName), "addr: :1")
	if c, err := at.readConfig(""); err != nil || c.Addr != ":1" {
		t.Errorf("visavis.yaml of the folder: %q, %v", c.Addr, err)
	}
}

// TestExample: the file that is the manual can be read, as it is and with everything in it switched
// on, and explains every setting.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("../../visavis.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := parseConfig("visavis.example.yaml", text); err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(config{}, c); diff != "" {
		t.Errorf("a copy of the example changes something:\n%s", diff)
	}
	var on []string
	setting := false // the line before belongs to a setting
	for line := range strings.Lines(string(text)) {
		rest, off := strings.CutPrefix(line, "#")
		begins := off && strings.IndexAny(rest, " -#\n") != 0
		setting = begins || setting && strings.HasPrefix(rest, "  ")
		if setting {
			line = rest
		}
		on = append(on, line)
	}
	c, err := parseConfig("visavis.example.yaml", []byte(strings.Join(on, "")))
	if err != nil {
		t.Fatalf("with everything switched on: %v", err)
	}
	for _, name := range unset(c) {
		t.Errorf("the example does not explain %s", name)
	}
}

// FuzzConfig: whatever the file holds, it is read or refused.
func FuzzConfig(f *testing.F) {
	f.Add("listen: [sphinx]\nflux: {timeout: 4s}\n")
	f.Add("servers: {a: {url: http://x}}\ntools: [{name: a, url: http://x, parameters: {a: [1, 2]}}]")
	f.Add("a: &a [*a]")
	f.Add("? {\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseConfig("x.yaml", []byte(text))
		if err != nil && !strings.HasPrefix(err.Error(), "x.yaml: ") {
			t.Errorf("the error does not name the file: %v", err)
		}
		selectEngines(c, environ{})
	})
}

// unset names the members of a configuration that have no value, nested ones too.
func unset(c config) []string {
	var names []string
	var walk func(at string, v reflect.Value)
	walk = func(at string, v reflect.Value) {
		if v.IsZero() {
			names = append(names, at)
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(at+"."+v.Type().Field(i).Tag.Get("yaml"), v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(c))
	return names
}
