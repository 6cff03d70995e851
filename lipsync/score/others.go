package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync/corpus"
)

// othersFolder is where the programs of others are called from.
const othersFolder = "lipsync/export/compare"

// others has the programs of others find the lips of utterances: see others.mjs. It fails where Node,
// npm or the network is missing.
func others(ctx context.Context, spoken []corpus.Utterance) ([]program, error) {
	if err := install(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "lips")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := writeRecordings(dir, spoken); err != nil {
		return nil, err
	}
	found, err := exec.CommandContext(ctx, "node", filepath.Join(othersFolder, "others.mjs"), dir).Output()
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return scoreOthers(found, spoken)
}

// install fetches the programs from npm, unless they are here.
func install(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(othersFolder, "node_modules")); err == nil {
		return nil
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund")
	npm.Dir = othersFolder
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %.200s", err, out)
	}
	return nil
}

// writeRecordings writes utterances as WAV files, and a list of them.
func writeRecordings(dir string, spoken []corpus.Utterance) error {
	type recording struct {
		WAV  string `json:"wav"`
		Text string `json:"text"`
		Rate int    `json:"rate"`
	}
	var list []recording
	for i, u := range spoken {
		r := recording{fmt.Sprintf("%d.wav", i), u.Text, int(u.Rate)}
		list = append(list, r)
		f, err := os.Create(filepath.Join(dir, r.WAV))
		if err != nil {
			return err
		}
		if err := errors.Join(pcm.WriteWAV(f, u.PCM, u.Rate), f.Close()); err != nil {
			return err
		}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "recordings.json"), b, 0o644)
}

// theirShape is a shape as others.mjs prints it, in seconds.
type theirShape struct {
	Start, End float64
	Value      string
}

// scoreOthers reads what others.mjs has printed and scores it.
func scoreOthers(b []byte, spoken []corpus.Utterance) (all []program, err error) {
	var found []map[string]struct {
		Shown []theirShape
		MS    float64
	}
	if err := json.Unmarshal(b, &found); err != nil {
		return nil, fmt.Errorf("read what others.mjs has found: %w", err)
	}
	if len(found) != len(spoken) {
		return nil, fmt.Errorf("others.mjs has found the lips of %d of %d recordings", len(found), len(spoken))
	}
	for _, other := range []struct {
		name   string
		kindOf func(value string) kind
		closed string
	}{
		{"Rhubarb 1 (wasm), with text", ofCue, "A"},
		{"Rhubarb 1 (wasm), without", ofCue, "A"},
		{"HeadAudio 0.1 (audio only)", ofViseme, "PP"},
	} {
		p := program{name: other.name}
		for i, u := range spoken {
			var all []shown
			one := found[i][other.name]
			for _, s := range one.Shown {
				all = append(all, shown{s.Start, s.End, other.kindOf(s.Value), s.Value == other.closed})
			}
			p.add(visemesOf(u.Phones, u.Rate), all, u.Rate.D(int64(len(u.PCM))), time.Duration(one.MS*float64(time.Millisecond)))
		}
		all = append(all, p)
	}
	return all, nil
}
