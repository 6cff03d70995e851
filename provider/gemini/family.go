package gemini

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/genai"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// family is what models of one kind take. It is told from the name, because a model refuses the whole
// request for one member it does not take.
type family struct {
	levels      []string // of thought, least first; nil: by budget, or none
	budget      bool     // of thought, in tokens
	least       int32    // budget with which it thinks as little as it can
	temperature bool
	signs       bool // calls are to be signed
}

// named finds "gemini-2.5-flash", "gemini-3-pro-preview", "gemini-4-argon".
var named = regexp.MustCompile(`^gemini-(\d+)(?:\.(\d+))?-(.*)$`)

// familyOf knows the models of https://ai.google.dev/gemini-api/docs/thinking. A name without a
// version (gemini-flash-latest) is taken for the newest model.
func familyOf(model string) family {
	v := named.FindStringSubmatch(strings.TrimPrefix(model, "models/"))
	if v == nil {
		return family{levels: []string{"low", "medium", "high"}, signs: true}
	}
	major, _ := strconv.Atoi(v[1])
	minor, _ := strconv.Atoi(v[2]) // none is 0
	switch version := major*10 + minor; {
	case version < 25:
		return family{temperature: true}
	case version < 30 && strings.HasPrefix(v[3], "pro"):
		return family{temperature: true, budget: true, least: 128}
	case version < 30:
		return family{temperature: true, budget: true}
	default:
		return family{levels: levels(version, v[3]), temperature: version < 40, signs: true}
	}
}

// levels of thought from version 3 on. All models have low and high.
func levels(version int, variant string) []string {
	switch {
	case version == 30 && strings.HasPrefix(variant, "pro"):
		return []string{"low", "high"}
	case version == 30, version < 36 && strings.HasPrefix(variant, "flash-lite"):
		return []string{"minimal", "low", "medium", "high"}
	}
	return []string{"low", "medium", "high"}
}

// sample adds what the model takes of s.
func (f family) sample(config *genai.GenerateContentConfig, s visavis.Sampling) {
	if s.Temperature != nil && f.temperature {
		config.Temperature = new(float32(*s.Temperature))
	}
	switch {
	case f.budget:
		config.ThinkingConfig = &genai.ThinkingConfig{ThinkingBudget: new(f.tokens(s.Effort))}
	case f.levels != nil:
		level := dialogue.Effort(s.Effort, f.levels...)
		config.ThinkingConfig = &genai.ThinkingConfig{ThinkingLevel: genai.ThinkingLevel(strings.ToUpper(level))}
	}
	if config.ThinkingConfig != nil {
		config.ThinkingConfig.IncludeThoughts = slices.Contains([]string{"low", "medium", "high"}, s.Effort)
	}
}

// tokens is an effort as Google itself translates it.
func (f family) tokens(effort string) int32 {
	switch effort {
	case "low":
		return 1024
	case "medium":
		return 8192
	case "high":
		return 24576
	}
	return f.least
}
