package vendors

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/visavis/visavis"
)

// Gemini simulates Google's generateContent, streamed as server-sent events, and the models'
// descriptions: https://ai.google.dev/api. Paths begin with /v1beta.
type Gemini struct {
	Vendor
	Mind
}

// geminiModel is what one of Google's models takes.
type geminiModel struct {
	levels      string // values of thinkingLevel; empty: none
	least, most int    // of thinkingBudget; both 0: it takes none
	signs       bool   // calls have to be signed
}

// geminiModels returns the models that are there, by name.
func geminiModels() map[string]geminiModel {
	return map[string]geminiModel{
		"gemini-2.0-flash":       {},
		"gemini-2.5-flash":       {least: 0, most: 24576},
		"gemini-2.5-pro":         {least: 128, most: 32768},
		"gemini-3-pro-preview":   {levels: "LOW HIGH", signs: true},
		"gemini-3-flash-preview": {levels: "MINIMAL LOW MEDIUM HIGH", signs: true},
		"gemini-3.5-flash-lite":  {levels: "MINIMAL LOW MEDIUM HIGH", signs: true},
		"gemini-3.8-flash":       {levels: "LOW MEDIUM HIGH", signs: true},
		"gemini-4-argon":         {levels: "LOW MEDIUM HIGH", signs: true},
	}
}

func (g *Gemini) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ok := g.open(w, r, g.Pace)
	defer c.leave()
	if !ok {
		return
	}
	key := r.Header.Get("X-Goog-Api-Key")
	model, isModel := strings.CutPrefix(r.URL.Path, "/v1beta/models/")
	name, isPrompt := strings.CutSuffix(model, ":streamGenerateContent")
	switch {
	case r.URL.Query().Has("key"):
		c.reject(geminiError(&wrong{400, "INVALID_ARGUMENT", "", "a key in the URL ends up in logs"}))
	case key == "":
		c.error(geminiError(&wrong{403, "PERMISSION_DENIED", "", "Method doesn't allow unregistered callers (callers without established identity)."}))
	case !g.knows(key):
		c.error(geminiError(&wrong{400, "INVALID_ARGUMENT", "API_KEY_INVALID", "API key not valid. Please pass a valid API key."}))
	case isModel && isPrompt && isPost(r) && r.URL.RawQuery == "alt=sse":
		g.generate(c, name)
	case isModel && !isPrompt && r.Method == http.MethodGet:
		g.describe(c, model)
	case r.URL.Path == "/v1beta/models" && r.Method == http.MethodGet:
		g.list(c)
	default:
		c.reject(geminiError(&wrong{404, "NOT_FOUND", "", "Requested entity was not found."}))
	}
}

func geminiError(w *wrong) (*wrong, any) {
	e := object{"code": w.status, "message": w.message, "status": w.kind}
	if w.code != "" {
		e["details"] = []object{{
			"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": w.code, "domain": "googleapis.com",
			"metadata": object{"service": "generativelanguage.googleapis.com"},
		}}
	}
	return w, object{"error": e}
}

func geminiDescription(name string) object {
	return object{
		"name": "models/" + name, "version": "001", "displayName": name, "inputTokenLimit": 1048576, "outputTokenLimit": 65536,
		"supportedGenerationMethods": []string{"generateContent", "countTokens"},
	}
}

func (g *Gemini) describe(c *call, model string) {
	if _, ok := geminiModels()[model]; !ok {
		c.error(geminiError(noGemini(model)))
		return
	}
	body, _ := json.Marshal(geminiDescription(model))
	c.refuse(http.StatusOK, string(body))
}

func noGemini(model string) *wrong {
	return &wrong{404, "NOT_FOUND", "", "models/" + model + " is not found for API version v1beta, or is not supported for generateContent."}
}

func (g *Gemini) list(c *call) {
	models := []object{{"name": "models/gemini-embedding-001", "supportedGenerationMethods": []string{"embedContent"}}}
	for _, name := range slices.Sorted(maps.Keys(geminiModels())) {
		models = append(models, geminiDescription(name))
	}
	body, _ := json.Marshal(object{"models": models})
	c.refuse(http.StatusOK, string(body))
}

func (g *Gemini) generate(c *call, name string) {
	p, w := readGemini(c.body, name)
	if w != nil {
		c.decline(geminiError(w))
		return
	}
	script := g.think(p)
	if !p.Thoughts {
		script.Thought = nil
	}
	s := geminiStream{stream: c.stream("text/event-stream"), model: name, id: c.id(), signs: geminiModels()[name].signs}
	if s.write(script) == nil {
		s.end()
	}
}

// geminiStream writes a reply as responses.
type geminiStream struct {
	*stream
	model, id string
	signs     bool
}

func (s geminiStream) write(script Script) error {
	if script.Stop == Filtered && len(script.Text) == 0 {
		return s.response(object{"promptFeedback": object{"blockReason": "PROHIBITED_CONTENT"}}, 0)
	}
	for _, thought := range script.Thought {
		if err := s.candidate([]object{{"text": thought, "thought": true}}, "", 0); err != nil {
			return err
		}
	}
	for _, text := range script.Text {
		if err := s.candidate([]object{{"text": text}}, "", 1); err != nil {
			return err
		}
	}
	if len(script.Calls) > 0 {
		if err := s.candidate(s.calls(script.Calls), "", 0); err != nil {
			return err
		}
	}
	reason := map[Stop]string{Complete: "STOP", Cut: "MAX_TOKENS", Refused: "SAFETY", Filtered: "SAFETY"}[script.Stop]
	return s.candidate([]object{{"text": ""}}, reason, 0)
}

// calls returns calls as parts; of several the first is signed.
func (s geminiStream) calls(calls []visavis.Call) []object {
	var parts []object
	for i, c := range calls {
		f := object{"name": c.Name, "args": json.RawMessage(c.Arguments)}
		if c.ID != "" {
			f["id"] = c.ID
		}
		part := object{"functionCall": f}
		if s.signs && i == 0 {
			part["thoughtSignature"] = base64.StdEncoding.EncodeToString([]byte(signed + c.Name))
		}
		parts = append(parts, part)
	}
	return parts
}

func (s geminiStream) candidate(parts []object, reason string, words int) error {
	candidate := object{"content": object{"parts": parts, "role": "model"}, "index": 0}
	if reason != "" {
		candidate["finishReason"] = reason
	}
	return s.response(object{"candidates": []object{candidate}}, words)
}

// response sends one response, with the line ends that Google uses.
func (s geminiStream) response(members object, words int) error {
	members["usageMetadata"] = object{"promptTokenCount": 12, "totalTokenCount": 12}
	members["modelVersion"], members["responseId"] = s.model, s.id
	return s.send([]byte(strings.ReplaceAll(string(event("", members)), "\n\n", "\r\n\r\n")), words)
}
