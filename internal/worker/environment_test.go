package worker

import (
	"slices"
	"testing"
)

func TestWithoutSecrets(t *testing.T) {
	got := withoutSecrets([]string{"PATH=/bin", "OPENAI_API_KEY=k", "My_Token=t", "LD_LIBRARY_PATH=/lib", "DB_PASSWORD=p"})
	if want := []string{"PATH=/bin", "LD_LIBRARY_PATH=/lib"}; !slices.Equal(got, want) {
		t.Errorf("a worker gets %v, want %v", got, want)
	}
}
