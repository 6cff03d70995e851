package vendors

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

// prompted sends a body to a simulator and returns its answer.
func prompted(h http.Handler, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Authorization": "Bearer k", "X-Goog-Api-Key": "k",
	} {
		r.Header.Set(name, value)
	}
	if path == "/v1/messages" {
		r.Header.Del("Authorization")
		r.Header.Set("X-Api-Key", "k")
		r.Header.Set("Anthropic-Version", "2023-06-01")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// strictness is a good body, and ways to spoil it: what is replaced, by what.
type strictness struct {
	path, good string
	spoilt     map[string][2]string
}

func (s strictness) check(t *testing.T, simulate func() (http.Handler, *Vendor)) {
	t.Helper()
	h, v := simulate()
	if w := prompted(h, s.path, s.good); w.Code != 200 || len(v.Violations()) > 0 {
		t.Fatalf("a good prompt was answered with %d %s, violations %v", w.Code, w.Body, v.Violations())
	}
	for name, spoil := range s.spoilt {
		body := strings.Replace(s.good, spoil[0], spoil[1], 1)
		if body == s.good {
			t.Errorf("%s: nothing was spoilt", name)
		}
		h, v := simulate()
		if w := prompted(h, s.path, body); w.Code != 400 || len(v.Violations()) != 1 {
			t.Errorf("%s was answered with %d %s, violations %v", name, w.Code, w.Body, v.Violations())
		}
	}
}

func TestOpenAIIsStrict(t *testing.T) {
	const results = `,{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}`
	strictness{
		path: "/v1/chat/completions",
		good: `{"model":"gpt-5.4-mini","stream":true,"reasoning_effort":"none","temperature":0.5,"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},` +
			`{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]}` +
			results + `],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}]}`,
		spoilt: map[string][2]string{
			"an unknown member":       {`"stream"`, `"streaming":1,"stream"`},
			"a body that breaks off":  {`{}}}}]}`, `{}`},
			"reasoning with tools":    {`"reasoning_effort":"none","temperature":0.5`, `"reasoning_effort":"low"`},
			"an unknown effort":       {`"none"`, `"minimal"`},
			"a temperature of hell":   {`0.5`, `3`},
			"a result too little":     {`,{"role":"tool","tool_call_id":"b","content":"2"}`, ``},
			"no results":              {results, ``},
			"a result twice":          {`"tool_call_id":"b"`, `"tool_call_id":"a"`},
			"a result of nothing":     {`{"role":"user","content":"u"}`, `{"role":"tool","tool_call_id":"z","content":"1"}`},
			"words before a result":   {`,{"role":"tool","tool_call_id":"b"`, `,{"role":"user","content":"u"},{"role":"tool","tool_call_id":"b"`},
			"a call twice":            {`{"id":"b"`, `{"id":"a"`},
			"arguments that are none": {`"arguments":"{}"`, `"arguments":"[]"`},
			"an empty message":        {`{"role":"user","content":"u"}`, `{"role":"user"}`},
			"an unknown role":         {`"role":"user"`, `"role":"model"`},
			"a name with a space":     {`"function":{"name":"f","parameters"`, `"function":{"name":"f f","parameters"`},
			"a schema of a string":    {`{"type":"object","properties":{}}`, `{"type":"string"}`},
			"an unknown kind of tool": {`"tools":[{"type":"function"`, `"tools":[{"type":"code"`},
		},
	}.check(t, func() (http.Handler, *Vendor) { s := new(OpenAI); return s, &s.Vendor })
}

func TestOpenAIReasoningModels(t *testing.T) {
	for body, want := range map[string]int{
		`"model":"gpt-5-mini"`:                            200,
		`"model":"gpt-5-mini","temperature":0.2`:          400,
		`"model":"gpt-5-mini","reasoning_effort":"none"`:  400,
		`"model":"gpt-4o","reasoning_effort":"low"`:       400,
		`"model":"gpt-5.6-luna","temperature":0.2`:        400,
		`"model":"gpt-6-astra","reasoning_effort":"none"`: 400,
		`"model":"gpt-9"`:                                 404,
	} {
		if w := prompted(new(OpenAI), "/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"u"}],`+body+`}`); w.Code != want {
			t.Errorf("%s was answered with %d %s, want %d", body, w.Code, w.Body, want)
		}
	}
}

func TestAnthropicIsStrict(t *testing.T) {
	const results = `{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1"}]},{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"2"}]}`
	strictness{
		path: "/v1/messages",
		good: `{"model":"claude-haiku-5-5","max_tokens":100,"stream":true,"system":[{"type":"text","text":"s"}],"thinking":{"type":"disabled"},"output_config":{"effort":"low"},"messages":[` +
			`{"role":"user","content":[{"type":"text","text":"u"}]},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},` +
			`{"role":"user","content":[` + results + `,{"type":"text","text":"and?"}]}],"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}]}`,
		spoilt: map[string][2]string{
			"an unknown member":       {`"stream"`, `"n":1,"stream"`},
			"no limit":                {`"max_tokens":100,`, ``},
			"a temperature":           {`"stream"`, `"temperature":0.3,"stream"`},
			"a budget of thought":     {`"type":"disabled"`, `"type":"enabled"`},
			"an unknown effort":       {`"effort":"low"`, `"effort":"none"`},
			"no results":              {results + `,`, ``},
			"a result too little":     {`,{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"2"}]}`, ``},
			"a result twice":          {`"tool_use_id":"b"`, `"tool_use_id":"a"`},
			"words before results":    {results, `{"type":"text","text":"x"},` + results},
			"an empty text":           {`"text":"u"`, `"text":" "`},
			"the assistant begins":    {`{"role":"user","content":[{"type":"text","text":"u"}]},`, ``},
			"the user twice":          {`{"role":"user","content":[{"type":"text","text":"u"}]}`, `{"role":"user","content":[{"type":"text","text":"u"}]},{"role":"user","content":[{"type":"text","text":"u"}]}`},
			"the assistant ends":      {`"text":"and?"}]}`, `"text":"and?"}]},{"role":"assistant","content":[{"type":"text","text":"Well"}]}`},
			"a call twice":            {`"id":"b"`, `"id":"a"`},
			"an odd identifier":       {`"id":"b"`, `"id":"b:0"`},
			"arguments that are none": {`"input":{}`, `"input":"x"`},
			"calls without tools":     {`,"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}]`, ``},
			"a tool twice":            {`"tools":[`, `"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}},`},
			"no content":              {`[{"type":"text","text":"u"}]`, `[]`},
		},
	}.check(t, func() (http.Handler, *Vendor) { s := new(Anthropic); return s, &s.Vendor })
}

func TestGeminiIsStrict(t *testing.T) {
	const results = `{"functionResponse":{"id":"a","name":"f","response":{"output":"1"}}},{"functionResponse":{"name":"g","response":{"error":"2"}}}`
	strictness{
		path: "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse",
		good: `{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"u"}]},` +
			`{"role":"model","parts":[{"text":"Well."},{"functionCall":{"id":"a","name":"f","args":{}},"thoughtSignature":"dGhvdWdodCBiZWhpbmQgZg=="},{"functionCall":{"name":"g","args":{}}}]},` +
			`{"role":"user","parts":[` + results + `]}],"generationConfig":{"temperature":1,"thinkingConfig":{"thinkingLevel":"LOW"}},` +
			`"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","properties":{}}}]}]}`,
		spoilt: map[string][2]string{
			"an unknown member":          {`"contents"`, `"content":1,"contents"`},
			"an unknown level":           {`"LOW"`, `"MINIMAL"`},
			"a budget":                   {`"thinkingLevel":"LOW"`, `"thinkingBudget":0`},
			"both":                       {`"thinkingLevel":"LOW"`, `"thinkingLevel":"LOW","thinkingBudget":0`},
			"no signature":               {`,"thoughtSignature":"dGhvdWdodCBiZWhpbmQgZg=="`, ``},
			"another call's signature":   {`"dGhvdWdodCBiZWhpbmQgZg=="`, `"dGhvdWdodCBiZWhpbmQgZw=="`},
			"a result too little":        {`,{"functionResponse":{"name":"g","response":{"error":"2"}}}`, ``},
			"another function's result":  {`{"functionResponse":{"name":"g"`, `{"functionResponse":{"name":"h"`},
			"another call's result":      {`{"functionResponse":{"id":"a"`, `{"functionResponse":{"id":"b"`},
			"a result that says nothing": {`{"output":"1"}`, `{}`},
			"words among results":        {results, results + `,{"text":"x"}`},
			"the model begins":           {`{"role":"user","parts":[{"text":"u"}]},`, ``},
			"the model ends":             {results + `]}`, results + `]},{"role":"model","parts":[{"text":"x"}]}`},
			"words before the calls":     {`{"role":"model"`, `{"role":"model","parts":[{"text":"x"}]},{"role":"model"`},
			"an unknown role":            {`"role":"model"`, `"role":"assistant"`},
			"an empty part":              {`{"text":"u"}`, `{}`},
			"a schema of a string":       {`{"type":"object","properties":{}}`, `{"type":"string"}`},
		},
	}.check(t, func() (http.Handler, *Vendor) { s := new(Gemini); return s, &s.Vendor })
}

// The credentials are looked at as the real servers do.
func TestCredentials(t *testing.T) {
	for path, h := range map[string]http.Handler{
		"/v1/chat/completions": &OpenAI{Mind: Mind{Key: "another"}},
		"/v1/messages":         &Anthropic{Mind: Mind{Key: "another"}},
	} {
		if w := prompted(h, path, "{}"); w.Code != 401 {
			t.Errorf("%s: a wrong key was answered with %d %s", path, w.Code, w.Body)
		}
	}
	w := prompted(&Gemini{Mind: Mind{Key: "another"}}, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "{}")
	if w.Code != 400 || !strings.Contains(w.Body.String(), "API_KEY_INVALID") {
		t.Errorf("a wrong key was answered with %d %s", w.Code, w.Body)
	}
}

func TestObliging(t *testing.T) {
	p := Prompt{Turns: []Said{{Role: "user", Text: "How warm is it in New York and in Oslo?"}},
		Tools: []visavis.Tool{{Name: "weather", Parameters: []byte(`{"required":["city"]}`)}}}
	want := []visavis.Call{{Name: "weather", Arguments: `{"city":"New York"}`}, {Name: "weather", Arguments: `{"city":"Oslo"}`}}
	if diff := cmp.Diff(want, Obliging(p).Calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	p.Turns = append(p.Turns, Said{Role: "user", Results: []visavis.CallResult{{Response: "cold"}, {Response: "colder"}}})
	if got := strings.Join(Obliging(p).Text, ""); got != "I was told: cold and colder." {
		t.Errorf("said %q", got)
	}
}

// What a server takes apart, it takes apart without a panic.
func FuzzReadPrompts(f *testing.F) {
	f.Add(`{"model":"gpt-4o","stream":true,"messages":[{"role":"tool","tool_call_id":"a","content":"1"}]}`)
	f.Add(`{"model":"claude-haiku-5-5","max_tokens":1,"stream":true,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]}`)
	f.Add(`{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":""}}}]}]}`)
	f.Add(`{"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[]}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		readOpenAI([]byte(body))
		readAnthropic([]byte(body))
		readGemini([]byte(body), "gemini-4-argon")
	})
}
