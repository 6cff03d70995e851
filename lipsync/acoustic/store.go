package acoustic

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// voiceMagic begins what is stored of a voice.
const voiceMagic = "lips voice 1\n"

// storedVoice is what EncodeVoice writes.
type storedVoice struct {
	Model              uint32 // checksum of the base model
	Sum                Cepstrum
	Heard, Quiet, Loud float32
	Sums               [States][Mixtures]Features
	Count              [States][Mixtures]float32
}

// Checksum tells models apart.
func (m *Model) Checksum() uint32 {
	sum := crc32.NewIEEE()
	_ = m.Encode(sum) // a hash does not fail
	return sum.Sum32()
}

// EncodeVoice writes what a voice has taught, 28 KB.
func EncodeVoice(w io.Writer, a *Adaptation, mean Average) error {
	s := storedVoice{
		Model: a.base.Checksum(), Sum: mean.sum, Heard: mean.n, Quiet: mean.quiet, Loud: mean.loud,
		Sums: a.sums, Count: a.count,
	}
	if _, err := io.WriteString(w, voiceMagic); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, &s)
}

// DecodeVoice reads what EncodeVoice has written, for the same base model.
func DecodeVoice(r io.Reader, base *Model) (*Adaptation, Average, error) {
	head := make([]byte, len(voiceMagic))
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, Average{}, fmt.Errorf("read voice: %w", err)
	}
	if string(head) != voiceMagic {
		return nil, Average{}, errors.New("read voice: this is none, or one of another version")
	}
	var s storedVoice
	if err := binary.Read(r, binary.LittleEndian, &s); err != nil {
		return nil, Average{}, fmt.Errorf("read voice: %w", err)
	}
	if s.Model != base.Checksum() {
		return nil, Average{}, errors.New("read voice: it was learnt with another model")
	}
	if !s.sane() {
		return nil, Average{}, errors.New("read voice: the file is damaged")
	}
	mean := Average{prior: base.Mean, sum: s.Sum, n: s.Heard, quiet: s.Quiet, loud: s.Loud}
	return &Adaptation{base: base, sums: s.Sums, count: s.Count}, mean, nil
}

// sane reports whether all numbers are such as can be learnt.
func (s *storedVoice) sane() bool {
	ok := func(v float32) bool { return math.Abs(float64(v)) < 1e9 } // false for NaN too
	for _, v := range s.Sum {
		if !ok(v) {
			return false
		}
	}
	for i := range s.Sums {
		for k := range s.Sums[i] {
			for _, v := range s.Sums[i][k] {
				if !ok(v) {
					return false
				}
			}
			if n := s.Count[i][k]; !ok(n) || n < 0 {
				return false
			}
		}
	}
	return ok(s.Heard) && s.Heard >= 0 && ok(s.Quiet) && ok(s.Loud)
}
