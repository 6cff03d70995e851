package acoustic

// hiss is the steady sound behind a voice: the spectrum of the quietest moment of the last seconds.
type hiss struct {
	smooth    [bands]float32
	now, last moment // since the last swap; between the two swaps before
	loudest   float32
	frames    int
}

// moment is a quiet one.
type moment struct {
	power [bands]float32
	total float32 // of power
	least float32 // of any single frame: where there is hiss, none is without
}

const (
	// hissFrames is how long a quiet moment counts: for once to twice as many frames.
	hissFrames = 150
	// hissSmooth is the share of the frames before in a moment.
	hissSmooth = 0.7
	// louder is how much louder than its least moments a steady sound is at times.
	louder = 2
	// leftOver is the share of a band's power that is never taken for hiss.
	leftOver = 0.03
	// audible is how loud the least frame must be, as a share of the loudest moment.
	audible = 1e-3
	// fades is what is left of the loudest moment after a frame.
	fades = 0.998
)

// hear takes in the power of a frame and returns the hiss in it, nil if it cannot be heard.
func (h *hiss) hear(power *[bands]float32) *[bands]float32 {
	raw, total := h.follow(power)
	if h.frames%hissFrames == 0 {
		h.last, h.now = h.now, moment{h.smooth, total, raw}
	}
	if h.frames == 0 {
		h.last = h.now
	}
	h.frames++
	h.loudest = max(h.loudest*fades, total)
	if total < h.now.total {
		h.now.power, h.now.total = h.smooth, total
	}
	h.now.least = min(h.now.least, raw)
	if min(h.now.least, h.last.least) < audible*h.loudest {
		return nil
	}
	if h.last.total < h.now.total {
		return &h.last.power
	}
	return &h.now.power
}

// follow smooths the power of the bands and returns its sum, as it is and smoothed.
func (h *hiss) follow(power *[bands]float32) (raw, total float32) {
	for i, p := range power {
		if h.frames == 0 {
			h.smooth[i] = p
		}
		h.smooth[i] += (1 - hissSmooth) * (p - h.smooth[i])
		raw, total = raw+p, total+h.smooth[i]
	}
	return raw, total
}
