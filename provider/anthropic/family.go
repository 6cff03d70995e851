package anthropic

import (
	"regexp"
	"strconv"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
)

// family is what models of one kind take. It is told from the name, because a model refuses the whole
// request for one member it does not take.
type family struct {
	temperature bool                         // in 0..1
	effort      bool                         // of thought and of words
	adaptive    bool                         // thinks when it is told to, and as much as it finds good
	off         sdk.ThinkingConfigParamUnion // what turns thinking off, or as far down as it goes; zero: nothing is needed, or nothing helps
}

// named finds "claude-sonnet-4-5", followed by nothing or a date.
var named = regexp.MustCompile(`claude-([a-z]+)-(\d)(?:-(\d))?(?:$|[^\d])`)

// familyOf knows the models of https://platform.claude.com/docs/en/build-with-claude/thinking. A model
// it cannot place is asked for nothing special.
func familyOf(model string) family {
	v := named.FindStringSubmatch(model)
	if v == nil {
		return family{temperature: true} // claude-3-5-haiku, or somebody else's
	}
	major, _ := strconv.Atoi(v[2])
	minor, _ := strconv.Atoi(v[3]) // none is 0
	return family{
		temperature: major*10+minor < 47,
		effort:      major >= 5 || minor >= 6 || v[1] == "opus" && minor == 5,
		adaptive:    major >= 5 || minor >= 6,
		off:         off(v[1], major*10+minor),
	}
}

// off is how a model is kept from thinking first, which it does unasked from version 5 on.
func off(line string, version int) (t sdk.ThinkingConfigParamUnion) {
	switch {
	case version < 50:
	case line == "sonnet" && version >= 55:
		t.OfBetweenTools = new(sdk.ThinkingConfigBetweenToolsParam)
	case line == "sonnet", line == "haiku", line == "opus" && version == 50:
		t.OfDisabled = new(sdk.ThinkingConfigDisabledParam)
	}
	return t // the others always think; at low effort, little
}

// sample adds what the model takes of s to a request.
func (f family) sample(params *sdk.MessageNewParams, s visavis.Sampling) {
	if s.Temperature != nil && f.temperature {
		params.Temperature = param.NewOpt(min(*s.Temperature, 1))
	}
	if !f.effort {
		return
	}
	params.OutputConfig.Effort = sdk.OutputConfigEffort(dialogue.Effort(s.Effort, "low", "medium", "high"))
	switch s.Effort {
	case "", "none", "minimal":
		params.Thinking = f.off
	default:
		if f.adaptive {
			// Newer models keep their thoughts to themselves unless they are asked.
			params.Thinking.OfAdaptive = &sdk.ThinkingConfigAdaptiveParam{Display: sdk.ThinkingConfigAdaptiveDisplaySummarized}
			params.Temperature = param.Opt[float64]{} // thought has a temperature of its own
		}
	}
}
