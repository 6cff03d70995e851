package openai_test

import (
	"flag"
	"net/http"
	"testing"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/vendortest"
	"github.com/visavis/visavis/provider/openai"
)

var (
	update = flag.Bool("update", false, "record testdata/conversation.txtar with the simulator")
	live   = flag.Bool("record", false, "record testdata/conversation.txtar with the vendor, by OPENAI_API_KEY and OPENAI_BASE_URL")
)

func subject() vendortest.Subject {
	return vendortest.Subject{
		Engine: "openai",
		Driver: func(c vendortest.Config) vendortest.Driver {
			return openai.New(openai.Config{BaseURL: c.Address + "/v1", APIKey: c.Key, Model: c.Model, Client: c.Client})
		},
		Vendor: func() vendortest.Simulator {
			s := new(vendors.OpenAI)
			return vendortest.Simulator{Handler: s, Vendor: &s.Vendor, Mind: &s.Mind}
		},
		Models:  []string{"gpt-4o-mini", "gpt-5-chat-latest", "o3", "gpt-5-mini", "gpt-5.1", "gpt-5.4-mini", "gpt-5.6-luna", "gpt-6-luna"},
		Path:    "/v1/chat/completions",
		Address: "https://api.openai.com", KeyVariable: "OPENAI_API_KEY", AddressVariable: "OPENAI_BASE_URL",
		Environment: []string{"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"},
		Busy: vendors.Refuse{Status: 429, Header: http.Header{"Retry-After-Ms": {"7000"}, "X-Request-Id": {"req_1"}},
			Body: `{"error":{"message":"slow down","type":"requests","param":null,"code":"rate_limit_exceeded"}}`},
		Unpaid: vendors.Refuse{Status: 429,
			Body: `{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}`},
		Event: "data: {\"error\":{\"message\":\"overloaded, it is\",\"type\":\"server_error\",\"code\":null}}\n\n",
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
