package server

import "testing"

// TestNothingIsIgnoredInSilence: a member is honoured, refused, or warned of.
func TestNothingIsIgnoredInSilence(t *testing.T) {
	warning := func(members string) string {
		return `{"type":"Warning","code":"UNSUPPORTED_SETTINGS","description":"No engine at work heeds ` + members + `."}`
	}
	for agent, want := range map[string][]string{
		`{"speak":{"provider":{"type":"deepgram","model":"slt","speed":1.2}}}`: {warning("agent.speak.provider.speed")},
		`{"speak":{"provider":{"type":"deepgram","model":"slt","speed":1}}}`:   nil,
		`{"speak":[{"provider":{"model":"slt"}},{"provider":{"model_id":"x","volume":2,"expressivity":1}}]}`: {
			warning("agent.speak[1].provider.volume, agent.speak[1].provider.expressivity")},
		`{"listen":{"provider":{"type":"deepgram","version":"v2","model":"flux-general-en","language_hints":["en"],"eot_threshold":0.7,"eager_eot_threshold":0.5,"eot_timeout_ms":5000,"keyterms":["x"]}}}`: {
			warning("agent.listen.provider.language_hints, agent.listen.provider.keyterms, agent.listen.provider.eot_threshold, " +
				"agent.listen.provider.eager_eot_threshold, agent.listen.provider.eot_timeout_ms")},
		`{"listen":{"provider":{"type":"deepgram","version":"v1","model":"nova-3","language":"en-US","smart_format":false}}}`: nil,
		`{"think_live":null}`: nil,
		`{"think":{"provider":{"model":"script"},"context_length":"max"}}`: {warning("agent.think.context_length")},
	} {
		inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}}, func(w *world) {
			c := w.dial()
			c.say(`{"type":"Settings","tags":["a"],"experimental":true,"mip_opt_out":true,"audio":{},"agent":` + agent + `}`)
			got := c.texts()
			if len(got) < 2 {
				t.Fatalf("%s is answered with %v", agent, got)
			}
			expect(t, agent, append([]string(nil), got[2:]...), want)
		})
	}
}

// TestRefusedMembers: what cannot be is refused with an Error that names it.
func TestRefusedMembers(t *testing.T) {
	for agent, member := range map[string]string{
		`{"think_live":{}}`:           "agent.think_live",
		`{"think_conversational":{}}`: "agent.think_conversational",
		`{"think":{"functions":[{"name":"f","client_side":true}]}}`: "agent.think.functions.client_side",
		`{"speak":{"provider":{"speed":2}}}`:                        "agent.speak.provider.speed",
		`{"speak":[{},{"provider":{"speed":0.5}}]}`:                 "agent.speak[1].provider.speed",
		`{"listen":{"provider":{"eot_threshold":-0.1}}}`:            "agent.listen.provider.eot_threshold",
		`{"listen":{"provider":{"eot_timeout_ms":0}}}`:              "agent.listen.provider.eot_timeout_ms",
	} {
		inWorld(t, Config{}, func(w *world) {
			c := w.dial()
			c.say(`{"type":"Settings","audio":{},"agent":` + agent + `}`)
			c.expectEnd(1008, "INVALID_SETTINGS", member)
		})
	}
}
