package anthropic

import "testing"

func TestFamilies(t *testing.T) {
	for model, want := range map[string]struct {
		temperature, effort, adaptive bool
		off                           string
	}{
		"claude-3-5-haiku-20241022":  {true, false, false, ""},
		"claude-sonnet-4-20250514":   {true, false, false, ""},
		"claude-haiku-4-5":           {true, false, false, ""},
		"claude-haiku-4-5-20251001":  {true, false, false, ""},
		"claude-opus-4-5-20251101":   {true, true, false, ""},
		"claude-sonnet-4-6":          {true, true, true, ""},
		"claude-opus-4-8":            {false, true, true, ""},
		"claude-sonnet-5":            {false, true, true, "disabled"},
		"claude-opus-5":              {false, true, true, "disabled"},
		"claude-haiku-5-5":           {false, true, true, "disabled"},
		"claude-sonnet-5-5":          {false, true, true, "between_tools"},
		"claude-opus-5-5":            {false, true, true, ""},
		"claude-fable-5-1":           {false, true, true, ""},
		"anthropic/claude-haiku-5-5": {false, true, true, "disabled"},
		"somebody-elses-model":       {true, false, false, ""},
	} {
		f := familyOf(model)
		off := ""
		if kind := f.off.GetType(); kind != nil {
			off = *kind
		}
		if f.temperature != want.temperature || f.effort != want.effort || f.adaptive != want.adaptive || off != want.off {
			t.Errorf("%s: %+v, want %+v", model, f, want)
		}
	}
}

func TestIdentifier(t *testing.T) {
	if got := identifier("functions.room:0"); got != "functions_room_0" {
		t.Errorf("identifier is %q", got)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(`{"error":{"message":"m"}}`)
	f.Fuzz(func(t *testing.T, body string) { message(body) })
}
