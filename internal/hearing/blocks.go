package hearing

import "github.com/visavis/visavis"

// Block is how much sound is looked at at a time: 20 ms.
const Block = int(visavis.MicRate) / 50

// Blocks cuts sound into blocks. The zero value is empty; it belongs to one goroutine.
type Blocks struct {
	pcm  [Block]int16
	fill int
}

// Add takes as much of pcm as makes a block and returns the rest, and the block once it is full. That is
// valid until the next call.
func (b *Blocks) Add(pcm []int16) (block, rest []int16) {
	n := copy(b.pcm[b.fill:], pcm)
	if b.fill += n; b.fill < Block {
		return nil, pcm[n:]
	}
	return b.Rest(), pcm[n:]
}

// Rest returns what is less than a block, and begins the next one.
func (b *Blocks) Rest() []int16 {
	rest := b.pcm[:b.fill]
	b.fill = 0
	return rest
}

// padded returns what is less than a block as one that ends with quiet.
func (b *Blocks) padded() []int16 {
	clear(b.pcm[b.fill:])
	b.fill = 0
	return b.pcm[:]
}
