package corpus

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// festival speaks all texts in one run of the command of that name, driven by a script.
func (s *Speaker) festival(ctx context.Context, name string, texts []string) ([]Utterance, error) {
	var script strings.Builder
	name, pitch, stretch := manner(name)
	fmt.Fprintf(&script, "(voice_%s)\n(Parameter.set 'Duration_Stretch %.3f)\n", name, stretch)
	if pitch != 1 {
		const usual = 110 // Hz
		fmt.Fprintf(&script, "(set! int_lr_params '((target_f0_mean %.0f) (target_f0_std %.0f) (model_f0_mean 170) (model_f0_std 34)))\n",
			usual*pitch, 14*pitch)
	}
	file := func(i int, suffix string) string { return filepath.Join(s.dir, fmt.Sprintf("%d.%s", i, suffix)) }
	for i, text := range texts {
		fmt.Fprintf(&script, "(set! u (utt.synth (Utterance Text %q)))\n", text)
		fmt.Fprintf(&script, "(utt.save.segs u %q)\n(utt.save.wave u %q 'riff)\n", file(i, "lab"), file(i, "wav"))
	}
	path := filepath.Join(s.dir, "speak.scm")
	if err := os.WriteFile(path, []byte(script.String()), 0o600); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "festival", "-b", path).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("run festival: %w: %s", err, out)
	}
	var all []Utterance
	for i := range texts {
		u, err := readFestival(file(i, "wav"), file(i, "lab"))
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

// readFestival reads what festival has saved: audio, and after a line "#" a line "end 100 phone"
// for each phone.
func readFestival(wav, labels string) (Utterance, error) {
	u, err := readWAV(wav)
	if err != nil {
		return u, err
	}
	text, err := os.ReadFile(labels)
	if err != nil {
		return u, err
	}
	_, lines, _ := strings.Cut(string(text), "#\n")
	for line := range strings.Lines(lines) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return u, fmt.Errorf("read %s: unexpected line %q", labels, line)
		}
		if err := u.add(fields[2], fields[0]); err != nil {
			return u, err
		}
	}
	u.close()
	return u, nil
}
