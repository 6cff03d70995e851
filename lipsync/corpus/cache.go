package corpus

import (
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Cached is Speak with a memory on disk, in dir.
func (s *Speaker) Cached(ctx context.Context, dir, voice string, texts []string) ([]Utterance, error) {
	sum := sha256.Sum256([]byte(voice + "\n" + strings.Join(texts, "\n")))
	path := filepath.Join(dir, fmt.Sprintf("%x.gob", sum[:12]))
	if f, err := os.Open(path); err == nil {
		defer f.Close()
		var all []Utterance
		if err := gob.NewDecoder(f).Decode(&all); err == nil {
			return all, nil
		}
	}
	all, err := s.Speak(ctx, voice, texts)
	if err != nil {
		return nil, err
	}
	return all, save(path, all)
}

func save(path string, all []Utterance) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(f).Encode(all); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
