package deepgram

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// Faults end the call with what happened, soon, and with the vendor's reason and request id.
func TestEarsReportFaults(t *testing.T) {
	after := vendors.Progress{Bytes: 32000}
	for name, tt := range map[string]struct {
		fault     vendors.Fault
		temporary bool
		want      []string
		within    time.Duration
	}{
		"dies":        {vendors.Fault{After: after, Do: vendors.Drop{}}, true, []string{"broke", "request"}, 0},
		"goes silent": {vendors.Fault{After: after, Do: vendors.Stall{}}, true, []string{"tells nothing of what was said"}, 2 * time.Second},
		"closes": {vendors.Fault{After: after, Do: vendors.CloseFrame{Code: 1011, Reason: "NET-0000 for " + key}}, true,
			[]string{"status 1011", "NET-0000 for [credential]"}, 0},
		"refuses the audio": {vendors.Fault{After: after, Do: vendors.CloseFrame{Code: 1008, Reason: "DATA-0000"}}, false, []string{"status 1008: DATA-0000"}, 0},
		"is busy": {vendors.Fault{Do: vendors.Refuse{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: `{"err_code":"TOO_MANY_REQUESTS","err_msg":"Slow down."}`}},
			true, []string{"429", "TOO_MANY_REQUESTS: Slow down."}, 0},
		"is away": {vendors.Fault{Do: vendors.Refuse{Status: 503}}, true, []string{"503", "Service Unavailable"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dg := &vendors.Deepgram{ListenPace: swift()}
			dg.Inject(tt.fault)
			simulate(t, dg, func(t *testing.T, cfg Config) {
				var failed time.Time
				_, err := listen(t, NewListen(cfg, ListenOptions{}), func(m *mic) {
					m.say("one two three four five")
					for m.ctx.Err() == nil {
						m.quiet(100 * time.Millisecond)
					}
				})
				failed = time.Now()
				checkVendorError(t, err, tt.temporary, tt.want...)
				if took := failed.Sub(dg.Requests("")[0].At); took > 2*time.Second+tt.within {
					t.Errorf("it took %v to notice", took)
				}
				if n := len(dg.Requests("")); n != 1 {
					t.Errorf("%d connections: trying again is not a driver's business", n)
				}
			})
		})
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	dg := &vendors.Deepgram{}
	dg.Inject(vendors.Fault{Do: vendors.Refuse{Status: 429, Header: http.Header{"Retry-After": {"7"}}}})
	simulate(t, dg, func(t *testing.T, cfg Config) {
		_, err := NewListen(cfg, ListenOptions{}).Check(t.Context())
		var ve *visavis.VendorError
		if !errors.As(err, &ve) || ve.RetryAfter != 7*time.Second {
			t.Errorf("error is %#v", err)
		}
	})
}

// What only an operator can mend is an UnavailableError with the vendor's words.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Config)
		opts   ListenOptions
		want   []string
	}{
		"key":    {func(c *Config) { c.Credential = Key("wrong-" + key) }, ListenOptions{}, []string{"the key was refused", "INVALID_AUTH: Invalid credentials.", "request ", "DEEPGRAM_API_KEY"}},
		"scheme": {func(c *Config) { c.Credential = AccessToken(func(context.Context) (string, error) { return key, nil }) }, ListenOptions{}, []string{"401"}},
		"none":   {func(c *Config) { c.Credential = Credential{} }, ListenOptions{}, []string{"401"}},
		"model":  {func(*Config) {}, ListenOptions{Model: "nova-9"}, []string{"No such model", "nova-9"}},
		"path":   {func(c *Config) { c.BaseURL += "/elsewhere" }, ListenOptions{}, []string{"404", "check the base URL"}},
		"no URL": {func(c *Config) { c.BaseURL = "deepgram:" + key }, ListenOptions{}, []string{"base URL"}},
	} {
		t.Run(name, func(t *testing.T) {
			dg := &vendors.Deepgram{Keys: []string{key}}
			synctest.Test(t, func(t *testing.T) {
				cfg := serve(t, dg)
				tt.change(&cfg)
				_, err := listen(t, NewListen(cfg, tt.opts), func(m *mic) { m.quiet(time.Second) })
				checkUnavailable(t, err, tt.want...)
			})
		})
	}
}

func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{HTTPClient: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, errors.New("lookup api.deepgram.com: no such host")
		})}}
		_, err := listen(t, NewListen(cfg, ListenOptions{}), func(m *mic) { m.quiet(time.Second) })
		checkVendorError(t, err, true, "no such host")
	})
}

// A handshake that takes for ever ends, and what would be said meanwhile is not kept for ever.
func TestHandshakeHasALimit(t *testing.T) {
	dg := &vendors.Deepgram{}
	dg.Inject(vendors.Fault{Do: vendors.Stall{}})
	simulate(t, dg, func(t *testing.T, cfg Config) {
		began := time.Now()
		_, err := listen(t, NewListen(cfg, ListenOptions{}), func(m *mic) { m.quiet(time.Minute) })
		checkVendorError(t, err, true)
		if took := time.Since(began); took > handshake+time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
