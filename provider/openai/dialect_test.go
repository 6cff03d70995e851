package openai_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

// piece is a chunk whose delta has these members.
func piece(members string) string { return `{"choices":[{"index":0,"delta":{` + members + `}}]}` }

// called is a chunk with pieces of calls.
func called(pieces string) string { return piece(`"tool_calls":[` + pieces + `]`) }

// Servers that speak the protocol in their own way are understood.
func TestDialects(t *testing.T) {
	rome := visavis.Call{ID: "a", Name: "weather", Arguments: `{"city":"Rome"}`}
	oslo := visavis.Call{ID: "b", Name: "weather", Arguments: `{"city":"Oslo"}`}
	const romeWhole = `{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}`
	const osloWhole = `{"index":0,"id":"b","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}`
	tests := map[string]struct {
		events []string
		text   string // with what is thought in braces
		calls  []visavis.Call
	}{
		"no finish reason":           {[]string{delta("Hi."), "[DONE]"}, "Hi.", nil},
		"no [DONE]":                  {[]string{delta("Hi."), stop}, "Hi.", nil},
		"content is null":            {[]string{piece(`"role":"assistant","content":null`), delta("Hi."), stop, "[DONE]"}, "Hi.", nil},
		"thinks aloud":               {[]string{piece(`"reasoning_content":"Hm."`), piece(`"reasoning":"Hm.","content":""`), delta("Hi."), stop}, "{Hm.}{Hm.}Hi.", nil},
		"thinks in two words for it": {[]string{piece(`"reasoning":"Hm.","reasoning_content":"Hm.","content":null`), piece(`"reasoning":null,"content":"Hi."`), stop}, "{Hm.}Hi.", nil},
		"thinks in objects":          {[]string{piece(`"reasoning":{"text":"Hm."},"content":"Hi."`), stop}, "Hi.", nil},
		"says [DONE]":                {[]string{delta("\ndata: [DONE]"), stop}, "\ndata: [DONE]", nil},
		"several choices":            {[]string{`{"choices":[{"index":1,"delta":{"content":"No."}},{"index":0,"delta":{"content":"Yes."}}]}`, stop}, "Yes.", nil},
		"calls whole":                {[]string{called(romeWhole + "," + strings.Replace(osloWhole, `"index":0`, `"index":1`, 1)), stop}, "", []visavis.Call{rome, oslo}},
		"calls whole, all first":     {[]string{called(romeWhole), called(osloWhole), stop}, "", []visavis.Call{rome, oslo}},
		"calls without a number":     {[]string{called(strings.Replace(romeWhole, `"index":0,`, "", 1)), called(strings.Replace(osloWhole, `"index":0,`, "", 1)), stop}, "", []visavis.Call{rome, oslo}},
		"text before calls":          {[]string{delta("Let me see."), called(romeWhole), `{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`}, "Let me see.", []visavis.Call{rome}},
		"stops with a reason":        {[]string{called(romeWhole), stop}, "", []visavis.Call{rome}},
		"the name again and again": {[]string{called(`{"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":"}}`),
			called(`{"index":0,"id":"a","function":{"name":"weather","arguments":"\"Rome\"}"}}`), stop}, "", []visavis.Call{rome}},
		"pieces side by side": {[]string{
			called(`{"index":0,"id":"a","function":{"name":"weather","arguments":""}}`), called(`{"index":1,"id":"b","function":{"name":"weather","arguments":""}}`),
			called(`{"index":0,"function":{"arguments":"{\"city\":"}}`), called(`{"index":1,"function":{"arguments":"{\"city\":\"Oslo\"}"}}`),
			called(`{"index":0,"function":{"arguments":"\"Rome\"}"}}`), stop}, "", []visavis.Call{rome, oslo}},
		"a call of nothing": {[]string{called(`{"index":0,"id":"a","function":{"arguments":"{}"}}`), delta("Hi."), stop}, "Hi.", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text, calls, err := replyTo(t, tt.events...)
			if err != nil || text != tt.text {
				t.Errorf("Generate: %v, text %q, want %q", err, text, tt.text)
			}
			if diff := cmp.Diff(tt.calls, calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// replyTo returns what is made of events.
func replyTo(t *testing.T, events ...string) (text string, calls []visavis.Call, err error) {
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, ": waiting for a processor\n\n") // gateways keep a connection alive like this
		send(w, events...)
	})
	err = g.Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) {
		if text += d.Text; d.Thought != "" {
			text += "{" + d.Thought + "}"
		}
		if d.Call != nil {
			calls = append(calls, *d.Call)
		}
	})
	return text, calls, err
}

func TestCallsWithoutIdentifiers(t *testing.T) {
	const call = `{"index":0,"function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}`
	_, calls, err := replyTo(t, called(call), called(call), stop)
	if err != nil || len(calls) != 2 || calls[0].ID == "" || calls[0].ID == calls[1].ID {
		t.Errorf("calls %+v: %v; want two with identifiers of their own", calls, err)
	}
}

func TestErrorEvents(t *testing.T) {
	for event, want := range map[string]string{
		`{"error":{"message":"Provider is down","code":502}}`:            "502",
		`{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}`: "429",
		`{"error":"something"}`: "0",
		`{"error":{"message":"Too expensive","type":"x","code":"insufficient_quota"}}`: "unavailable",
		`{"error":{"code":12}}`: "0",
	} {
		_, _, err := replyTo(t, delta("I am "), event)
		got := "neither"
		if errors.As(err, new(*visavis.UnavailableError)) {
			got = "unavailable"
		} else if e, ok := errors.AsType[*visavis.VendorError](err); ok {
			got = fmt.Sprint(e.Status)
		}
		if got != want {
			t.Errorf("event %s made %v, which is %s, want %s", event, err, got, want)
		}
	}
}
