package sphinx

import "unsafe"

// voice is how a speaker sounds through a microphone: the mean of the speech features, which the
// recogniser subtracts before it compares them with its model. It is all that a decoder learns of
// a speaker. The zero value is a voice not heard yet.
type voice struct {
	Mean   []float32 `json:",omitempty"`
	Frames float32   `json:",omitempty"` // of speech that Mean was made from
}

const (
	// features is the size of a mean in the stock model; others are left alone.
	features = 13
	// fullFrames is how much speech makes a voice well known; from there on it only drifts.
	fullFrames = 500
	// stockFrames is the weight of the model's own mean in a first guess of a voice.
	stockFrames = 60
	// margin is how many frames around the words count as speech.
	margin = 5
)

func (v voice) known() bool { return len(v.Mean) == features }

// with returns the voice after it was heard for some more frames, whose features add up to sum.
func (v voice) with(sum vector, frames float32) voice {
	if !v.known() || frames <= 0 {
		return v
	}
	mean := make([]float32, features)
	for i := range mean {
		mean[i] = (v.Mean[i]*v.Frames + sum[i]) / (v.Frames + frames)
	}
	return voice{Mean: mean, Frames: min(v.Frames+frames, fullFrames)}
}

// vector is a sum of speech features over frames.
type vector [features]float32

// track remembers how the sum of a decoder's features grew during an utterance, so that the
// speech in it can be told from the quiet around it. The recogniser's own mean cannot: the quiet
// that a turn detector leaves before and after a short utterance is as long as the utterance, and
// a mean of both doubles the words that are misheard in the next.
type track struct {
	frames []int32 // that stand behind each sum
	sums   []vector
}

func (t *track) reset() { t.frames, t.sums = t.frames[:0], t.sums[:0] }

// add notes the decoder's sums after another piece of audio.
func (t *track) add(m *cMeans) {
	if m != nil {
		t.frames, t.sums = append(t.frames, m.frames), append(t.sums, *m.sum)
	}
}

// between returns the sum of the features of frames from to to, and how many there are.
func (t *track) between(from, to int) (sum vector, frames float32) {
	for i := 1; i < len(t.frames); i++ {
		n := t.frames[i] - t.frames[i-1]
		at := int(t.frames[i-1] - t.frames[0])
		if n < 0 {
			break // in a long utterance the decoder begins to forget; what came before will do
		}
		if at < from || at >= to {
			continue
		}
		frames += float32(n)
		for k := range sum {
			sum[k] += t.sums[i][k] - t.sums[i-1][k]
		}
	}
	return sum, frames
}

// spoken returns the sum of the features of what was heard, and of how many frames.
func (t *track) spoken(h heard) (sum vector, frames float32) {
	if len(h.words) == 0 {
		return sum, 0
	}
	return t.between(h.words[0].start-margin, h.words[len(h.words)-1].end+margin)
}

// mean returns the mean that the decoder has arrived at.
func (d *decoder) mean() []float32 {
	means := d.means()
	if means == nil {
		return nil
	}
	mean := make([]float32, features)
	d.lib.cmnGet(means, unsafe.SliceData(mean))
	return mean
}

// adapt makes the decoder ready for a speaker, between utterances.
func (d *decoder) adapt(v voice) {
	if means := d.means(); means != nil && v.known() {
		d.lib.cmnSet(means, unsafe.SliceData(v.Mean))
	}
}

// means returns the decoder's running means, or nil if the model normalises in another way.
func (d *decoder) means() *cMeans {
	feature := d.lib.psGetFeat(d.handle)
	if feature == nil || feature.means == nil || feature.means.size != features {
		return nil
	}
	return feature.means
}
