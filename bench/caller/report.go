package caller

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Print prints percentiles of every stage.
func Print(out io.Writer, all []Measured) {
	stages := []struct {
		name string
		of   func(Measured) time.Duration
	}{
		{"turn detector's wait", func(m Measured) time.Duration { return m.Hangover }},
		{"recogniser", func(m Measured) time.Duration { return m.Listen }},
		{"brain", func(m Measured) time.Duration { return m.Think }},
		{"voice", func(m Measured) time.Duration { return m.Speak }},
		{"orchestration", func(m Measured) time.Duration { return m.Orchestration }},
		{"server in all", func(m Measured) time.Duration { return m.Total }},
		{"end to end", func(m Measured) time.Duration { return m.EndToEnd }},
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n%d turns, ms\tp50\tp95\tmax\t\n", len(all))
	for _, s := range stages {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t\n", s.name, Milliseconds(Percentile(all, s.of, 50)),
			Milliseconds(Percentile(all, s.of, 95)), Milliseconds(Percentile(all, s.of, 100)))
	}
	w.Flush()
}

// Percentile returns the value that p per cent of the turns do not exceed; 0 without turns.
func Percentile(all []Measured, of func(Measured) time.Duration, p int) time.Duration {
	values := make([]time.Duration, len(all))
	for i, m := range all {
		values[i] = of(m)
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[max(0, (len(values)*p+99)/100-1)]
}

// Milliseconds returns d as a number of them.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
