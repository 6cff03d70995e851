package sphinx

import (
	"strings"
	"testing"
)

func TestTermModel(t *testing.T) {
	var b strings.Builder
	err := writeARPA(&b, termGrams([]expected{{[]string{"ada", "lovelace"}, 2}, {[]string{"ada"}, 0}, {[]string{"go"}, 9}}))
	if err != nil {
		t.Fatal(err)
	}
	for what, line := range map[string]string{
		"a boosted word":                       "\n-2.0000\tada\t0.0000\n",
		"a word that is not a term by itself":  "\n-9.0000\tlovelace\t0.0000\n",
		"a word that is boosted beyond bounds": "\n-1.0000\tgo\t0.0000\n",
		"the next word of a term":              "\n-0.3010\tada lovelace\n",
		"the number of words":                  "\nngram 1=5\n",
	} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("%s: there is no line %q in\n%s", what, line, b.String())
		}
	}
}
