package aligned

import (
	"bytes"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/visavis/visavis/lipsync"
)

// rewriteAfter is how long a file stays as it is, whatever has been learnt since.
const rewriteAfter = time.Minute

// Memory keeps how a voice sounds in a file, so that its lips are right from the first word of the
// next start on. Deleting the file does no harm. Nothing that goes wrong with it disturbs a
// conversation.
type Memory struct {
	dir string
	id  string
	log *slog.Logger

	mu      sync.Mutex
	unsaved *lipsync.Voice
	saved   time.Time
	failed  bool // it was logged
}

// NewMemory returns the memory of the voice with an id, in a folder that is made when needed.
func NewMemory(dir, id string, log *slog.Logger) *Memory { return &Memory{dir: dir, id: id, log: log} }

// File returns the path of the file.
func (m *Memory) File() string { return filepath.Join(m.dir, url.PathEscape(m.id)+".voice") }

// load returns what is known of the voice; nil: nothing.
func (m *Memory) load() *lipsync.Voice {
	if m == nil {
		return nil
	}
	b, err := os.ReadFile(m.File())
	if os.IsNotExist(err) {
		return nil
	}
	var v *lipsync.Voice
	if err == nil {
		v, err = lipsync.DecodeVoice(bytes.NewReader(b))
	}
	if err != nil {
		m.log.Info("what was known of a voice cannot be used; it is learnt anew", "voice", m.id, "error", err)
		return nil
	}
	return v
}

// save remembers the voice, and writes it down unless that was done a moment ago.
func (m *Memory) save(v *lipsync.Voice) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unsaved = v
	if time.Since(m.saved) >= rewriteAfter {
		m.write()
	}
}

// close writes down what was not written yet.
func (m *Memory) close() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unsaved != nil {
		m.write()
	}
}

func (m *Memory) write() {
	var b bytes.Buffer
	err := m.unsaved.Encode(&b)
	if err == nil {
		err = replace(m.File(), b.Bytes())
	}
	if err != nil && !m.failed {
		m.failed = true
		m.log.Warn("what was learnt of a voice is lost at the end", "voice", m.id, "error", err)
	}
	m.unsaved, m.saved = nil, time.Now()
}

// replace writes a file as a whole or not at all.
func replace(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails when it was renamed
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
