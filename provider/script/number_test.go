package script

import (
	"strings"
	"testing"
)

// What is said of a number is read as the same number.
func TestNumbersThereAndBack(t *testing.T) {
	for n := int64(0); n < 2_000_000; n = n*21/20 + 1 {
		words := strings.Fields(cardinal(n))
		if got, used := quantity(words); got != float64(n) || used != len(words) {
			t.Errorf("%d is said %q and read %v from %d words", n, words, got, used)
		}
	}
}

func TestQuantity(t *testing.T) {
	for text, want := range map[string]struct {
		value float64
		words int
	}{
		"a hundred apples":        {100, 2},
		"twenty one":              {21, 2},
		"one twenty":              {1, 1},
		"three point one four is": {3.14, 4},
		"two hundred and five":    {205, 4},
		"five and go":             {5, 1},
		"and five":                {0, 0},
		"a banana":                {0, 0},
		"42":                      {42, 1},
		"inf":                     {0, 0},
		"nan":                     {0, 0},
		"":                        {0, 0},
	} {
		if x, n := quantity(strings.Fields(text)); n != want.words || x-want.value > 1e-9 || want.value-x > 1e-9 {
			t.Errorf("%q begins with %v in %d words, want %v in %d", text, x, n, want.value, want.words)
		}
	}
}

func TestOrdinals(t *testing.T) {
	for n, want := range map[int64]string{1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth",
		12: "twelfth", 13: "thirteenth", 20: "twentieth", 21: "twenty first", 30: "thirtieth", 31: "thirty first"} {
		if got := ordinal(n); got != want {
			t.Errorf("ordinal of %d is %q, want %q", n, got, want)
		}
	}
}

func TestSpoken(t *testing.T) {
	for x, want := range map[float64]string{0: "zero", -3: "minus three", 3.25: "three point two five", 0.5: "zero point five",
		-0.125: "minus zero point one three", 1234567: "one million two hundred and thirty four thousand five hundred and sixty seven",
		1e15: "more than I care to say"} {
		if got := spoken(x); got != want {
			t.Errorf("%v is said %q, want %q", x, got, want)
		}
	}
}
