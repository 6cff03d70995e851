package server

import (
	"fmt"
	"io"
	"net/http"
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
		{"visavis_refused_total", "counter", "Requests refused before a conversation began.", &m.refused},
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
}
