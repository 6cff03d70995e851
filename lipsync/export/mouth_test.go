package export

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

// vector is a mouth that the page must draw alike: web/src/face/mouth-vector.test.ts reads it.
type vector struct {
	Rate   visavis.SampleRate `json:"rate"`
	Shapes []vectorShape      `json:"shapes"`
	Mouths []vectorMouth      `json:"mouths"`
}

type vectorShape struct {
	Start    int64   `json:"start"`
	End      int64   `json:"end"`
	Viseme   int     `json:"viseme"`
	Strength float32 `json:"strength"`
	Phone    string  `json:"phone"`
}

type vectorMouth struct {
	Sample   int64   `json:"sample"`
	Loudness float64 `json:"loudness"`
	Channels
}

// vectorTrack has every sound once, in a different company each.
func vectorTrack() Track {
	var phones []any
	for i, p := range somePhones {
		phones = append(phones, p, 30+i*37%180)
	}
	t := say(append(phones, "SIL", 400, "HH", 70, "OW", 130, "P", 20, "AY", 160, "DX", 30, "EM", 60, "SIL", 500)...)
	for i := range t.Phones {
		t.Phones[i].Stressed = i%3 == 0
	}
	return t
}

func TestMouthIsThePages(t *testing.T) {
	track := vectorTrack()
	shapes := lipsync.Shapes(track.Phones)
	v := vector{Rate: track.Rate}
	for _, s := range shapes {
		v.Shapes = append(v.Shapes, vectorShape{s.Start, s.End, int(s.Viseme), s.Strength, s.Phone})
	}
	mouth := NewMouth(shapes, track.Rate)
	for at := int64(-1600); at < track.Samples+1600; at += 487 {
		loudness := float64((at+1600)%5) / 4
		v.Mouths = append(v.Mouths, vectorMouth{at, loudness, rounded6(mouth.At(at, loudness))})
	}
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "mouth.json", append(b, '\n'))
}

// rounded6 keeps the file from changing with the machine.
func rounded6(c Channels) Channels {
	for _, v := range []*float64{&c.Jaw, &c.Width, &c.Round, &c.Seal, &c.LipTeeth, &c.Tongue} {
		*v = math.Round(*v*1e6)/1e6 + 0
	}
	return c
}

