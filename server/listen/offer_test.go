package listen

import (
	"net/http/httptest"
	"testing"

	"github.com/visavis/visavis/wire"
)

// TestOrder: the ears are told how to write, and what they hear decides where nobody names a language.
func TestOrder(t *testing.T) {
	for query, want := range map[string]struct {
		figures, fillers bool // asked of the ears
		spelling         spelling
	}{
		"":                              {spelling: spelling{fluent: true}},
		"numerals=true":                 {figures: true, spelling: spelling{fluent: true, numerals: true}},
		"filler_words=true":             {fillers: true},
		"smart_format=true":             {figures: true, spelling: spelling{fluent: true, numerals: true, smart: true}},
		"language=es&numerals=true":     {figures: true},
		"measurements=true":             {spelling: spelling{fluent: true, abbreviate: true}},
		"language=multi&numerals=true":  {figures: true},
		"language=en-AU&numerals=true":  {figures: true, spelling: spelling{fluent: true, numerals: true}},
		"punctuate=true&dictation=true": {figures: true, spelling: spelling{fluent: true, dictation: true}},
	} {
		var asked wire.ListenProvider
		c := Config{Ears: func(p wire.ListenProvider) (Engine, error) {
			asked = p
			return Engine{ID: "ears", Language: "en", Transcriber: hello}, nil
		}}
		o, err := c.order(httptest.NewRequest("GET", "/v1/listen?"+query, nil), "an-id", wire.ParseListenQuery)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if *asked.SmartFormat != want.figures || asked.FillerWords != want.fillers {
			t.Errorf("%s: the ears are asked for figures %v and fillers %v", query, *asked.SmartFormat, asked.FillerWords)
		}
		if got := spellingOf(o.query); got != want.spelling {
			t.Errorf("%s: spelling %+v, want %+v", query, got, want.spelling)
		}
	}
}
