package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// printReport prints percentiles of every stage.
func printReport(out io.Writer, all []measured) {
	stages := []struct {
		name string
		of   func(measured) time.Duration
	}{
		{"turn detector's wait", func(m measured) time.Duration { return m.hangover }},
		{"recogniser", func(m measured) time.Duration { return m.listen }},
		{"brain", func(m measured) time.Duration { return m.think }},
		{"voice", func(m measured) time.Duration { return m.speak }},
		{"orchestration", func(m measured) time.Duration { return m.orchestration }},
		{"server in all", func(m measured) time.Duration { return m.total }},
		{"end to end", func(m measured) time.Duration { return m.endToEnd }},
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n%d turns, ms\tp50\tp95\tmax\t\n", len(all))
	for _, s := range stages {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t\n", s.name, milliseconds(percentile(all, s.of, 50)),
			milliseconds(percentile(all, s.of, 95)), milliseconds(percentile(all, s.of, 100)))
	}
	w.Flush()
}

// percentile returns the value that p per cent of the turns do not exceed; 0 without turns.
func percentile(all []measured, of func(measured) time.Duration, p int) time.Duration {
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

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
