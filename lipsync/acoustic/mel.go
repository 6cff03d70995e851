package acoustic

import "math"

const (
	bands    = 24
	lowest   = 80.0   // Hz
	highest  = 7000.0 // Hz
	emphasis = 0.97   // of high frequencies, at 16 kHz
	// quietest is the power of a band that counts as nothing: synthetic voices pause in digital
	// silence, whose logarithm would be the loudest thing about them.
	quietest = 3e-8
)

// melBank sums a power spectrum into bands that are as wide as an ear's.
type melBank struct {
	hiss     hiss
	keepHiss bool
	bands    [bands]melBand
	full     int // bands that the sampling rate has whole
}

type melBand struct {
	first   int // bin of weights[0]
	weights []float32
}

// newMelBank makes the bands for spectra of points samples at a rate. Pre-emphasis and the scale of
// the transform are in the weights, so that every rate gives the same energies.
func newMelBank(rate float64, points int, windowPower float64) *melBank {
	b := new(melBank)
	low, high := mel(lowest), mel(highest)
	edge := func(i int) float64 { return hertz(low + (high-low)*float64(i)/(bands+1)) }
	perBin := rate / float64(points)
	scale := 512 / (float64(points) * windowPower) // the power of a band is the same at every rate
	for i := range b.bands {
		from, centre, to := edge(i), edge(i+1), edge(i+2)
		if to <= rate/2 {
			b.full = i + 1
		}
		band := &b.bands[i]
		band.first = int(math.Ceil(from / perBin))
		for bin := band.first; bin < points/2 && float64(bin)*perBin < to; bin++ {
			f := float64(bin) * perBin
			weight := min((f-from)/(centre-from), (to-f)/(to-centre))
			band.weights = append(band.weights, float32(weight*scale*emphasised(f)))
		}
	}
	return b
}

// emphasised is the power gain of 1 − 0.97·z⁻¹ at 16 kHz.
func emphasised(f float64) float64 {
	return 1 + emphasis*emphasis - 2*emphasis*math.Cos(2*math.Pi*f/16000)
}

func mel(f float64) float64   { return 1127 * math.Log(1+f/700) }
func hertz(m float64) float64 { return 700 * (math.Exp(m/1127) - 1) }

// logs writes the logarithms of the bands' power to dst. A band that the rate does not reach is
// like the highest one that it does. What is steady behind the voice is taken off.
func (b *melBank) logs(dst *[bands]float32, power []float32) {
	var sums [bands]float32
	for i := range b.full {
		band := &b.bands[i]
		p := power[band.first:]
		for j, w := range band.weights {
			sums[i] += w * p[j]
		}
	}
	if noise := b.hiss.hear(&sums); noise != nil && !b.keepHiss {
		for i := range sums {
			sums[i] = max(sums[i]-louder*noise[i], leftOver*sums[i])
		}
	}
	for i := range dst {
		dst[i] = fastLog(sums[min(i, b.full-1)] + quietest)
	}
}

// fastLog is the natural logarithm, good to 0.0002: five significant digits of a float32 suffice.
func fastLog(x float32) float32 {
	bits := math.Float32bits(x)
	exponent := float32(int32(bits>>23) - 127)
	m := math.Float32frombits(bits&0x7fffff|0x3f800000) - 1 // 0..1
	// Minimax polynomial of log2(1+m).
	log2 := m * (1.4426898 + m*(-0.7211659+m*(0.4778005+m*(-0.3473130+m*(0.2415353+m*(-0.1296490+m*0.0364180))))))
	return (exponent + log2) * math.Ln2
}
