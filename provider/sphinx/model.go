package sphinx

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// phraseWeight is the weight of the phrases in the mixed language model. The library mixes
// probabilities that it has already raised to the power of its language weight, 6.5: this weight
// scales those of the phrases by 1e-5^(1/6.5) = 0.17. Measured, phrases gain as much as from 0.4,
// and other sentences, of which 0.4 spoils twice as many words, stay as they were.
const phraseWeight = 1e-5

// Values of ngram_file_type_t.
const (
	ngramAuto int32 = 0
	ngramARPA int32 = 1
)

// modelDirectories are where Debian and a build from source put the US English model.
func modelDirectories() []string {
	return []string{"/usr/share/pocketsphinx/model/en-us", "/usr/local/share/pocketsphinx/model/en-us"}
}

// model is the directory of the US English model.
type model string

// findModel returns the installed model, or an *visavis.UnavailableError.
func findModel() (model, error) {
	for _, dir := range modelDirectories() {
		if _, err := os.Stat(filepath.Join(dir, "en-us.lm.bin")); err == nil {
			return model(dir), nil
		}
	}
	return "", unavailable("the US English model is not installed", os.ErrNotExist)
}

func (m model) acoustic() string   { return filepath.Join(string(m), "en-us") }
func (m model) dictionary() string { return filepath.Join(string(m), "cmudict-en-us.dict") }
func (m model) language() string   { return filepath.Join(string(m), "en-us.lm.bin") }

// options returns what all decoders are opened with, and more.
func (m model) options(more ...string) []string {
	// The library's own silence detector would cut pauses out without saying where, and words
	// would lose their places.
	return append([]string{"-hmm", m.acoustic(), "-dict", m.dictionary(), "-remove_silence", "no"}, more...)
}

// openFree opens a decoder that understands all English, above all the phrases and key terms.
func openFree(lib *library, m model, phrases []string) (*expectations, error) {
	// The second pass (fwdflat) costs 100 ms at the end of an utterance and is worth nothing; the
	// bounds on the search halve its time at the same accuracy. The last pass (bestpath) is quick,
	// and it is what gives words a posterior.
	d, err := newDecoder(lib, m.options("-fwdflat", "no", "-maxhmmpf", "3000", "-pl_window", "10", "-bestpath", "yes")...)
	if err != nil {
		return nil, err
	}
	parts, err := m.read(d, phrases)
	if err != nil {
		return nil, err
	}
	lm := parts[0].model
	if len(parts) > 1 {
		if lm, err = mix(d, parts); err != nil {
			return nil, err
		}
	}
	x := &expectations{d: d, dictionary: newDictionary(d), parts: parts}
	return x, d.listenFor(lib.psSetLM(d.handle, withoutTerms, lm), withoutTerms)
}

// read reads the language models that everybody hears by: all English, and the phrases if there are any.
func (m model) read(d *decoder, phrases []string) ([]part, error) {
	lm := d.lib.modelRead(d.config, m.language(), ngramAuto, d.log)
	if lm == 0 {
		return nil, fmt.Errorf("%s could not be read", m.language())
	}
	known := onlyKnownWords(d, phrases)
	if len(known) == 0 {
		return []part{{lm, "stock", 1}}, nil
	}
	own, err := readModel(d, newLanguageModel(known).grams())
	return []part{{lm, "stock", 1 - phraseWeight}, {own, "phrases", phraseWeight}}, err
}

// openClosed opens a decoder that hears nothing but the phrases.
func openClosed(lib *library, m model, phrases []string) (*decoder, error) {
	d, err := newDecoder(lib, m.options()...)
	if err != nil {
		return nil, err
	}
	whole := onlyKnownPhrases(d, phrases)
	if len(whole) == 0 {
		// Something must be listened for; a lone word is no loss.
		whole = []string{"zero"}
	}
	return d, d.listenFor(lib.psSetJSGF(d.handle, "closed", grammar(whole)), "closed")
}

// listenFor activates a search that was set with a result.
func (d *decoder) listenFor(result int32, search string) error {
	if result < 0 || d.lib.psSetSearch(d.handle, search) < 0 {
		return fmt.Errorf("the %s search did not open", search)
	}
	return nil
}

// onlyKnownWords removes the words that the dictionary lacks.
func onlyKnownWords(d *decoder, phrases []string) (out []string) {
	for _, p := range phrases {
		words := slices.DeleteFunc(strings.Fields(p), func(w string) bool { return !d.knows(w) })
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

// onlyKnownPhrases removes the phrases with a word that the dictionary lacks: the grammar would not
// open.
func onlyKnownPhrases(d *decoder, phrases []string) (out []string) {
	for _, p := range phrases {
		if !slices.ContainsFunc(strings.Fields(p), func(w string) bool { return !d.knows(w) }) {
			out = append(out, p)
		}
	}
	return out
}

// part is a language model and its share in a mixed one.
type part struct {
	model  cModel
	name   string
	weight float32
}

// mix returns a language model that adds up others.
func mix(d *decoder, parts []part) (cModel, error) {
	var models []cModel
	var names []string
	var weights []float32
	for _, p := range parts {
		models, names, weights = append(models, p.model), append(names, p.name), append(weights, p.weight)
	}
	c := cStrings(names)
	set := d.lib.modelSet(d.config, &models[0], &c[0], &weights[0], int32(len(models)))
	runtime.KeepAlive(c)
	if set == 0 {
		return 0, errors.New("the language models did not mix")
	}
	return set, nil
}

// readModel hands a language model to the library, which reads files only.
func readModel(d *decoder, grams [][]gram) (cModel, error) {
	file, err := os.CreateTemp("", "visavis-*.arpa")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	// Removed while still open, so that nothing is left behind however this process ends.
	if err := os.Remove(file.Name()); err != nil {
		return 0, err
	}
	if err := writeARPA(file, grams); err != nil {
		return 0, err
	}
	lm := d.lib.modelRead(d.config, fmt.Sprintf("/proc/self/fd/%d", file.Fd()), ngramARPA, d.log)
	if lm == 0 {
		return 0, errors.New("a language model could not be read")
	}
	return lm, nil
}
