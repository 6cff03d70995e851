package media

import (
	"errors"
	"io"
	"iter"

	"github.com/visavis/visavis"
)

// errStopped is what a library reads when nobody wants the stream any more.
var errStopped = errors.New("stopped")

// pulled is a stream whose library reads an io.Reader while its bytes are pushed. The library runs
// as a coroutine: it is resumed with every piece and rests, in Read, when the piece is used up. So it
// needs no goroutine that could be forgotten, and all happens within append and close.
type pulled struct {
	run func(*pulled) error // decodes all of the stream: calls begin, then emits to out

	in      []byte  // what has not been read of the piece
	out     []int16 // of the caller
	before  int     // samples of out that were the caller's already
	allowed int     // samples that may follow them
	ended   bool    // no more pieces come
	err     error   // of run

	hz    visavis.SampleRate
	count int // channels

	yield func(struct{}) bool
	next  func() (struct{}, bool) // nil: not begun
	stop  func()
}

// Nothing that anybody records comes near these; silence of 14 bytes that claims to be a minute does.
const (
	maxExpansion = 2048    // samples of a byte
	maxCarried   = 4 << 20 // samples of bytes that came before, in a page that was not complete
)

// decoded is called after each packet: the memory that a stream takes is in proportion to its bytes.
func (p *pulled) decoded() error {
	if len(p.out)-p.before > p.allowed {
		return errors.New("the audio is damaged: it claims to last much longer than so few bytes can")
	}
	return nil
}

// begin says what the stream's header told.
func (p *pulled) begin(rate visavis.SampleRate, channels int) error {
	p.hz, p.count = rate, channels
	return checkContent(rate, channels)
}

// Read is the library's: it reads the piece, and rests when there is nothing left of it.
func (p *pulled) Read(b []byte) (int, error) {
	for len(p.in) == 0 && len(b) > 0 {
		if p.ended {
			return 0, io.EOF
		}
		if !p.yield(struct{}{}) {
			return 0, errStopped
		}
	}
	n := copy(b, p.in)
	p.in = p.in[n:]
	return n, nil
}

func (p *pulled) append(dst []int16, b []byte) ([]int16, error) {
	if len(b) == 0 {
		return dst, nil
	}
	p.in = b
	p.allowed += maxExpansion * len(b)
	return p.resume(dst)
}

// close lets the library read to the end. A stream that is cut short after its header is read as
// far as it goes.
func (p *pulled) close(dst []int16) ([]int16, error) {
	if p.next == nil {
		return dst, nil
	}
	p.ended = true
	dst, err := p.resume(dst)
	p.stop()
	if err == nil && p.hz == 0 {
		err = errors.New("the audio ends before its first sample: it is cut short")
	}
	return dst, err
}

// resume lets the library go on until it wants more bytes or is done.
func (p *pulled) resume(dst []int16) ([]int16, error) {
	if p.next == nil {
		p.next, p.stop = iter.Pull(p.decode)
	}
	p.out, p.before = dst, len(dst)
	p.next()
	dst, p.out = p.out, nil
	p.allowed = min(p.allowed-(len(dst)-p.before), maxCarried)
	return dst, p.err
}

// decode is the coroutine.
func (p *pulled) decode(yield func(struct{}) bool) {
	p.yield = yield
	err := p.run(p)
	if !p.ended || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		p.err = err
	}
}

func (p *pulled) rate() visavis.SampleRate { return p.hz }
func (p *pulled) channels() int            { return p.count }
