package lipsync

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/visavis/visavis"
)

// arpabet is every symbol that a voice may give.
var arpabet = []string{
	"AA", "AE", "AH", "AO", "AW", "AX", "AXR", "AY", "B", "CH", "D", "DH", "DX", "EH", "EL", "EM", "EN", "ER",
	"EY", "F", "G", "HH", "IH", "IX", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH",
	"T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
}

// phones lays sounds end to end, 100 ms each; a name that ends in 1 is stressed.
func phones(names ...string) []visavis.Phone {
	var out []visavis.Phone
	for i, name := range names {
		stressed := name[len(name)-1] == '1'
		if stressed {
			name = name[:len(name)-1]
		}
		out = append(out, visavis.Phone{Name: name, Start: int64(1600 * i), End: int64(1600 * (i + 1)), Stressed: stressed})
	}
	return out
}

// TestEveryPhone: no sound of English leaves the mouth at rest.
func TestEveryPhone(t *testing.T) {
	for _, name := range arpabet {
		for _, s := range Shapes(phones(name)) {
			if s.Viseme == visavis.VisemeSil || s.Strength <= 0 || s.Strength > 1 || s.Phone != name {
				t.Errorf("%s looks like %+v", name, s)
			}
		}
	}
}

func TestShapes(t *testing.T) {
	const (
		sil, pp, ff, dd, kk, ch = visavis.VisemeSil, visavis.VisemePP, visavis.VisemeFF, visavis.VisemeDD, visavis.VisemeKK, visavis.VisemeCH
		aa, e, i, o, u, rr, nn  = visavis.VisemeAA, visavis.VisemeE, visavis.VisemeI, visavis.VisemeO, visavis.VisemeU, visavis.VisemeRR, visavis.VisemeNN
	)
	for _, tt := range []struct {
		name string
		in   []visavis.Phone
		want []visavis.MouthShape
	}{
		{"my: the glide takes the last two fifths", phones("M", "AY1"), []visavis.MouthShape{
			{Viseme: pp, Start: 0, End: 1600, Strength: 1, Phone: "M"},
			{Viseme: aa, Start: 1600, End: 2560, Strength: 1, Phone: "AY"},
			{Viseme: i, Start: 2560, End: 3200, Strength: 1, Phone: "AY"},
		}},
		{"cow, toy, bay, go", phones("AW", "OY", "EY", "OW"), []visavis.MouthShape{
			{Viseme: aa, Start: 0, End: 960, Strength: .8, Phone: "AW"}, {Viseme: u, Start: 960, End: 1600, Strength: .8, Phone: "AW"},
			{Viseme: o, Start: 1600, End: 2560, Strength: .8, Phone: "OY"}, {Viseme: i, Start: 2560, End: 3200, Strength: .8, Phone: "OY"},
			{Viseme: e, Start: 3200, End: 4160, Strength: .8, Phone: "EY"}, {Viseme: i, Start: 4160, End: 4800, Strength: .8, Phone: "EY"},
			{Viseme: o, Start: 4800, End: 5760, Strength: .8, Phone: "OW"}, {Viseme: u, Start: 5760, End: 6400, Strength: .8, Phone: "OW"},
		}},
		{"each: an affricate begins like a T", phones("IY1", "CH"), []visavis.MouthShape{
			{Viseme: i, Start: 0, End: 1600, Strength: 1, Phone: "IY"},
			{Viseme: dd, Start: 1600, End: 2133, Strength: .8, Phone: "CH"},
			{Viseme: ch, Start: 2133, End: 3200, Strength: .8, Phone: "CH"},
		}},
		{"who: HH has the mouth of the vowel", phones("HH", "UW1"), []visavis.MouthShape{
			{Viseme: u, Start: 0, End: 1600, Strength: 1, Phone: "HH"},
			{Viseme: u, Start: 1600, End: 3200, Strength: 1, Phone: "UW"},
		}},
		{"how: of a diphthong, the beginning", phones("HH", "AW1"), []visavis.MouthShape{
			{Viseme: aa, Start: 0, End: 1600, Strength: 1, Phone: "HH"},
			{Viseme: aa, Start: 1600, End: 2560, Strength: 1, Phone: "AW"},
			{Viseme: u, Start: 2560, End: 3200, Strength: 1, Phone: "AW"},
		}},
		{"a lone HH hardly shows", phones("HH"), []visavis.MouthShape{
			{Viseme: kk, Start: 0, End: 1600, Strength: .4, Phone: "HH"},
		}},
		{"about: the first vowel is half one, by either name", phones("AX", "AH", "AH1"), []visavis.MouthShape{
			{Viseme: aa, Start: 0, End: 1600, Strength: .5, Phone: "AX"},
			{Viseme: aa, Start: 1600, End: 3200, Strength: .5, Phone: "AH"},
			{Viseme: aa, Start: 3200, End: 4800, Strength: 1, Phone: "AH"},
		}},
		{"lips meet whatever the stress", phones("EM", "V", "B"), []visavis.MouthShape{
			{Viseme: pp, Start: 0, End: 1600, Strength: 1, Phone: "EM"},
			{Viseme: ff, Start: 1600, End: 3200, Strength: 1, Phone: "V"},
			{Viseme: pp, Start: 3200, End: 4800, Strength: 1, Phone: "B"},
		}},
		{"a brief pause keeps the shape", phones("ER", "SIL", "N"), []visavis.MouthShape{
			{Viseme: rr, Start: 0, End: 1600, Strength: .8, Phone: "ER"},
			{Viseme: rr, Start: 1600, End: 3200, Strength: .32, Phone: "SIL"},
			{Viseme: nn, Start: 3200, End: 4800, Strength: .8, Phone: "N"},
		}},
		{"a long pause does not, in two parts neither", phones("ER", "SIL", "SIL", "N"), []visavis.MouthShape{
			{Viseme: rr, Start: 0, End: 1600, Strength: .8, Phone: "ER"},
			{Viseme: sil, Start: 1600, End: 3200, Phone: "SIL"},
			{Viseme: sil, Start: 3200, End: 4800, Phone: "SIL"},
			{Viseme: nn, Start: 4800, End: 6400, Strength: .8, Phone: "N"},
		}},
		{"after the last word the mouth rests", phones("ER", "SIL"), []visavis.MouthShape{
			{Viseme: rr, Start: 0, End: 1600, Strength: .8, Phone: "ER"},
			{Viseme: sil, Start: 1600, End: 3200, Phone: "SIL"},
		}},
		{"before the first word the mouth rests", phones("SIL"), []visavis.MouthShape{{Viseme: sil, Start: 0, End: 1600, Phone: "SIL"}}},
		{"what is unknown is a pause", phones("XYZZY"), []visavis.MouthShape{{Viseme: sil, Start: 0, End: 1600, Phone: "XYZZY"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Shapes(tt.in)
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
				t.Errorf("shapes (-want +got):\n%s", diff)
			}
		})
	}
}

