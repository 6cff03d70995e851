package gemini_test

import (
	"flag"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/vendortest"
	"github.com/visavis/visavis/provider/gemini"
)

// The SDK draws in OpenCensus, which starts one goroutine for the life of the process.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"))
}

var (
	update = flag.Bool("update", false, "record testdata/conversation.txtar with the simulator")
	live   = flag.Bool("record", false, "record testdata/conversation.txtar with the vendor, by GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL")
)

func subject() vendortest.Subject {
	return vendortest.Subject{
		Engine: "gemini",
		Driver: func(c vendortest.Config) vendortest.Driver {
			return gemini.New(gemini.Config{BaseURL: c.Address, APIKey: c.Key, Model: c.Model, Client: c.Client})
		},
		Vendor: func() vendortest.Simulator {
			s := new(vendors.Gemini)
			return vendortest.Simulator{Handler: s, Vendor: &s.Vendor, Mind: &s.Mind}
		},
		Models: []string{"gemini-2.5-flash", "gemini-2.0-flash", "gemini-2.5-pro", "gemini-3-pro-preview",
			"gemini-3-flash-preview", "gemini-3.8-flash", "gemini-4-argon"},
		Path:    "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
		Address: "https://generativelanguage.googleapis.com", KeyVariable: "GEMINI_API_KEY", AddressVariable: "GOOGLE_GEMINI_BASE_URL",
		Environment: []string{"GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION", "GOOGLE_GENAI_USE_VERTEXAI"},
		Busy: vendors.Refuse{Status: 429, Header: http.Header{"X-Goog-Request-Id": {"req_1"}},
			Body: `{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED",` +
				`"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}`},
		Unpaid: vendors.Refuse{Status: 429, Body: `{"error":{"code":429,"message":"Your prepayment credits are depleted.","status":"RESOURCE_EXHAUSTED"}}`},
		Event:  "data: {\"error\":{\"code\":503,\"message\":\"overloaded, it is\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n",
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
