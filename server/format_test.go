package server

import (
	"math"
	"os"
	"testing"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/media"
)

// decoded returns the samples of a stream that package media understands.
func decoded(t *testing.T, f media.Format, b []byte) []int16 {
	t.Helper()
	d, err := media.NewDecoder(f)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := d.Append(nil, b)
	if err != nil {
		t.Fatal(err)
	}
	samples, err = d.Close(samples)
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

// TestCompressedReplies: every reply is a stream of its own, whole to the last sample, with the
// headers of a new one.
func TestCompressedReplies(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settingsWith(`"output":{"encoding":"flac","sample_rate":16000}`))
		for turn := 1; turn <= 2; turn++ {
			pcm := tone(8000+turn, 16000)
			s.put(reply(turn, pcm)...)
			all := audioOf(t, c.take(), 1<<20)
			got := decoded(t, media.Format{Encoding: "flac"}, all)
			if len(got) != len(pcm) || math.Abs(rms(got)-rms(pcm)) > 1 {
				t.Errorf("turn %d: %d samples with a level of %.0f came, want %d with %.0f", turn, len(got), rms(got), len(pcm), rms(pcm))
			}
			if len(all) > len(pcm)*2 {
				t.Errorf("turn %d: %d bytes for %d samples are not compressed", turn, len(all), len(pcm))
			}
		}
	})
}

// TestCutCompressedReply: the next one can be read all the same.
func TestCutCompressedReply(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settingsWith(`"output":{"encoding":"flac","sample_rate":16000}`))
		pcm := tone(8000, 16000)
		s.put(reply(1, pcm)[:2]...) // it never ends
		s.put(conversation.Cut{Turn: 1})
		c.take()
		s.put(reply(2, pcm)...)
		if got := decoded(t, media.Format{Encoding: "flac"}, audioOf(t, c.take(), 1<<20)); len(got) != len(pcm) {
			t.Errorf("%d samples came, want %d", len(got), len(pcm))
		}
	})
}

// TestCompressedMicrophone: a file, in pieces of odd sizes, at a rate of its own.
func TestCompressedMicrophone(t *testing.T) {
	for file, encoding := range map[string]string{"mono.flac": "flac", "stereo.flac": "flac", "hybrid.opus": "ogg-opus"} {
		t.Run(file, func(t *testing.T) {
			b, err := os.ReadFile("../internal/media/testdata/" + file)
			if err != nil {
				t.Fatal(err)
			}
			want := decoded(t, media.Format{}, b)
			inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}}, func(w *world) {
				c, s := w.begin(settingsWith(`"input":{"encoding":"` + encoding + `"}`))
				for rest := b; len(rest) > 0; {
					n := min(997, len(rest))
					c.sendAudio(rest[:n])
					rest = rest[n:]
				}
				s.told()
				if len(s.heard) == 0 || rms(s.heard) < rms(want)/2 {
					t.Errorf("%d samples with a level of %.0f were heard, of %d with %.0f", len(s.heard), rms(s.heard), len(want), rms(want))
				}
			})
		})
	}
}

func TestAudioThatIsNone(t *testing.T) {
	inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}}, func(w *world) {
		c, _ := w.begin(settingsWith(`"input":{"encoding":"flac"}`))
		c.sendAudio(make([]byte, 4096))
		c.expectEnd(1008, "USER_AUDIO_FORMAT", "audio.input")
		w.expectNext()
	})
}
