package sphinx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

// Name is the worker's name, for worker.Main.
const Name = "sphinx"

// Worker is the body of the worker process: one recogniser. Its arguments are the phrases.
func Worker(phrases []string) (version string, serve func(*worker.Conn) error, err error) {
	lib, err := loadLibrary()
	if err != nil {
		return "", nil, err
	}
	m, err := findModel()
	if err != nil {
		return "", nil, err
	}
	r, err := openRecogniser(lib, m, phrases)
	if err != nil {
		return "", nil, &visavis.UnavailableError{Engine: Name, Reason: err.Error(), Err: err}
	}
	// The library narrates on standard error, including what it has heard. While it opens that
	// may explain a failure; afterwards it is nobody's business.
	lib.setLogFile(0)
	return loadedVersion(), func(c *worker.Conn) error { return serveFrames(c, r) }, nil
}

// loadedVersion tells the version from the name of the file that was loaded: the library itself
// does not know.
func loadedVersion() string {
	maps, _ := os.ReadFile("/proc/self/maps")
	_, rest, found := strings.Cut(string(maps), "/libpocketsphinx.so.")
	if !found {
		return "unknown"
	}
	version, _, _ := strings.Cut(rest, "\n")
	return "libpocketsphinx " + version + ", model en-us"
}

// listener is the recogniser as serveFrames uses it.
type listener interface {
	begin(beginning) (left int, err error)
	feed(pcm []int16) (partial *hypothesis, err error)
	end() (hypothesis, error)
	drop() (hypothesis, error)
	tired() bool
}

var errOutOfOrder = errors.New("frames are out of order")

// serveFrames answers frames until they end or the recogniser fails.
func serveFrames(c *worker.Conn, l listener) error {
	s := service{conn: c, listener: l}
	for {
		kind, payload, err := c.Read()
		if err != nil {
			return err
		}
		if err := s.handle(kind, payload); err != nil {
			return err
		}
	}
}

type service struct {
	conn     *worker.Conn
	listener listener
	open     bool // an utterance is
	pcm      []int16
}

func (s *service) handle(kind byte, payload []byte) error {
	if s.open == (kind == kindBegin) {
		return fmt.Errorf("kind %d: %w", kind, errOutOfOrder)
	}
	switch kind {
	case kindBegin:
		return s.begin(payload)
	case kindAudio:
		return s.feed(payload)
	case kindEnd:
		return s.conclude(s.listener.end())
	case kindDrop:
		return s.conclude(s.listener.drop())
	}
	return fmt.Errorf("kind %d is unknown", kind)
}

func (s *service) begin(payload []byte) error {
	b, err := decodeJSON[beginning](payload)
	if err != nil {
		return err
	}
	s.open = true
	left, err := s.listener.begin(b)
	if err != nil || len(b.Terms) == 0 {
		return err
	}
	return s.conn.WriteJSON(kindExpecting, left)
}

func (s *service) feed(payload []byte) error {
	pcm, err := decodeAudio(s.pcm[:0], payload)
	if err != nil {
		return err
	}
	s.pcm = pcm
	partial, err := s.listener.feed(pcm)
	if err != nil || partial == nil {
		return err
	}
	return s.conn.WriteJSON(kindPartial, partial)
}

func (s *service) conclude(h hypothesis, err error) error {
	if err != nil {
		return err
	}
	s.open = false
	if err := s.conn.WriteJSON(kindFinal, h); err != nil || !s.listener.tired() {
		return err
	}
	return io.EOF // as if the parent had ended: another process takes this one's place
}
