package speak

import (
	"testing"

	"github.com/visavis/visavis/wire"
)

// TestRefusedFeature: what is right and not to be had here is refused as on the listening paths.
func TestRefusedFeature(t *testing.T) {
	err := &wire.QueryError{Parameter: "speed", Reason: "is not available here", Feature: true}
	if e := refusalOf(err); e.Status != 403 || e.Code != "UNAUTHORIZED_FEATURES_REQUESTED" {
		t.Errorf("refused with %v, want 403", e)
	}
}
