package espeak

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestARPAbet(t *testing.T) {
	for ipa, want := range map[string]string{
		"h": "HH", "oʊ": "OW", "iː": "IY", "ɾ": "DX", "ɚ": "ER", "aɪ": "AY", "ɑːɹ": "AA R", "oːɹ": "AO R",
		"ɛɹ": "EH R", "əl": "AH L", "aɪɚ": "AY ER", "tʃ": "CH", "dʒ": "JH", "ts": "T S", "ɔ̃": "AO", "mʲ": "M",
		"øː": "UH", "ʎ": "L", "o̞": "AO", "tɕ": "CH", "əʊ": "OW", "ɪə": "IH AH", "ᵻ": "IH", "n̩": "N", "ʔ": "T",
		"ʲ": "", "(en)": "", "": "", "?": "",
	} {
		if got := strings.Join(arpabet(ipa), " "); got != want {
			t.Errorf("%s is %q, want %q", ipa, got, want)
		}
	}
}

// speech returns n samples that are loud but for those that quiet lists.
func speech(n int, quiet ...[2]int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = 3000
	}
	for _, q := range quiet {
		clear(pcm[q[0]:q[1]])
	}
	return pcm
}

func TestAStopBeginsWithItsClosure(t *testing.T) {
	tests := []struct {
		name  string
		words []int64
		pcm   []int16
		want  int64
	}{
		{"quiet before the burst", nil, speech(9000, [2]int{4000, 5000}), 4000},
		{"no quiet", nil, speech(9000), 5000},
		{"a pause is not all closure", nil, speech(9000, [2]int{1000, 5000}), 5000 - maxClosure},
		{"the word begins with it", []int64{4200}, speech(9000), 4200},
		{"the word began long before", []int64{1200}, speech(9000), 5000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			phonemes := []phoneme{{name: "ɑː", at: 1000}, {name: "p", at: 5000}}
			moveClosures(phonemes, tt.words, tt.pcm)
			if got := phonemes[1].at; got != tt.want {
				t.Errorf("the stop begins at %d, want %d", got, tt.want)
			}
		})
	}
}

func TestStressIsOfTheSyllable(t *testing.T) {
	phonemes := []phoneme{{name: "h"}, {name: "ə"}, {name: "l"}, {name: "oʊ"}, {name: ""}, {name: "m"}, {name: "aɪ"}}
	markStress(phonemes, "h_ə_l_ˈoʊ m_aɪ")
	var got []bool
	for _, p := range phonemes {
		got = append(got, p.stressed)
	}
	if diff := cmp.Diff([]bool{false, false, true, true, false, false, false}, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever the library says, phones touch one another over the whole audio and words are in it.
func FuzzReadTimes(f *testing.F) {
	f.Add([]byte("\x01\x07\x00\x01h\x01\x01\x02\x05\x00"), "Hello", "h_ə")
	f.Fuzz(func(t *testing.T, data []byte, text, stress string) {
		const samples = 5000
		got := readTimes(decodeEvents(data), speech(samples), text, stress)
		end := int64(0)
		for _, p := range got.Phones {
			if p.Start != end || p.End <= p.Start || p.Name == "" {
				t.Fatalf("phone %+v after %d", p, end)
			}
			end = p.End
		}
		if end != samples {
			t.Fatalf("the phones end at %d", end)
		}
		for _, w := range got.Words {
			if w.From < 0 || w.To > len(text) || w.From >= w.To || w.Start >= w.End || w.End > samples {
				t.Fatalf("word %+v in %q", w, text)
			}
		}
	})
}

// decodeEvents makes events out of fuzzed bytes, seven each.
func decodeEvents(data []byte) []event {
	var events []event
	for ; len(data) >= 7; data = data[7:] {
		e := event{kind: int32(data[0] % 9), textPosition: int32(int8(data[1])), length: int32(int8(data[2]))}
		e.sample = int32(int16(binary.LittleEndian.Uint16(data[3:])))
		copy(e.id[:], data[5:7])
		events = append(events, e)
	}
	return events
}
