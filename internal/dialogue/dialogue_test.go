package dialogue

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

func TestTurns(t *testing.T) {
	user := func(s string) visavis.Message { return visavis.Message{Role: visavis.User, Text: s} }
	face := func(s string) visavis.Message { return visavis.Message{Role: visavis.Assistant, Text: s} }
	calls := func(ids ...string) (m visavis.Message) {
		m.Role = visavis.Assistant
		for _, id := range ids {
			m.Calls = append(m.Calls, visavis.CallResult{Call: visavis.Call{ID: id}})
		}
		return m
	}
	tests := map[string]struct {
		history []visavis.Message
		want    []Turn
	}{
		"nobody has spoken": {nil, []Turn{{Role: visavis.User, Text: opening}}},
		"the face began": {[]visavis.Message{face("Hello."), user("Hi.")}, []Turn{
			{Role: visavis.User, Text: begun}, {Role: visavis.Assistant, Text: "Hello."}, {Role: visavis.User, Text: "Hi."}}},
		"cut off": {[]visavis.Message{user("A story."), {Role: visavis.Assistant, Text: "Once upon", Interrupted: true}, user("Stop.")}, []Turn{
			{Role: visavis.User, Text: "A story."}, {Role: visavis.Assistant, Text: "Once upon—"}, {Role: visavis.User, Text: "Stop."}}},
		"cut off before a word was heard": {[]visavis.Message{user("A story."), {Role: visavis.Assistant, Interrupted: true}, user("No, a song.")}, []Turn{
			{Role: visavis.User, Text: "A story.\nNo, a song."}}},
		"the face speaks and calls": {[]visavis.Message{user("Rain?"), face("Let me see."), calls("a", "b")}, []Turn{
			{Role: visavis.User, Text: "Rain?"}, {Role: visavis.Assistant, Text: "Let me see.", Calls: calls("a", "b").Calls}}},
		"calls after calls": {[]visavis.Message{user("Rain?"), calls("a"), calls("b"), face("No."), user("Good.")}, []Turn{
			{Role: visavis.User, Text: "Rain?"}, {Role: visavis.Assistant, Calls: calls("a").Calls},
			{Role: visavis.Assistant, Calls: calls("b").Calls}, {Role: visavis.Assistant, Text: "No."}, {Role: visavis.User, Text: "Good."}}},
		"the face spoke last": {[]visavis.Message{user("Hi."), face("Hello.")}, []Turn{
			{Role: visavis.User, Text: "Hi."}, {Role: visavis.Assistant, Text: "Hello."}, {Role: visavis.User, Text: goOn}}},
	}
	for name, tt := range tests {
		if diff := cmp.Diff(tt.want, Turns(tt.history)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A history may be told again after it was told: merging must not write into it.
func TestTurnsLeavesTheHistory(t *testing.T) {
	history := []visavis.Message{{Role: visavis.User, Text: "a"}, {Role: visavis.User, Text: "b"}}
	if diff := cmp.Diff(Turns(history), Turns(history)); diff != "" {
		t.Errorf("the second telling differs:\n%s", diff)
	}
}

func TestArguments(t *testing.T) {
	for given, want := range map[string]string{
		`{"city": "Rome"}`: `{"city":"Rome"}`, "": "{}", "null": "{}", `"x"`: "{}", `{"city": "Ro`: "{}", "[1]": "{}",
		`{"n": 12345678901234567890}`: `{"n":12345678901234567890}`,
	} {
		if got := Arguments(visavis.Call{Arguments: given}); string(got) != want {
			t.Errorf("arguments %s became %s, want %s", given, got, want)
		}
	}
}

func TestSchema(t *testing.T) {
	for given, want := range map[string]string{
		"":                    `{"properties":{},"type":"object"}`,
		"null":                `{"properties":{},"type":"object"}`,
		"{oops":               `{"properties":{},"type":"object"}`,
		`{"required":["a"]}`:  `{"properties":{},"required":["a"],"type":"object"}`,
		`{"properties":null}`: `{"properties":{},"type":"object"}`,
		`{"type":"object","properties":{"a":{"type":"string"}}}`: `{"properties":{"a":{"type":"string"}},"type":"object"}`,
	} {
		got, err := json.Marshal(Schema(visavis.Tool{Parameters: []byte(given)}))
		if err != nil || string(got) != want {
			t.Errorf("schema %s became %s (%v), want %s", given, got, err, want)
		}
	}
}

func TestIDs(t *testing.T) {
	ids := UsedIn([]visavis.Message{{Calls: []visavis.CallResult{{Call: visavis.Call{ID: "call_0"}}}}})
	seen := map[string]bool{"call_0": true}
	for _, given := range []string{"call_0", "", "", "call_1", "call_1"} {
		id := ids.Fresh(given)
		if id == "" || seen[id] {
			t.Errorf("%q became %q, which is taken or nothing", given, id)
		}
		seen[id] = true
	}
	if !seen["call_1"] {
		t.Error("an identifier that was free was not kept")
	}
}

func TestEffort(t *testing.T) {
	for _, tt := range []struct {
		wanted  string
		offered []string
		want    string
	}{
		{"", []string{"none", "low"}, "none"},
		{"none", []string{"minimal", "low"}, "minimal"},
		{"minimal", []string{"none", "low", "high"}, "low"},
		{"medium", []string{"low", "high"}, "high"},
		{"high", []string{"low", "medium"}, "medium"},
		{"enormous", []string{"low"}, "low"},
		{"low", nil, ""},
	} {
		if got := Effort(tt.wanted, tt.offered...); got != tt.want {
			t.Errorf("of %v, %q is answered with %q, want %q", tt.offered, tt.wanted, got, tt.want)
		}
	}
}

func FuzzArguments(f *testing.F) {
	f.Add(`{"a":1}`)
	f.Add(`{"a":1}{`)
	f.Fuzz(func(t *testing.T, s string) {
		var o map[string]any
		if err := json.Unmarshal(Arguments(visavis.Call{Arguments: s}), &o); err != nil || o == nil {
			t.Errorf("arguments %q became no object: %v", s, err)
		}
	})
}
