package server

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
)

// metrics are counters over the life of the process. Any goroutine may count.
type metrics struct {
	open    atomic.Int64
	calls   atomic.Int64
	turns   atomic.Int64
	refused atomic.Int64
	deaf    atomic.Int64
	cut     atomic.Int64
	invalid atomic.Int64
	slow    atomic.Int64
	panics  atomic.Int64
	trouble atomic.Int64

	failovers  atomic.Int64
	toolCalls  atomic.Int64
	toolFaults atomic.Int64

	traffic []*traffic // by path; made before the first request
}

// traffic counts the requests of one path.
type traffic struct {
	path        string
	open, begun atomic.Int64
}

func (t *traffic) begin() {
	t.begun.Add(1)
	t.open.Add(1)
}

func (t *traffic) end() { t.open.Add(-1) }

// trafficOf begins to count the requests of a path.
func (m *metrics) trafficOf(path string) *traffic {
	t := &traffic{path: path}
	m.traffic = append(m.traffic, t)
	slices.SortFunc(m.traffic, func(a, b *traffic) int { return strings.Compare(a.path, b.path) })
	return t
}

// writeTraffic writes the counters of the paths.
func (m *metrics) writeTraffic(w io.Writer) {
	const open, total = "visavis_requests_open", "visavis_requests_total"
	fmt.Fprintf(w, "# HELP %s Requests of the protocol under way: a stream is one.\n# TYPE %s gauge\n", open, open)
	for _, t := range m.traffic {
		fmt.Fprintf(w, "%s{path=%q} %d\n", open, t.path, t.open.Load())
	}
	fmt.Fprintf(w, "# HELP %s Requests of the protocol that were let in.\n# TYPE %s counter\n", total, total)
	for _, t := range m.traffic {
		fmt.Fprintf(w, "%s{path=%q} %d\n", total, t.path, t.begun.Load())
	}
}

// writeTo writes the counters in Prometheus' text format.
func (m *metrics) writeTo(w io.Writer) {
	for _, c := range []struct {
		name, kind, help string
		value            *atomic.Int64
	}{
		{"visavis_sessions_open", "gauge", "Conversations under way.", &m.open},
		{"visavis_sessions_total", "counter", "Conversations begun.", &m.calls},
		{"visavis_turns_total", "counter", "Replies begun.", &m.turns},
		{"visavis_refused_total", "counter", "Requests that were answered with an error: of a stream, before it began.", &m.refused},
		{"visavis_dropped_input_frames_total", "counter", "Audio frames that came before Settings or with nobody to hear them.", &m.deaf},
		{"visavis_dropped_output_frames_total", "counter", "Audio frames of cut replies that were not sent any more.", &m.cut},
		{"visavis_invalid_messages_total", "counter", "Messages from clients that were answered with an Error.", &m.invalid},
		{"visavis_slow_clients_total", "counter", "Conversations ended because the client did not read.", &m.slow},
		{"visavis_panics_total", "counter", "Conversations ended by a panic.", &m.panics},
		{"visavis_engine_faults_total", "counter", "Faults of engines that conversations survived.", &m.trouble},
		{"visavis_failovers_total", "counter", "Engines that another one took over from.", &m.failovers},
		{"visavis_tool_calls_total", "counter", "Calls of functions that brains asked for.", &m.toolCalls},
		{"visavis_tool_calls_failed_total", "counter", "Those of them that had no result.", &m.toolFaults},
	} {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", c.name, c.help, c.name, c.kind, c.name, c.value.Load())
	}
}

func (s *Server) serveMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	s.metrics.writeTo(w)
	s.metrics.writeTraffic(w)
}
