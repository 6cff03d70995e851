package codec

import (
	"bytes"
	"testing"
	"time"

	"github.com/visavis/visavis/internal/media"
)

// TestJoin: where another encoder has taken over, the sound goes on as if nothing had happened.
func TestJoin(t *testing.T) {
	for _, f := range []format{{Opus, 48000, 64_000}, {MP3, 22050, 48_000}} {
		e := run(t, 1)
		s := open(t, e, f).(*stream)
		frames := sound(f.rate, 50*s.Size())
		whole := encode(t, s, frames, one)
		again := open(t, e, f).(*stream)
		joined := encode(t, again, frames[:len(frames)/2], one)
		again.proc.Kill()
		half, died := len(frames)/2, time.Now()
		joined = append(joined, encode(t, again, frames[half:half+s.Size()], one)...)
		t.Logf("%v: the death of a worker cost %v", f, time.Since(died))
		joined = append(joined, encode(t, again, frames[half+s.Size():], one)...)
		want, got := decodePackets(t, f, whole), decodePackets(t, f, joined)
		if len(want) != len(got) {
			t.Fatalf("%v: %d samples, want %d", f, len(got), len(want))
		}
		from := len(want)/2 - 2*s.Size()
		kept := snr(want[from:from+8*s.Size()], got[from:from+8*s.Size()])
		t.Logf("%v: signal to noise %.1f dB where two encoders meet", f, kept)
		if kept < 30 {
			t.Errorf("%v: signal to noise is %.1f dB where two encoders meet", f, kept)
		}
		if click, usual := steepest(got[from:from+8*s.Size()]), steepest(want); click > usual*5/4 {
			t.Errorf("%v: a click of %d where two encoders meet; else neighbours differ by %d at most", f, click, usual)
		}
	}
}

// steepest is how far a sample is from the next at most.
func steepest(x []int16) (step int) {
	for i := range x[1:] {
		step = max(step, int(x[i])-int(x[i+1]), int(x[i+1])-int(x[i]))
	}
	return step
}

func decodePackets(t *testing.T, f format, packets [][]byte) []int16 {
	t.Helper()
	if f.codec != Opus {
		return decode(t, bytes.Join(packets, nil))
	}
	d, err := media.NewDecoder(media.Format{Encoding: "opus"})
	if err != nil {
		t.Fatal(err)
	}
	var got []int16
	for _, p := range packets {
		if got, err = d.Append(got, p); err != nil {
			t.Fatal(err)
		}
	}
	return got
}
