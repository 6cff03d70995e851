package deepgram

import (
	"maps"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// speeds counts the sockets that were opened for each speed.
func speeds(dg *vendors.Deepgram) map[string]int {
	opened := map[string]int{}
	for _, r := range dg.Requests("/v1/speak") {
		q, _ := url.ParseQuery(r.Query)
		opened[q.Get("speed")]++
	}
	return opened
}

// A voice that is asked for a speed has sockets of its own, which are kept and closed with the others.
func TestVoiceAtSpeeds(t *testing.T) {
	dg := &vendors.Deepgram{}
	voiced(t, dg, func(t *testing.T, v *Voice) {
		for range 2 {
			fast := v.With(visavis.Prosody{Speed: 1.2}).(*Voice) // every conversation asks anew
			fast.Warm(t.Context())
			checkStory(t, speak(t.Context(), fast, 0, nil, "Hello."), "Hello.")
			checkStory(t, speak(t.Context(), v, 0, nil, "Hello."), "Hello.")
		}
		if got, want := speeds(dg), (map[string]int{"1.2": 1, "": 1}); !maps.Equal(got, want) {
			t.Errorf("sockets were opened by speed: %v, want %v", got, want)
		}
		v.Close()
		if _, err := v.pool.take(t.Context(), 1.2); err == nil {
			t.Error("a closed voice speaks on at another speed")
		}
	})
	for _, as := range []visavis.Prosody{{Speed: 0.6}, {Speed: 1.6}, {Speed: 1.1, Expressivity: 1}} {
		if NewVoice(Config{}, VoiceOptions{}).With(as) != nil {
			t.Errorf("the voice promises %+v", as)
		}
	}
}

// A speed that the vendor refuses to one conversation is no answer to another, which asks for none.
func TestRefusedSpeedIsNothingToOthers(t *testing.T) {
	dg := new(vendors.Deepgram)
	dg.Inject(vendors.Fault{Do: vendors.Refuse{Status: http.StatusBadRequest, Body: `{"err_code":"INVALID_QUERY_PARAMETER","err_msg":"no speed"}`}})
	voiced(t, dg, func(t *testing.T, v *Voice) {
		v.With(visavis.Prosody{Speed: 1.2}).(*Voice).Warm(t.Context())
		checkStory(t, speak(t.Context(), v, 0, nil, "Hello."), "Hello.")
	})
}

// However many speeds are asked for, the sockets that wait are few, and none of them keeps a reply
// from being spoken.
func TestVoiceAtManySpeeds(t *testing.T) {
	dg := &vendors.Deepgram{Factor: 1000}
	simulate(t, dg, func(t *testing.T, cfg Config) {
		v := NewVoice(cfg, VoiceOptions{MaxSockets: maxIdle + 1})
		defer v.Close()
		for i := range 2 * maxIdle {
			at := v.With(visavis.Prosody{Speed: 0.7 + float64(i/2)/100 + float64(i%2)/1000}).(*Voice)
			checkStory(t, speak(t.Context(), at, 0, nil, "Yes."), "Yes.")
			synctest.Wait()
			if n := dg.Open(); n > maxIdle {
				t.Fatalf("%d sockets are open after %d speeds, want %d at most", n, i+1, maxIdle)
			}
		}
		if n := len(v.pool.idle); n != maxIdle {
			t.Errorf("there are queues for %d speeds, want one for each hundredth", n)
		}
	})
}
