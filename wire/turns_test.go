package wire

import (
	"errors"
	"testing"
	"time"
)

// TestTurnsOfAProvider: what is left out has its default, and what is out of bounds is named.
func TestTurnsOfAProvider(t *testing.T) {
	got, err := ListenProvider{EagerEOTThreshold: new(0.5), EOTTimeoutMS: new(1500)}.Turns()
	if want := (FluxRules{EOT: 0.7, Eager: 0.5, Timeout: 1500 * time.Millisecond}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for member, p := range map[string]ListenProvider{
		"eot_threshold":       {EOTThreshold: new(0.4)},
		"eager_eot_threshold": {EOTThreshold: new(0.6), EagerEOTThreshold: new(0.7)},
		"eot_timeout_ms":      {EOTTimeoutMS: new(1 << 62)},
	} {
		_, err := p.Turns()
		if wrong, ok := errors.AsType[*QueryError](err); !ok || wrong.Parameter != member {
			t.Errorf("%s out of bounds: %v", member, err)
		}
	}
}
