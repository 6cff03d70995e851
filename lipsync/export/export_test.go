package export

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; -want +got (write it anew with -update):\n%s", name, diff)
	}
}

const testRate visavis.SampleRate = 16000

// say returns a track of phones of so many ms each.
func say(phones ...any) Track {
	t := Track{Rate: testRate}
	for i := 0; i < len(phones); i += 2 {
		end := t.Samples + int64(phones[i+1].(int))*16
		t.Phones = append(t.Phones, visavis.Phone{Name: phones[i].(string), Start: t.Samples, End: end})
		t.Samples = end
	}
	return t
}

// hiFive is "Hi, five plum."
func hiFive() Track {
	return say("SIL", 200, "HH", 60, "AY", 240, "SIL", 150, "F", 90, "AY", 180, "V", 70, "SIL", 400,
		"P", 80, "L", 60, "AH", 90, "M", 100, "SIL", 305)
}

func TestFormats(t *testing.T) {
	track := hiFive()
	r := NewRhubarb(`/home/ada & co/"hi".wav`, track, ExtendedShapes)
	shapes := lipsync.Shapes(track.Phones)
	for name, write := range map[string]func(io.Writer) error{
		"hi.json":     r.WriteJSON,
		"hi.tsv":      r.WriteTSV,
		"hi.xml":      r.WriteXML,
		"hi.dat":      func(w io.Writer) error { return r.WriteMoho(w, 24) },
		"hi-ABC.tsv":  NewRhubarb("", track, "").WriteTSV,
		"hi-none.xml": NewRhubarb("none.wav", Track{Rate: testRate}, "GH").WriteXML,
		"hi-face.csv": Curves{
			Mouth: NewMouth(shapes, testRate), Loudness: NewLoudness(testRate), Rate: testRate, Samples: track.Samples, FPS: 30,
		}.WriteLiveLink,
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.Bytes())
	}
}

var somePhones = []string{
	"P", "B", "M", "F", "V", "S", "Z", "SH", "CH", "T", "D", "N", "L", "K", "G", "NG", "TH", "DH", "R", "ER", "W", "UW",
	"OW", "AO", "AA", "AE", "AH", "AY", "AW", "OY", "EH", "EY", "IY", "IH", "AX", "HH", "SIL", "??",
}

// babble is random speech at any rate: sounds of 10 to 300 ms, now and then a pause.
func babble(seed uint64) Track {
	rng := rand.New(rand.NewPCG(seed, 1))
	t := Track{Rate: []visavis.SampleRate{8000, 16000, 22050, 24000, 44100, 48000}[rng.IntN(6)]}
	ms := func(n int) int64 { return int64(n) * int64(t.Rate) / 1000 }
	for range rng.IntN(60) {
		length := ms(10 + rng.IntN(1+rng.IntN(290)))
		t.Phones = append(t.Phones, visavis.Phone{
			Name: somePhones[rng.IntN(len(somePhones))], Start: t.Samples, End: t.Samples + length, Stressed: rng.IntN(2) == 0,
		})
		t.Samples += length
	}
	t.Samples += ms(rng.IntN(500))
	return t
}

// TestCues: the rules of Rhubarb's timing, whatever is said.
func TestCues(t *testing.T) {
	for seed := range uint64(500) {
		track := babble(seed)
		for _, extended := range []string{"GHX", "GX", "H", ""} {
			checkCues(t, seed, track, extended)
		}
	}
}

func checkCues(t *testing.T, seed uint64, track Track, extended string) {
	t.Helper()
	cues := Cues(track, extended)
	length := track.Duration()
	if cues[0].Start != 0 || cues[len(cues)-1].End != length {
		t.Fatalf("seed %d: cues from %d to %d, want from 0 to %d", seed, cues[0].Start, cues[len(cues)-1].End, length)
	}
	for i, c := range cues {
		if i > 0 && (c.Start != cues[i-1].End || c.Shape == cues[i-1].Shape) {
			t.Fatalf("seed %d: %v follows %v", seed, c, cues[i-1])
		}
		if c.End-c.Start < min(length, shortestBetween) {
			t.Fatalf("seed %d: %v is too short to be seen", seed, c)
		}
		if c.Shape.drawn(extended) != c.Shape {
			t.Fatalf("seed %d: %v is not among A to F and %s", seed, c, extended)
		}
	}
	if length >= 2*shortestCue {
		checkClosures(t, seed, track, cues)
	}
}

// checkClosures: no P, B or M without shut lips.
func checkClosures(t *testing.T, seed uint64, track Track, cues []Cue) {
	t.Helper()
	for _, p := range track.Phones {
		from, to := track.centi(p.Start), track.centi(p.End)
		if p.Name != "P" && p.Name != "B" && p.Name != "M" || from == to {
			continue
		}
		met := false
		for _, c := range cues {
			met = met || c.Shape == ShapeA && c.Start < to && c.End > from
		}
		if !met {
			t.Errorf("seed %d: the lips stay open on %s from %d to %d: %v", seed, p.Name, from, to, cues)
		}
	}
}

// TestWords: a few words as an animator would draw them.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		why   string
		track Track
		want  string
	}{
		{"lips meet on a short P between vowels", say("AA", 200, "P", 30, "AA", 200), "DCAD"},
		{"a short pause holds the mouth", say("AA", 200, "SIL", 80, "AA", 200), "D"},
		{"a long one rests it, through an in-between", say("AA", 200, "SIL", 600, "AA", 200), "DCXD"},
		{"a diphthong has two shapes", say("S", 100, "AY", 250, "S", 100), "BDCB"},
		{"a K has no mouth of its own", say("AA", 150, "K", 60, "AA", 150), "D"},
		{"an HH is the vowel after it", say("IY", 150, "HH", 100, "UW", 150), "BF"},
		{"a long L shows the tongue", say("AA", 200, "L", 300), "DH"},
		{"teeth on the lip", say("IY", 150, "F", 40, "IY", 150), "BGB"},
		{"what we do not know rests", say("?", 500), "X"},
		{"before and after speech the mouth rests", say("SIL", 80, "IY", 100, "SIL", 90), "XBX"},
		{"too short for two drawings", say("AA", 50, "P", 60), "A"},
	} {
		got := ""
		for _, c := range Cues(tt.track, ExtendedShapes) {
			got += c.Shape.String()
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.why, got, tt.want)
		}
	}
}

func TestMohoFrames(t *testing.T) {
	for seed := range uint64(100) {
		var b bytes.Buffer
		if err := NewRhubarb("", babble(seed), "").WriteMoho(&b, 24); err != nil {
			t.Fatal(err)
		}
		last := -1
		for _, line := range bytes.Split(bytes.TrimSpace(b.Bytes()), []byte("\n"))[1:] {
			frame := 0
			for _, digit := range bytes.Fields(line)[0] {
				frame = 10*frame + int(digit-'0')
			}
			if frame <= last {
				t.Fatalf("seed %d: frame %d after %d", seed, frame, last)
			}
			last = frame
		}
	}
}