func table(t *testing.T) *Avatars {
	t.Helper()
	a, err := ReadAvatars()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// arkit is Apple's list (ARFaceAnchor.BlendShapeLocation), put together anew.
func arkit() (names []string) {
	for _, both := range strings.Fields("eyeBlink eyeLookDown eyeLookIn eyeLookOut eyeLookUp eyeSquint eyeWide " +
		"mouthSmile mouthFrown mouthDimple mouthStretch mouthPress mouthLowerDown mouthUpperUp browDown browOuterUp cheekSquint noseSneer") {
		names = append(names, both+"Left", both+"Right")
	}
	return append(names, strings.Fields("jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft mouthRight "+
		"mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper browInnerUp cheekPuff tongueOut")...)
}

func TestARKitNames(t *testing.T) {
	a := table(t)
	sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if diff := cmp.Diff(arkit(), a.ARKit.Names, sorted); diff != "" || len(a.ARKit.Names) != arkitShapes {
		t.Errorf("%d names (-want +got)\n%s", len(a.ARKit.Names), diff)
	}
	rows := (Channels{}).amounts()
	if len(a.ARKit.Channels) != len(rows) {
		t.Errorf("%d channels, want %d", len(a.ARKit.Channels), len(rows))
	}
	for _, row := range rows {
		weights := a.ARKit.Channels[row.row]
		if len(weights) == 0 {
			t.Errorf("channel %s moves nothing", row.row)
		}
		for name, w := range weights {
			if !slices.Contains(a.ARKit.Names, name) || w <= 0 || w > 1 {
				t.Errorf("channel %s moves %q by %v", row.row, name, w)
			}
			if other := otherSide(name); weights[other] != w {
				t.Errorf("channel %s moves %s, but not %s as much", row.row, name, other)
			}
		}
	}
}

// otherSide returns the name of the other half of a face.
func otherSide(name string) string {
	if left, ok := strings.CutSuffix(name, "Left"); ok {
		return left + "Right"
	}
	if right, ok := strings.CutSuffix(name, "Right"); ok {
		return right + "Left"
	}
	return name
}

func TestVisemes(t *testing.T) {
	a := table(t)
	if len(a.Visemes) != 15 {
		t.Fatalf("%d visemes, want 15", len(a.Visemes))
	}
	for i, v := range a.Visemes {
		name := visavis.Viseme(i).String()
		if v.Viseme != name || v.Oculus != "viseme_"+name {
			t.Errorf("viseme %d is %s, %s; want %s", i, v.Viseme, v.Oculus, name)
		}
		if len(v.VRM) > 2 {
			t.Errorf("%s: %d mouths at once all look like aa", name, len(v.VRM))
		}
		for mouth, w := range v.VRM {
			if !slices.Contains([]string{"aa", "ih", "ou", "ee", "oh"}, mouth) || w <= 0 || w > 1 {
				t.Errorf("%s: VRM has no mouth %q of %v", name, mouth, w)
			}
		}
	}
	if len(a.Visemes[visavis.VisemePP].VRM) != 0 {
		t.Error("lips must meet on PP")
	}
}

// TestFace: what a face does in the middle of each viseme.
func TestFace(t *testing.T) {
	a := table(t)
	weight := func(v visavis.Viseme, name string) float64 {
		shape := visavis.MouthShape{Viseme: v, End: 3200, Strength: 1}
		return a.Face(NewMouth([]visavis.MouthShape{shape}, testRate).At(1280, 0.5))[slices.Index(a.ARKit.Names, name)]
	}
	for v := range visavis.VisemeU + 1 {
		open := weight(v, "jawOpen") - weight(v, "mouthClose")
		switch v {
		case visavis.VisemeSil, visavis.VisemePP:
			if open > 0.05 {
				t.Errorf("%s: open by %.2f", v, open)
			}
		default:
			if open < 0.03 || open > weight(visavis.VisemeAA, "jawOpen") {
				t.Errorf("%s: open by %.2f, which is either shut or wider than aa", v, open)
			}
		}
		if pressed := weight(v, "mouthPressLeft") > 0.4; pressed != (v == visavis.VisemePP) {
			t.Errorf("%s: lips pressed: %v", v, pressed)
		}
		if tongue := weight(v, "tongueOut") > 0.1; tongue != (v == visavis.VisemeTH) {
			t.Errorf("%s: tongue out: %v", v, tongue)
		}
		if bitten := weight(v, "mouthRollLower") > 0.4; bitten != (v == visavis.VisemeFF) {
			t.Errorf("%s: lip on the teeth: %v", v, bitten)
		}
	}
	if weight(visavis.VisemeU, "mouthPucker") < 0.5 || weight(visavis.VisemeI, "mouthStretchLeft") < 0.25 {
		t.Error("U is not puckered, or I not wide")
	}
}

// TestFaceIsAFace: whatever is said, every weight is 0..1 and the lips never pass through each other.
func TestFaceIsAFace(t *testing.T) {
	a := table(t)
	jawOpen, mouthClose := slices.Index(a.ARKit.Names, "jawOpen"), slices.Index(a.ARKit.Names, "mouthClose")
	for seed := range uint64(20) {
		track := babble(seed)
		mouth := NewMouth(lipsync.Shapes(track.Phones), track.Rate)
		for at := int64(0); at < track.Samples; at += int64(track.Rate) / 60 {
			face := a.Face(mouth.At(at, 1))
			for i, w := range face {
				if w < 0 || w > 1 || math.IsNaN(w) {
					t.Fatalf("seed %d: %s is %v", seed, a.ARKit.Names[i], w)
				}
			}
			if face[mouthClose] > face[jawOpen] {
				t.Fatalf("seed %d: lips closed by %v on a jaw open by %v", seed, face[mouthClose], face[jawOpen])
			}
		}
	}
}

// TestClosuresAreSeen: two frames at 60 a second, whatever surrounds them.
func TestClosuresAreSeen(t *testing.T) {
	for seed := range uint64(40) {
		track := babble(seed)
		mouth := NewMouth(lipsync.Shapes(track.Phones), track.Rate)
		for _, p := range track.Phones {
			if p.Name != "P" && p.Name != "B" && p.Name != "M" {
				continue
			}
			step, shut := int64(track.Rate)/60, 0
			for at := p.Start - 3*step; at < p.End+3*step; at += step {
				if mouth.At(at, 1).Seal >= 0.9 {
					shut++
				}
			}
			if shut < 2 {
				t.Errorf("seed %d: lips shut for %d frames on %s at %d", seed, shut, p.Name, p.Start)
			}
		}
	}
}

func TestLoudness(t *testing.T) {
	l := NewLoudness(testRate)
	l.Write(make([]int16, 1600))
	loud := make([]int16, 3200)
	for i := range loud {
		loud[i] = int16(10000 * (1 - 2*(i/40%2)))
	}
	l.Write(loud[:1234])
	l.Write(loud[1234:])
	if quiet, full, after := l.At(100), l.At(3000), l.At(99999); quiet != 0 || full < 0.99 || after != 0 {
		t.Errorf("loudness %v, %v and behind the end %v; want 0, 1, 0", quiet, full, after)
	}
	still := NewLoudness(testRate)
	still.Write(make([]int16, 1600))
	if got := still.At(800); got != 0 {
		t.Errorf("silence has a loudness of %v", got)
	}
}

func BenchmarkCues(b *testing.B) {
	track := Track{Rate: testRate}
	for len(track.Phones) < 9000 { // ten minutes
		for _, p := range vectorTrack().Phones {
			p.Start, p.End = p.Start+track.Samples, p.End+track.Samples
			track.Phones = append(track.Phones, p)
		}
		track.Samples = track.Phones[len(track.Phones)-1].End
	}
	for b.Loop() {
		Cues(track, ExtendedShapes)
	}
}
