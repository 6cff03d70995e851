package acoustic

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIndex(t *testing.T) {
	for i := range Phones {
		if got, ok := Index(Name(i)); !ok || got != i {
			t.Errorf("%s is %d, %v; want %d", Name(i), got, ok, i)
		}
	}
	for name, like := range map[string]string{"DX": "D", "EL": "L", "IX": "IH", "AXR": "ER"} {
		got, _ := Index(name)
		if Name(got) != like {
			t.Errorf("%s is like %s, want %s", name, Name(got), like)
		}
	}
	if _, ok := Index("XYZZY"); ok {
		t.Error("XYZZY is a sound")
	}
}

func TestModelIsStored(t *testing.T) {
	var b bytes.Buffer
	if err := Default().Encode(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), encoded) {
		t.Error("the embedded model changes when it is written")
	}
	for _, broken := range [][]byte{nil, encoded[:5], encoded[:1000], []byte("something else entirely")} {
		if _, err := Decode(bytes.NewReader(broken)); err == nil {
			t.Errorf("%d bytes are taken for a model", len(broken))
		}
	}
}

// TestModelIsSane: the embedded model is a model.
func TestModelIsSane(t *testing.T) {
	m := Default()
	for s := range m.States {
		for k := range m.States[s] {
			for d := range Dimensions {
				if v := m.States[s][k].Inverse[d]; !(v > 0 && v < 1e4) {
					t.Fatalf("state %d: inverse variance %v", s, v)
				}
			}
		}
	}
	for p := range m.Bigram {
		sum := 0.0
		for _, l := range m.Bigram[p] {
			sum += math.Exp(float64(l))
		}
		if math.Abs(sum-1) > 1e-3 {
			t.Errorf("what follows %s has probability %v", Name(p), sum)
		}
		if d := m.Durations[p]; math.Exp(float64(d.Mean)) < 2 || math.Exp(float64(d.Mean)) > 60 {
			t.Errorf("%s lasts %v frames", Name(p), math.Exp(float64(d.Mean)))
		}
	}
}

// TestListener: there is a score for every frame, and silence is heard as such.
func TestListener(t *testing.T) {
	l := NewListener(16000)
	l.Begin(Default(), *NewAverage(Default()))
	l.Write(append(make([]int16, 8000), vowel(16000, 0.5)...))
	l.Close()
	var scores [States]float32
	var best []int
	for l.Next(&scores) {
		most := 0
		for s := range scores {
			if scores[s] > scores[most] {
				most = s
			}
		}
		best = append(best, most/perPhone)
	}
	if len(best) != 100 {
		t.Fatalf("%d frames of a second are scored", len(best))
	}
	if best[20] != Silence || best[70] == Silence {
		t.Errorf("silence sounds like %s, a vowel like %s", Name(best[20]), Name(best[70]))
	}
}

// TestDivide: the frames of a phone go to its states in order, each having one.
func TestDivide(t *testing.T) {
	m := Default()
	phone, _ := Index("AY")
	var frames []Features
	for k := range perPhone {
		for range 3 {
			frames = append(frames, m.States[perPhone*phone+k][0].Mean)
		}
	}
	want := []int{0, 0, 0, 1, 1, 1, 2, 2, 2}
	for i := range want {
		want[i] += perPhone * phone
	}
	if diff := cmp.Diff(want, m.Divide(phone, frames)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := m.Divide(phone, frames[:2]); len(got) != 2 || got[0] > got[1] {
		t.Errorf("two frames go to %v", got)
	}
}

// TestAdaptation: means move to what is heard, the further the more is.
func TestAdaptation(t *testing.T) {
	m := Default()
	a := NewAdaptation(m)
	s := perPhone*3 + 1
	x := m.States[s][0].Mean
	x[0]++
	frames := []Features{m.States[s-1][0].Mean, x, m.States[s+1][0].Mean}
	a.Add(m, 3, frames)
	few := a.Model(10).States[s][0].Mean[0] - m.States[s][0].Mean[0]
	for range 2 * mostCounted {
		a.Add(m, 3, frames)
	}
	many := a.Model(10).States[s][0].Mean[0] - m.States[s][0].Mean[0]
	if few < 0.05 || few > 0.2 || many < 0.9 || many > 1.01 {
		t.Errorf("one frame moves the mean by %v, a thousand by %v", few, many)
	}
}
