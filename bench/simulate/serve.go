package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// vendor is one that is simulated.
type vendor struct {
	name         string
	record       *vendors.Vendor
	server       *httptest.Server
	base, suffix string // the variable of its address, and what that ends with
	key          string // the variable of its key
}

// simulation is all vendors, being served.
type simulation struct {
	vendors []vendor
	status  *httptest.Server
}

// serve begins to serve; close ends it.
func serve(o options) (*simulation, error) {
	s := &simulation{vendors: simulated(o)}
	for _, f := range o.faults {
		if err := s.inject(f); err != nil {
			s.close()
			return nil, err
		}
	}
	s.status = httptest.NewServer(http.HandlerFunc(s.serveStatus))
	return s, nil
}

func simulated(o options) []vendor {
	handshake := about(60 * time.Millisecond)
	mind := func(name string) vendors.Mind {
		return vendors.Mind{
			Key:  o.key + "-" + name,
			Pace: vendors.Pace{First: about(o.token), Chunk: about(20 * time.Millisecond)},
		}
	}
	dg := &vendors.Deepgram{
		Vendor:     vendors.Vendor{Seed: o.seed},
		Keys:       []string{o.key + "-deepgram"},
		ListenPace: vendors.Pace{Handshake: handshake, First: about(o.listen)},
		SpeakPace:  vendors.Pace{Handshake: handshake, First: about(o.sound)},
		RESTPace:   vendors.Pace{First: about(o.rest)},
		Script:     o.hears,
		Files:      o.files,
	}
	oa := &vendors.OpenAI{Vendor: vendors.Vendor{Seed: o.seed}, Mind: mind("openai")}
	ge := &vendors.Gemini{Vendor: vendors.Vendor{Seed: o.seed}, Mind: mind("gemini")}
	an := &vendors.Anthropic{Vendor: vendors.Vendor{Seed: o.seed}, Mind: mind("anthropic")}
	return []vendor{
		{"deepgram", &dg.Vendor, httptest.NewServer(dg), "DEEPGRAM_BASE_URL", "", "DEEPGRAM_API_KEY"},
		{"openai", &oa.Vendor, httptest.NewServer(oa), "OPENAI_BASE_URL", "/v1", "OPENAI_API_KEY"},
		{"gemini", &ge.Vendor, httptest.NewServer(ge), "GOOGLE_GEMINI_BASE_URL", "", "GEMINI_API_KEY"},
		{"anthropic", &an.Vendor, httptest.NewServer(an), "ANTHROPIC_BASE_URL", "", "ANTHROPIC_API_KEY"},
	}
}

// close ends all calls.
func (s *simulation) close() {
	for _, v := range s.vendors {
		v.server.CloseClientConnections()
		v.server.Close()
	}
	if s.status != nil {
		s.status.Close()
	}
}

// environment is in what visavis uses the simulators, a variable a line.
func (s *simulation) environment(key string) []string {
	var lines []string
	for _, v := range s.vendors {
		lines = append(lines, v.base+"="+v.server.URL+v.suffix, v.key+"="+key+"-"+v.name)
	}
	return append(lines, "SIMULATE_STATUS="+s.status.URL)
}

// account is what a vendor tells of its clients.
type account struct {
	Open       int            `json:"open"`     // calls that are being answered
	Requests   map[string]int `json:"requests"` // by method, path and status
	Violations []string       `json:"violations"`
}

// serveStatus tells how things are, and takes further faults.
func (s *simulation) serveStatus(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if err := s.take(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
		return
	}
	all := map[string]account{}
	for _, v := range s.vendors {
		all[v.name] = v.account()
	}
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.Encode(all) // fails if the client has left
}

func (s *simulation) take(body io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(body, 1<<10))
	if err != nil {
		return err
	}
	f, err := parseFault(string(text))
	if err != nil {
		return err
	}
	return s.inject(f)
}

func (v vendor) account() account {
	a := account{Open: v.record.Open(), Requests: map[string]int{}, Violations: []string{}}
	for _, r := range v.record.Requests("") {
		a.Requests[fmt.Sprintf("%s %s %d", r.Method, r.Path, r.Status)]++
	}
	for _, violation := range v.record.Violations() {
		a.Violations = append(a.Violations, violation.String())
	}
	return a
}
