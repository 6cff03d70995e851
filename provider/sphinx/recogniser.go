package sphinx

import "slices"

const (
	// probe is how much audio, onset included, a speaker's voice is first guessed from: 1.5 s.
	probe = 3 * 16000 / 2
	// partialEvery is how much audio passes between looks at what has been heard so far: 120 ms.
	partialEvery = 12 * samplesPerFrame
	// step is how much audio is decoded at once: 20 ms.
	step = 2 * samplesPerFrame
)

// recogniser hears one utterance after another with a pair of decoders. One goroutine uses it.
type recogniser struct {
	free, closed *decoder
	terms        *expectations // of the free decoder
	stock        voice         // the model's own

	expected *expectation // the speaker's key terms
	voice    voice        // the speaker's, before this utterance
	guessed  bool         // voice is the stock one; the utterance's beginning is in held
	track    track        // of the free decoder
	held     []int16
	heard    int // samples of the utterance
	unseen   int // samples since the last partial
	shown    string
}

// openRecogniser opens both decoders.
func openRecogniser(lib *library, m model, phrases []string) (*recogniser, error) {
	terms, err := openFree(lib, m, phrases)
	if err != nil {
		return nil, err
	}
	closed, err := openClosed(lib, m, phrases)
	if err != nil {
		return nil, err
	}
	free := terms.d
	return &recogniser{free: free, closed: closed, terms: terms, stock: voice{Mean: free.mean(), Frames: stockFrames}}, nil
}

// begin starts an utterance of a speaker and returns how many of the key terms it cannot hear.
func (r *recogniser) begin(b beginning) (left int, err error) {
	if r.voice, r.guessed = b.Voice, !b.Voice.known(); r.guessed {
		r.voice = r.stock
	}
	r.held, r.heard, r.unseen, r.shown = r.held[:0], 0, 0, ""
	if r.expected, err = r.terms.expect(b.Terms); err != nil {
		return 0, err
	}
	return r.expected.left, r.start()
}

// tired reports whether the process should make room for a fresh one.
func (r *recogniser) tired() bool { return r.terms.dictionary.full() }

// result returns what the free decoder has heard so far.
func (r *recogniser) result() heard { return r.expected.named(r.free.result()) }

func (r *recogniser) start() error {
	for _, d := range []*decoder{r.free, r.closed} {
		d.adapt(r.voice)
		if err := d.start(); err != nil {
			return err
		}
	}
	r.track.reset()
	r.track.add(r.free.means())
	return nil
}

// feed hears the next piece and returns a new partial, if there is one.
func (r *recogniser) feed(pcm []int16) (partial *hypothesis, err error) {
	r.heard += len(pcm)
	r.unseen += len(pcm)
	if r.guessed {
		if pcm, err = r.probe(pcm); err != nil {
			return nil, err
		}
	}
	if err := r.hear(pcm); err != nil {
		return nil, err
	}
	if r.unseen < partialEvery {
		return nil, nil
	}
	r.unseen = 0
	return r.partial(), nil
}

// probe hears of a piece what the speaker's voice is to be learnt from, and returns the rest. That is
// as much however the audio is cut, so that the same audio always gives the same words.
func (r *recogniser) probe(pcm []int16) (rest []int16, err error) {
	n := min(len(pcm), probe-len(r.held))
	r.held = append(r.held, pcm[:n]...)
	if err := r.hear(pcm[:n]); err != nil {
		return nil, err
	}
	if len(r.held) == probe {
		err = r.restart()
	}
	return pcm[n:], err
}

func (r *recogniser) hear(pcm []int16) error {
	for piece := range slices.Chunk(pcm, step) {
		if err := r.free.feed(piece); err != nil {
			return err
		}
		if err := r.closed.feed(piece); err != nil {
			return err
		}
		r.track.add(r.free.means())
	}
	return nil
}

// restart begins the utterance again with the voice that its beginning has taught.
func (r *recogniser) restart() error {
	if err := r.finish(); err != nil {
		return err
	}
	learnt := r.voice.with(r.track.spoken(r.result()))
	// Its weight stays that of the stock voice: the same speech will be learnt again at the end.
	r.voice = voice{Mean: learnt.Mean, Frames: r.voice.Frames}
	r.guessed = false
	if err := r.start(); err != nil {
		return err
	}
	return r.hear(r.held)
}

func (r *recogniser) finish() error {
	if err := r.free.finish(); err != nil {
		return err
	}
	return r.closed.finish()
}

// partial returns what has been heard so far if it differs from the last time.
func (r *recogniser) partial() *hypothesis {
	h := r.result()
	text := h.text()
	if text == r.shown || text == "" {
		return nil
	}
	r.shown = text
	return &hypothesis{Words: r.placed(h.words, false), Heard: r.heard}
}

// drop abandons the utterance.
func (r *recogniser) drop() (hypothesis, error) { return hypothesis{}, r.finish() }

// end concludes the utterance.
func (r *recogniser) end() (hypothesis, error) {
	if r.guessed {
		if err := r.restart(); err != nil {
			return hypothesis{}, err
		}
	}
	if err := r.finish(); err != nil {
		return hypothesis{}, err
	}
	v := judge(r.result(), r.closed.result(), r.expected.spelling)
	h := hypothesis{Words: r.placed(v.words, true), Confidence: v.confidence}
	if len(v.words) > 0 { // noise is nobody's voice
		h.Voice = r.voice.with(r.track.spoken(v.heard))
	}
	return h, nil
}

// placed converts words to samples. Before the end of an utterance their posteriors mean nothing.
func (r *recogniser) placed(words []heardWord, final bool) []hypothesisWord {
	out := make([]hypothesisWord, len(words))
	for i, w := range words {
		out[i] = hypothesisWord{
			Text:  w.text,
			Start: int64(min(w.start*samplesPerFrame, r.heard)),
			End:   int64(min(w.end*samplesPerFrame, r.heard)), // the last frame may be half full
		}
		if final {
			out[i].Confidence = min(w.posterior, 1)
		}
	}
	r.expected.spelling.write(out)
	return out
}