// randomSpeech is speech of phones that may be of no length, with holes between them.
func randomSpeech(rng *rand.Rand) []visavis.Phone {
	var out []visavis.Phone
	at := int64(0)
	for range rng.IntN(60) {
		p := visavis.Phone{Name: "SIL", Stressed: rng.IntN(2) == 0}
		if i := rng.IntN(len(arpabet) + 5); i < len(arpabet) {
			p.Name = arpabet[i]
		}
		at += int64(rng.IntN(2) * rng.IntN(100))
		p.Start = at
		at += int64(rng.IntN(4) * rng.IntN(1000))
		p.End = at
		out = append(out, p)
	}
	return out
}

// TestTiling: the shapes of a phone fill its time, in order, without overlap or hole.
func TestTiling(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		speech := randomSpeech(rng)
		shapes := Shapes(speech)
		for _, p := range speech {
			at := p.Start
			if len(shapes) == 0 || shapes[0].Phone != p.Name {
				t.Fatalf("%+v has no shape", p)
			}
			for first := true; len(shapes) > 0 && (first || shapes[0].Start < p.End); first = false {
				s := shapes[0]
				if s.Start != at || s.End < s.Start || s.Phone != p.Name || s.Strength < 0 || s.Strength > 1 {
					t.Fatalf("%+v has shape %+v, want one from %d", p, s, at)
				}
				at, shapes = s.End, shapes[1:]
			}
			if at != p.End {
				t.Fatalf("%+v is filled up to %d only", p, at)
			}
		}
		if len(shapes) > 0 {
			t.Fatalf("shapes without a phone: %+v", shapes)
		}
	}
}

// TestClosures: every P, B and M seals the lips for as long as it lasts, and nothing else does.
func TestClosures(t *testing.T) {
	closes := map[string]bool{"P": true, "B": true, "M": true, "EM": true}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		speech := randomSpeech(rng)
		var want, got [][2]int64
		for _, p := range speech {
			if closes[p.Name] {
				want = append(want, [2]int64{p.Start, p.End})
			}
		}
		for _, s := range Shapes(speech) {
			if s.Viseme == visavis.VisemePP && s.Strength == 1 {
				got = append(got, [2]int64{s.Start, s.End})
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("closures (-want +got):\n%s", diff)
		}
	}
}

func FuzzShapes(f *testing.F) {
	f.Add("AY", int64(0), int64(1), "HH", int64(1), int64(-5))
	f.Fuzz(func(t *testing.T, a string, a1, a2 int64, b string, b1, b2 int64) {
		// Times are far from the ends of int64: a reply of a year has 2^40 samples.
		for _, x := range []*int64{&a1, &a2, &b1, &b2} {
			*x %= 1 << 60
		}
		in := []visavis.Phone{{Name: a, Start: a1, End: a2}, {Name: b, Start: b1, End: b2}}
		for _, s := range Shapes(in) {
			if s.End < s.Start || !(s.Strength >= 0 && s.Strength <= 1) {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func BenchmarkShapes(b *testing.B) {
	in := phones("SIL", "HH", "AH", "L", "OW1", "SIL", "W", "ER1", "L", "D", "SIL")
	b.ReportAllocs()
	for b.Loop() {
		Shapes(in)
	}
}
