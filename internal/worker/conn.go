package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// maxFrame bounds a frame's payload: a minute of 16 kHz audio is 2 MB.
const maxFrame = 16 << 20

// headSize is the bytes before a payload: its length and the frame's kind.
const headSize = 5

// Conn exchanges frames with the other side. Reading and writing may happen at once, from one
// goroutine each.
type Conn struct {
	r    *bufio.Reader
	w    io.Writer
	head [headSize]byte // of the last frame read
	buf  []byte         // its payload
	out  []byte         // the frame being written
}

// NewConn returns a Conn that reads frames from r and writes them to w.
func NewConn(r io.Reader, w io.Writer) *Conn {
	return &Conn{r: bufio.NewReaderSize(r, 64<<10), w: w}
}

// Write sends one frame in a single write.
func (c *Conn) Write(kind byte, payload []byte) error {
	if len(payload) > maxFrame {
		return fmt.Errorf("write frame: %d bytes is over the limit of %d", len(payload), maxFrame)
	}
	c.out = binary.LittleEndian.AppendUint32(c.out[:0], uint32(len(payload)))
	c.out = append(c.out, kind)
	c.out = append(c.out, payload...)
	_, err := c.w.Write(c.out)
	return err
}

// WriteJSON sends one frame whose payload is v as JSON.
func (c *Conn) WriteJSON(kind byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.Write(kind, b)
}

// Read returns the next frame. The payload is valid until the next Read.
func (c *Conn) Read() (kind byte, payload []byte, err error) {
	if _, err := io.ReadFull(c.r, c.head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.LittleEndian.Uint32(c.head[:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("read frame: %d bytes is over the limit of %d", n, maxFrame)
	}
	if cap(c.buf) < int(n) {
		c.buf = make([]byte, n)
	}
	c.buf = c.buf[:n]
	if _, err := io.ReadFull(c.r, c.buf); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	return c.head[4], c.buf, nil
}
