package hearing

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
)

// taken returns the channels of a format that comes in pieces of up to most bytes.
func taken(t *testing.T, f media.Format, separate bool, b []byte, rng *rand.Rand, most int) [][]int16 {
	t.Helper()
	in, err := NewIntake(f, separate)
	if err != nil {
		t.Fatal(err)
	}
	var channels [][]int16
	add := func(n int, pcm []int16) error {
		if channels == nil {
			channels = make([][]int16, in.Channels())
		}
		channels[n] = append(channels[n], pcm...)
		return nil
	}
	for len(b) > 0 {
		n := min(len(b), 1+rng.IntN(most))
		if err := in.Append(b[:n], add); err != nil {
			t.Fatal(err)
		}
		b = b[n:]
	}
	if err := in.Close(add); err != nil {
		t.Fatal(err)
	}
	return channels
}

// TestIntake: however the bytes are cut, the sound is the same, and it is that of the recording.
func TestIntake(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	left, right := said("hello there", 100, 50), said("how are you", 50, 100)
	left = left[:min(len(left), len(right))]
	var stereo []int16
	for i := range left {
		stereo = append(stereo, left[i], right[i])
	}
	for _, rate := range []visavis.SampleRate{visavis.MicRate, 44100, 8000} {
		f := media.Format{Encoding: "linear16", Rate: rate, Channels: 2}
		b := pcm.Linear16.Append(nil, stereo)
		apart := taken(t, f, true, b, rng, len(b))
		for c, want := range [][]int16{left, right[:len(left)]} {
			want, err := pcm.Resample(want, rate, visavis.MicRate)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, apart[c]); diff != "" {
				t.Fatalf("channel %d at %d Hz differs", c, rate)
			}
		}
		mixed := taken(t, f, false, b, rng, len(b))
		for _, most := range []int{1, 3, 777, 40000} {
			if !cmp.Equal(apart, taken(t, f, true, b, rng, most)) || !cmp.Equal(mixed, taken(t, f, false, b, rng, most)) {
				t.Errorf("at %d Hz in pieces of up to %d bytes the sound is another", rate, most)
			}
		}
	}
}

// TestIntakeStop: a decoder that rests in the middle of a stream is freed; the leak check looks.
func TestIntakeStop(t *testing.T) {
	b, err := os.ReadFile("../media/testdata/stereo.opus")
	if err != nil {
		t.Fatal(err)
	}
	none := func(int, []int16) error { return nil }
	for _, end := range []func(*Intake){
		(*Intake).Stop,
		func(in *Intake) { in.Close(none); in.Stop() },
	} {
		in, err := NewIntake(media.Format{}, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Append(b[:len(b)/2], none); err != nil {
			t.Fatal(err)
		}
		end(in)
	}
	in, _ := NewIntake(media.Format{}, false)
	in.Stop() // nothing came
}

func TestIntakeRefuses(t *testing.T) {
	var format *media.FormatError
	if _, err := NewIntake(media.Format{Encoding: "g729", Rate: 8000}, false); !errors.As(err, &format) {
		t.Errorf("error %v of an encoding that is not to be had", err)
	}
	in, err := NewIntake(media.Format{}, false)
	if err != nil {
		t.Fatal(err)
	}
	var data *media.DataError
	if err := in.Append(make([]byte, 100), nil); !errors.As(err, &data) {
		t.Errorf("error %v of bytes that are no container", err)
	}
	failed := errors.New("failed")
	in, _ = NewIntake(media.Format{Encoding: "mulaw", Rate: 8000}, false)
	if err := in.Append(make([]byte, 1000), func(int, []int16) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("error %v, want that of who hears", err)
	}
}
