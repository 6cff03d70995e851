package acoustic

import (
	"math"

	"github.com/visavis/visavis"
)

const (
	// Coefficients is how many numbers describe the spectrum of a frame.
	Coefficients = 13
	// perSecond is how many frames there are in a second of audio.
	perSecond = 100
	// windowSeconds is how much audio a frame sees.
	windowSeconds = 0.025
	lifter        = 22
)

// Cepstrum describes the spectrum of 25 ms of audio.
type Cepstrum [Coefficients]float32

// Front turns audio of any rate into a Cepstrum for every 10 ms. It does not resample: window and
// bands are made for the rate. How the audio is cut into pieces makes no difference. It belongs to
// one goroutine and does not allocate once it has seen a piece of the largest size.
type Front struct {
	rate    visavis.SampleRate
	window  []float32
	fourier *fourier
	bank    *melBank
	cosines [Coefficients][bands]float32

	buffer []float32 // audio that is still needed, oldest first
	first  int64     // sample number of buffer[0]; negative in the silence before the start
	heard  int64     // samples written
	frame  int64     // the next
	closed bool
	frames []float32 // windowed samples
	power  []float32
}

// NewFront returns a Front for audio of a rate, 8000 samples per second or more.
func NewFront(rate visavis.SampleRate) *Front {
	size := int(math.Round(windowSeconds * float64(rate)))
	points := 256
	for points < size {
		points *= 2
	}
	f := &Front{rate: rate, window: hamming(size), fourier: newFourier(points), frames: make([]float32, points), power: make([]float32, points/2)}
	sum := 0.0
	for _, w := range f.window {
		sum += float64(w) * float64(w)
	}
	f.bank = newMelBank(float64(rate), points, sum)
	f.cosines = cosines()
	f.Reset()
	return f
}

// KeepHiss leaves the steady sound behind a voice where it is. Training wants to hear all.
func (f *Front) KeepHiss() { f.bank.keepHiss = true }

// Reset makes ready for other audio of the same rate.
func (f *Front) Reset() {
	f.heard, f.frame, f.closed = 0, 0, false
	f.bank.hiss = hiss{}
	f.first = f.centre(0) - int64(len(f.window)/2)
	f.buffer = append(f.buffer[:0], make([]float32, -f.first)...)
}

func hamming(size int) []float32 {
	w := make([]float32, size)
	for i := range w {
		w[i] = float32(0.54 - 0.46*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(size)))
	}
	return w
}

// cosines are those of the transform from bands to cepstrum, liftered.
func cosines() (c [Coefficients][bands]float32) {
	for k := range c {
		lift := 1 + lifter/2*math.Sin(math.Pi*float64(k)/lifter)
		for b := range c[k] {
			c[k][b] = float32(lift * math.Sqrt(2.0/bands) * math.Cos(math.Pi*float64(k)*(float64(b)+0.5)/bands))
		}
	}
	return c
}

// centre returns the sample in the middle of a frame.
func (f *Front) centre(frame int64) int64 { return (2*frame + 1) * int64(f.rate) / (2 * perSecond) }

// Start returns the first sample of a frame: frames touch one another.
func (f *Front) Start(frame int64) int64 { return frame * int64(f.rate) / perSecond }

// Write takes the next piece of audio.
func (f *Front) Write(pcm []int16) {
	for _, s := range pcm {
		f.buffer = append(f.buffer, float32(s)/32768)
	}
	f.heard += int64(len(pcm))
}

// Close says that there is no more audio; the last frames are filled up with silence.
func (f *Front) Close() {
	f.closed = true
	f.buffer = append(f.buffer, make([]float32, len(f.window))...)
}

// Next writes the next frame to c and reports whether there was enough audio for it.
func (f *Front) Next(c *Cepstrum) bool {
	at := int(f.centre(f.frame) - int64(len(f.window)/2) - f.first)
	if f.closed && f.Start(f.frame) >= f.heard || at+len(f.window) > len(f.buffer) {
		f.drop(at)
		return false
	}
	for i, s := range f.buffer[at : at+len(f.window)] {
		f.frames[i] = s * f.window[i]
	}
	f.fourier.power(f.power, f.frames)
	var logs [bands]float32
	f.bank.logs(&logs, f.power)
	for k := range c {
		c[k] = 0
		for b, l := range logs {
			c[k] += f.cosines[k][b] * l
		}
	}
	f.frame++
	return true
}

// drop forgets n samples, which no frame needs any more.
func (f *Front) drop(n int) {
	n = min(n, len(f.buffer))
	if n <= 0 {
		return
	}
	f.buffer = f.buffer[:copy(f.buffer, f.buffer[n:])]
	f.first += int64(n)
}
