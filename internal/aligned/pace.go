package aligned

import "github.com/visavis/visavis"

const (
	// usual is how fast voices get from word to word, in bytes of text a second, and doubtful how
	// many bytes weigh as much as that.
	usual    = 17
	doubtful = 40
)

// pace tells where a word probably is that was not found.
type pace struct {
	bytes, length float64 // of text that was found, and of its audio in samples
	at0           int     // a byte of the clause
	sample0       int64   // where it is heard
}

func newPace(rate visavis.SampleRate) pace {
	return pace{bytes: doubtful, length: doubtful * float64(rate) / usual}
}

// anchor says where a byte of the clause is heard.
func (p *pace) anchor(at int, sample int64) { p.at0, p.sample0 = at, sample }

// hear says where a byte is heard, and takes in how long it took since the anchor.
func (p *pace) hear(at int, sample int64) {
	if at > p.at0 && sample > p.sample0 {
		p.bytes += float64(at - p.at0)
		p.length += float64(sample - p.sample0)
	}
	p.anchor(at, sample)
}

// at returns where a byte is probably heard.
func (p *pace) at(at int) int64 { return p.sample0 + p.samples(at-p.at0) }

// samples returns how long so much text probably is.
func (p *pace) samples(bytes int) int64 { return int64(float64(bytes) * p.length / p.bytes) }
