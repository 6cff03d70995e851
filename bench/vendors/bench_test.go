package vendors_test

import (
	"strings"
	"testing"

	"github.com/visavis/visavis/bench/vendors"
)

// BenchmarkWords reads ten seconds of speech.
func BenchmarkWords(b *testing.B) {
	x := vendors.Utterance(strings.Repeat("ten second", 15))
	for b.Loop() {
		vendors.Words(x, 16000)
	}
}

// BenchmarkUtterance makes ten seconds of speech.
func BenchmarkUtterance(b *testing.B) {
	for b.Loop() {
		vendors.Utterance(strings.Repeat("ten second", 15))
	}
}
