package turnend

import (
	"testing"
	"time"
)

// TestEndConfidence: the points that others rely on, and that more quiet never makes less sure.
func TestEndConfidence(t *testing.T) {
	for _, tt := range []struct {
		quiet time.Duration
		text  string
		want  float64
	}{
		{110 * time.Millisecond, "hello there", 0.3},
		{420 * time.Millisecond, "hello there", 0.7},
		{420 * time.Millisecond, "I would like to go to the", 0.226},
		{800 * time.Millisecond, "well,", 0.7},
	} {
		got := Confidence(tt.quiet, tt.text)
		if got < tt.want-0.005 || got > tt.want+0.005 {
			t.Errorf("after %v and %q the turn is over with %.3f, want %.3f", tt.quiet, tt.text, got, tt.want)
		}
	}
	last := 0.0
	for quiet := range 10_000 {
		c := Confidence(time.Duration(quiet)*time.Millisecond, "so")
		if c < last || c > 1 {
			t.Fatalf("confidence goes from %v to %v at %d ms", last, c, quiet)
		}
		last = c
	}
}

// TestQuietFor: it is the inverse, and no quiet is enough for 1.
func TestQuietFor(t *testing.T) {
	for _, c := range []float64{0.3, 0.4, 0.5, 0.7, 0.9, 0.99} {
		if got := Confidence(QuietFor(c, ""), ""); got < c-1e-6 || got > c+1e-6 {
			t.Errorf("after the quiet for %v the confidence is %v", c, got)
		}
	}
	if q := QuietFor(1, ""); q < time.Hour {
		t.Errorf("%v of quiet are enough for 1", q)
	}
	if q := QuietFor(0.01, ""); q != 0 {
		t.Errorf("0.01 takes %v of quiet, want none", q)
	}
}
