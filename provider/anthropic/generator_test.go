package anthropic_test

import (
	"flag"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/vendortest"
	"github.com/visavis/visavis/provider/anthropic"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	update = flag.Bool("update", false, "record testdata/conversation.txtar with the simulator")
	live   = flag.Bool("record", false, "record testdata/conversation.txtar with the vendor, by ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL")
)

func subject() vendortest.Subject {
	return vendortest.Subject{
		Engine: "anthropic",
		Driver: func(c vendortest.Config) vendortest.Driver {
			return anthropic.New(anthropic.Config{BaseURL: c.Address, APIKey: c.Key, Model: c.Model, Client: c.Client})
		},
		Vendor: func() vendortest.Simulator {
			s := new(vendors.Anthropic)
			return vendortest.Simulator{Handler: s, Vendor: &s.Vendor, Mind: &s.Mind}
		},
		Models: []string{"claude-haiku-5-5", "claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-6", "claude-opus-4-7",
			"claude-sonnet-5", "claude-sonnet-5-5", "claude-opus-5", "claude-opus-5-5"},
		Path:    "/v1/messages",
		Address: "https://api.anthropic.com", KeyVariable: "ANTHROPIC_API_KEY", AddressVariable: "ANTHROPIC_BASE_URL",
		Environment: []string{"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_PROFILE"},
		Busy: vendors.Refuse{Status: 429, Header: http.Header{"Retry-After": {"7"}, "Request-Id": {"req_1"}},
			Body: `{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}`},
		Unpaid: vendors.Refuse{Status: 400,
			Body: `{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}`},
		Event: "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"overloaded, it is\"}}\n\n",
	}
}

func TestDriver(t *testing.T) { subject().Run(t) }

func TestRecord(t *testing.T) {
	from := vendortest.Tape
	switch {
	case *live:
		from = vendortest.Live
	case *update:
		from = vendortest.Simulated
	}
	subject().Record(t, from)
}
