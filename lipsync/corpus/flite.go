package corpus

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// flite speaks with the command of that name, which prints "phone:end " for each phone.
func (s *Speaker) flite(ctx context.Context, name string, texts []string) ([]Utterance, error) {
	var all []Utterance
	file := filepath.Join(s.dir, "flite.wav")
	name, pitch, stretch := manner(name)
	for _, text := range texts {
		out, err := exec.CommandContext(ctx, "flite", "-voice", name,
			"--setf", fmt.Sprintf("f0_shift=%.3f", pitch), "--setf", fmt.Sprintf("duration_stretch=%.3f", stretch),
			"-psdur", "-t", text, "-o", file).Output()
		if err != nil {
			return nil, fmt.Errorf("run flite: %w", err)
		}
		u, err := readWAV(file)
		if err != nil {
			return nil, err
		}
		for _, field := range strings.Fields(string(out)) {
			phone, end, _ := strings.Cut(field, ":")
			if err := u.add(phone, end); err != nil {
				return nil, err
			}
		}
		u.close()
		all = append(all, u)
	}
	return all, nil
}

func readWAV(file string) (u Utterance, err error) {
	f, err := os.Open(file)
	if err != nil {
		return u, err
	}
	defer f.Close()
	u.PCM, u.Rate, err = pcm.ReadWAV(f)
	return u, err
}

// add appends a phone that ends at a time in seconds.
func (u *Utterance) add(phone, end string) error {
	seconds, err := strconv.ParseFloat(end, 64)
	if err != nil {
		return fmt.Errorf("read the end of %s: %w", phone, err)
	}
	var start int64
	if n := len(u.Phones); n > 0 {
		start = u.Phones[n-1].End
	}
	at := min(int64(seconds*float64(u.Rate)), int64(len(u.PCM)))
	u.Phones = append(u.Phones, visavis.Phone{Name: phoneName(phone), Start: start, End: max(at, start)})
	return nil
}

// close makes the last phone, a pause, reach to the end of the audio.
func (u *Utterance) close() {
	if n := len(u.Phones); n > 0 {
		u.Phones[n-1].End = int64(len(u.PCM))
	}
}

func phoneName(s string) string {
	switch s {
	case "pau", "h#", "brth", "ssil":
		return "SIL"
	}
	return strings.ToUpper(s)
}
