package server

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/codec"
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

// withOpus serves Opus without a library.
func withOpus(opus *codec.Fake) Config { return Config{Encoders: media.Encoders{Opus: opus}} }

// packetSize is the bytes of a packet of codec.Fake at 24 kHz.
const packetSize = 480

// TestOpusReplies: without a container each message is one packet, to the last sample of every reply.
func TestOpusReplies(t *testing.T) {
	opus := new(codec.Fake)
	inWorld(t, withOpus(opus), func(w *world) {
		c, s := w.begin(settingsWith(`"output":{"encoding":"opus"}`))
		for turn, samples := range []int{8000, 1, 320 * 7, 320*7 + 1} {
			s.put(reply(turn+1, tone(samples, 16000))...)
			packets := 0
			for _, r := range c.take() {
				if packets += min(len(r.audio), 1); r.audio != nil && len(r.audio) != packetSize {
					t.Errorf("a message of %d bytes, want one packet of %d", len(r.audio), packetSize)
				}
			}
			if want := (samples*3/2 + packetSize - 1) / packetSize; packets != want {
				t.Errorf("%d packets for %d samples at 16 kHz, want %d", packets, samples, want)
			}
			if n := opus.Streams(); n != 0 {
				t.Errorf("%d streams are open after the reply", n)
			}
		}
	})
}

// TestAbandonedReplies: the codec's stream is closed when a reply is cut, and when the client leaves in
// the midst of it.
func TestAbandonedReplies(t *testing.T) {
	opus := new(codec.Fake)
	inWorld(t, withOpus(opus), func(w *world) {
		c, s := w.begin(settingsWith(`"output":{"encoding":"opus","container":"ogg"}`))
		s.put(reply(1, tone(8000, 16000))[:2]...)
		if opus.Streams() != 1 {
			t.Fatalf("%d streams are open during a reply", opus.Streams())
		}
		s.put(conversation.Cut{Turn: 1})
		if n := opus.Streams(); n != 0 {
			t.Errorf("%d streams are open after a cut", n)
		}
		s.put(reply(2, tone(8000, 16000))[:2]...)
		if len(audioOf(t, c.take(), 1<<20)) == 0 {
			t.Error("nothing of the next reply came")
		}
		c.CloseNow()
		synctest.Wait()
		if n := opus.Streams(); n != 0 {
			t.Errorf("%d streams are open after the client left", n)
		}
	})
}

// slow is a codec whose streams take a second to close.
type slow struct{ *codec.Fake }

func (c slow) Open(ctx context.Context, rate visavis.SampleRate, bitRate int) (media.Frames, error) {
	s, err := c.Fake.Open(ctx, rate, bitRate)
	return slowStream{s}, err
}

type slowStream struct{ media.Frames }

func (s slowStream) Close() {
	time.Sleep(time.Second)
	s.Frames.Close()
}

// TestCutDoesNotWaitForTheCodec: who interrupts hears no more of the reply, however busy the codec is.
func TestCutDoesNotWaitForTheCodec(t *testing.T) {
	inWorld(t, Config{Encoders: media.Encoders{Opus: slow{new(codec.Fake)}}}, func(w *world) {
		c := w.dialDeaf()
		c.say(settingsWith(`"output":{"encoding":"opus"}`))
		synctest.Wait()
		w.sessions[0].put(append(reply(1, tone(8000, 16000))[:5], conversation.Cut{Turn: 1})...)
		go c.collect()
		if n := len(audioOf(t, c.take(), packetSize)); n > 0 {
			t.Errorf("%d bytes of the reply came after it was cut", n)
		}
	})
}

// TestCodecBreaks: a codec that fails ends the session, and that one alone.
func TestCodecBreaks(t *testing.T) {
	opus := &codec.Fake{Err: errors.New("broken")}
	inWorld(t, withOpus(opus), func(w *world) {
		c, s := w.begin(settingsWith(`"output":{"encoding":"opus"}`))
		s.report(reply(1, tone(8000, 16000))...)
		c.expectEnd(1011, "INTERNAL_SERVER_ERROR")
		if n := opus.Streams(); n != 0 {
			t.Errorf("%d streams are open", n)
		}
		w.expectNext()
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
