package sphinx

import "slices"

// The closed grammar always answers with one of its phrases, whatever was said. It is believed
// when that phrase is like what the free decoder heard, and about as long: "what is the date" is
// like the beginning of many questions.
const (
	agreement   = 0.4
	muchShorter = 0.65
	muchLonger  = 1.6
)

// verdict is what is believed of an utterance that two decoders heard.
type verdict struct {
	heard
	confidence float64
}

// judge decides between what the free decoder heard and the closed grammar's phrase. The grammar knows
// no key terms.
func judge(free, closed heard, terms spelling) verdict {
	if isNoise(free) {
		return verdict{}
	}
	if like, ok := agree(free.text(), closed.text()); ok && !terms.more(free, closed) {
		return agreed(closed, agreedConfidence(like))
	}
	return verdict{heard: free, confidence: meanPosterior(free)}
}

// agreed believes the phrase. The grammar is always sure of its words, having no others; they are as
// sure as the phrase is.
func agreed(phrase heard, confidence float64) verdict {
	phrase.words = slices.Clone(phrase.words)
	for i := range phrase.words {
		phrase.words[i].posterior = confidence
	}
	return verdict{heard: phrase, confidence: confidence}
}

// agree returns how like what was heard the phrase is, and whether that suffices.
func agree(heard, phrase string) (like float64, ok bool) {
	length := float64(len(phrase)) / float64(max(1, len(heard)))
	like = similarity(heard, phrase)
	return like, like >= agreement && length > muchShorter && length < muchLonger
}

// Bounds of what is taken for speech.
const (
	// drawnOut and framesPerLetter are how long a word may last, in all and for its spelling: a
	// steady noise makes one word of a second or more.
	drawnOut        = 80
	framesPerLetter = 12
	// unbelieved is a mean posterior below which the recogniser has only guessed.
	unbelieved = 0.1
)

// isNoise reports whether what was heard is a cough or a door rather than words.
func isNoise(h heard) bool {
	return len(h.words) == 0 || meanPosterior(h) < unbelieved || !slices.ContainsFunc(h.words, isSpoken)
}

func isSpoken(w heardWord) bool {
	frames := w.end - w.start
	return frames <= drawnOut || frames <= framesPerLetter*(len(w.text)+2)
}

// meanPosterior is how sure the recogniser is of its words. Measured over good and bad recordings it
// is close to the share of the words that are right, if anything below it.
func meanPosterior(h heard) float64 {
	sum := 0.0
	for _, w := range h.words {
		sum += min(w.posterior, 1)
	}
	return sum / float64(max(1, len(h.words)))
}

// agreedConfidence is how much of an agreed phrase is right, as measured: all of it from a
// likeness of 0.6 on, about half of it at the threshold.
func agreedConfidence(like float64) float64 { return min(0.99, 0.5+1.7*(like-agreement)) }
