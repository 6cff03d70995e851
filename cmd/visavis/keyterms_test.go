package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/sphinx"
	"github.com/visavis/visavis/wire"
)

func TestSphinxTerms(t *testing.T) {
	got := sphinxTerms([]string{"Ada Lovelace", "Visavis", "lamp", "noise", "odd"}, []string{"lamp:2.5", "noise:-3", "odd:much", "Visavis"})
	want := []sphinx.Term{{Text: "Ada Lovelace"}, {Text: "Visavis"}, {Text: "lamp", Boost: 2.5}, {Text: "noise", Boost: -3}, {Text: "odd"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
	if got := sphinxTerms([]string{"lamp"}, []string{"lamp:0"}); got[0].Boost >= 0 {
		t.Errorf("a boost of none became %g, want one that expects nothing", got[0].Boost)
	}
}

// Where flite does not speak, the user's lexicon and rules tell how key terms are spoken.
func TestPronounce(t *testing.T) {
	c := config{Lips: lipsConfig{Lexicon: map[string]string{"visavis": "V IY1 Z AX V IY"}}}
	w, err := newWorkshop(setup{config: c}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	got := w.pronounce(t.Context(), []string{"Visavis", "日本", "Deepgram", "GPT-4", "AWS"})
	want := [][]string{
		{"V IY Z AH V IY"}, nil, {"D IY P G R AE M"}, {"JH IY P IY T IY F AO R"}, {"AH AO Z", "EY D AH B AH L Y UW EH S"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
}

// slowReader takes a tenth of a second for a word, and says "uh" for each.
type slowReader struct{}

func (slowReader) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	const word = 100 * time.Millisecond
	for text := range clauses {
		sp := visavis.Speech{Rate: visavis.MicRate}
		for at := 0; at < len(text); at += len(", ") {
			select {
			case <-time.After(word):
			case <-ctx.Done():
				return ctx.Err()
			}
			from := at
			at += strings.Index(text[at:], ", ")
			end := int64(len(sp.Words)+1) * visavis.MicRate.N(word)
			sp.Words = append(sp.Words, visavis.SpokenWord{From: from, To: at, Start: end - visavis.MicRate.N(word), End: end})
			sp.Phones = append(sp.Phones, visavis.Phone{Name: "AX", Start: end - visavis.MicRate.N(word)})
		}
		emit(sp)
	}
	return nil
}

// More terms than a conversation waits for are read in time for another.
func TestPronounceMany(t *testing.T) {
	w, err := newWorkshop(setup{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	w.local.started[flite.Name] = true
	w.spoken = pronounce.NewReader(new(pronounce.Lexicon), slowReader{})
	var words []string
	for _, b := range "bcdfgklmnp" {
		words = append(words, string(b)+"indle", string(b)+"omple", string(b)+"esker")
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		for range 2 {
			w.pronounce(t.Context(), words)
		}
		if took := time.Since(began); took > 2*readingWait {
			t.Errorf("took %v, want %v for each at most", took, readingWait)
		}
		for i, ways := range w.pronounce(t.Context(), words) {
			if len(ways) == 0 || ways[0] != "AH" {
				t.Errorf("%s is spoken as %q, want what the voice says", words[i], ways)
			}
		}
	})
}

// A client without key terms, whatever else it wishes, is heard like everybody.
func TestSphinxEarsHeedKeyTerms(t *testing.T) {
	w, err := newWorkshop(setup{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if got := sphinxEarsFor(w, pick{}, wire.ListenProvider{Language: "en"}); got != nil {
		t.Errorf("ears without key terms are %T", got)
	}
	if _, ok := sphinxEarsFor(w, pick{}, wire.ListenProvider{Keyterms: []string{"a"}}).(*sphinx.Ears); !ok {
		t.Error("key terms are not heeded")
	}
	if got := sphinxEars(w, pick{}); got != w.local.sphinx {
		t.Errorf("without key terms in the configuration the ears are %T", got)
	}
}
