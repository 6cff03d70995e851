package openai

import (
	"regexp"
	"strconv"
	"strings"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// family is what models of one kind take. It is told from the name, because no server tells it, and
// a model refuses the whole request for one member it does not take.
type family struct {
	// efforts a reasoning model offers, least first; nil: it does not reason, or is not OpenAI's.
	efforts []string
	// foreign: a model of somebody else's, which is asked for an effort only when the prompt is.
	foreign bool
	// mute: functions are called without reasoning only.
	mute bool
}

// versioned finds "gpt-5.4" with its rest: "-mini", "-sol".
var versioned = regexp.MustCompile(`^gpt-(\d+)(?:\.(\d+))?($|[^\d.].*)`)

// reasoner finds OpenAI's o1, o3, o4-mini.
var reasoner = regexp.MustCompile(`^o\d($|-)`)

// familyOf knows the models of https://developers.openai.com/api/docs/models.
func familyOf(model string) family {
	name := model[strings.LastIndexByte(model, '/')+1:] // "openai/gpt-5" at gateways
	switch {
	case strings.Contains(name, "chat"): // chatgpt-4o-latest, gpt-5-chat-latest
		return family{}
	case reasoner.MatchString(name):
		return family{efforts: []string{"low", "medium", "high"}}
	}
	v := versioned.FindStringSubmatch(name)
	if v == nil {
		return family{foreign: true}
	}
	major, _ := strconv.Atoi(v[1])
	minor, _ := strconv.Atoi(v[2]) // none is 0
	return gpt(major*100+minor, v[3])
}

// gpt is the family of a version, 504 for 5.4, and variant, "-mini".
func gpt(version int, variant string) family {
	switch {
	case version < 500:
		return family{}
	case strings.HasPrefix(variant, "-pro"):
		return family{efforts: []string{"high"}}
	case version == 500:
		return family{efforts: []string{"minimal", "low", "medium", "high"}}
	case strings.HasPrefix(variant, "-astra") || version == 601 && strings.HasPrefix(variant, "-sol"):
		return family{efforts: []string{"low", "medium", "high"}}
	}
	return family{efforts: []string{"none", "low", "medium", "high"}, mute: version >= 504}
}

// sample adds what the model takes of s to a request that has its tools.
func (f family) sample(params *sdk.ChatCompletionNewParams, s visavis.Sampling) {
	effort := s.Effort
	if !f.foreign {
		effort = dialogue.Effort(s.Effort, f.efforts...)
	}
	if f.mute && len(params.Tools) > 0 {
		effort = "none"
	}
	params.ReasoningEffort = shared.ReasoningEffort(effort)
	// While a model reasons, its temperature is not to be had.
	if s.Temperature != nil && (effort == "none" || f.efforts == nil) {
		params.Temperature = param.NewOpt(*s.Temperature)
	}
}
