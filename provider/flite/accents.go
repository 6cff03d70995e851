package flite

import "unsafe"

// accents are the shapes that the pitch may have in a syllable, for voices whose melody is put together
// of them (cst_spamf0.c). The library has no parameter for their size, but reads them anew for each
// text: a voice that is asked to be livelier is given others.
type accents struct {
	db     *cDatabase
	own    **float32 // the library's
	vector [][]float32
	scaled []*float32 // given to the library in place of own; must live as long as they are in use
}

// Places in a vector: the logarithm of the pitch at the peak above that of the phrase, and how far it
// rises to the peak and falls from it.
const (
	accentPeak      = 0
	accentAmplitude = 2
)

func newAccents(db *cDatabase) *accents {
	a := &accents{db: db, own: db.accentVectors}
	if a.own == nil || db.accentWidth <= accentAmplitude {
		return a
	}
	for _, v := range unsafe.Slice(a.own, db.accentCount) {
		a.vector = append(a.vector, unsafe.Slice(v, db.accentWidth))
	}
	return a
}

// scale makes the accents larger by a factor, around the pitch that they have.
func (a *accents) scale(factor float32) {
	if factor == 1 || len(a.vector) == 0 {
		a.db.accentVectors = a.own
		return
	}
	mean := a.meanPeak()
	a.scaled = make([]*float32, len(a.vector))
	for i, own := range a.vector {
		v := append([]float32(nil), own...)
		// The peak goes up by half of what the amplitude gains, so that the middle stays.
		v[accentPeak] = mean + factor*(own[accentPeak]-mean) + (factor-1)*own[accentAmplitude]/2
		v[accentAmplitude] *= factor
		a.scaled[i] = &v[0]
	}
	a.db.accentVectors = &a.scaled[0]
}

func (a *accents) meanPeak() float32 {
	var sum float32
	for _, v := range a.vector {
		sum += v[accentPeak]
	}
	return sum / float32(len(a.vector))
}
