package server

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/pcm"
)

func settingsWith(audio string) string {
	return `{"type":"Settings","visavis":{"version":1},"audio":{` + audio + `},"agent":{}}`
}

func tone(n int, rate visavis.SampleRate) []int16 {
	s := make([]int16, n)
	for i := range s {
		s[i] = int16(8000 * math.Sin(2*math.Pi*440*float64(i)/float64(rate)))
	}
	return s
}

// audioOf joins the audio that has arrived and checks that no frame is longer than promised.
func audioOf(t *testing.T, list []received, most int) []byte {
	t.Helper()
	var all []byte
	for _, r := range list {
		if len(r.audio) > most {
			t.Errorf("a frame has %d bytes, more than %d", len(r.audio), most)
		}
		all = append(all, r.audio...)
	}
	return all
}

func TestMicrophone(t *testing.T) {
	for _, rate := range []visavis.SampleRate{8000, 16000, 22050, 24000, 44100, 48000} {
		for _, e := range []pcm.Encoding{pcm.Linear16, pcm.MuLaw, pcm.ALaw} {
			t.Run(fmt.Sprintf("%v at %d", e, rate), func(t *testing.T) {
				inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}}, func(w *world) {
					c, s := w.begin(settingsWith(fmt.Sprintf(`"input":{"encoding":"%v","sample_rate":%d}`, e, rate)))
					in := e.Append(nil, tone(int(rate), rate)) // a second
					for cut := 1; len(in) > 0; cut = min(len(in), 997) {
						c.sendAudio(in[:cut]) // odd sizes split samples
						in = in[cut:]
					}
					s.told()
					// The resampler holds back forty samples of the lower rate.
					if got, least := len(s.heard), 16000-40*16000/int(min(rate, 16000))-1; got < least || got > 16000 {
						t.Errorf("a second became %d samples, want %d to 16000", got, least)
					}
					if r := rms(s.heard[1000:]); math.Abs(r-8000/math.Sqrt2) > 300 {
						t.Errorf("the tone's level is %.0f, want %.0f", r, 8000/math.Sqrt2)
					}
				})
			})
		}
	}
}

func rms(s []int16) float64 {
	sum := 0.0
	for _, v := range s {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(s)))
}

func TestAudioNobodyHearsIsCounted(t *testing.T) {
	inWorld(t, Config{Ears: []Ears{{ID: "sphinx", Transcriber: ears{}}}}, func(w *world) {
		c := w.dial()
		c.sendAudio(make([]byte, 640))
		c.say(settings)
		c.sendAudio(make([]byte, 640))
		c.types()
		if n := w.srv.metrics.deaf.Load(); n != 1 {
			t.Errorf("%d frames were counted as lost, want the one before Settings", n)
		}
	})
}

func TestReplyFormats(t *testing.T) {
	for _, rate := range []visavis.SampleRate{8000, 16000, 24000, 44100, 48000} {
		for _, e := range []pcm.Encoding{pcm.Linear16, pcm.MuLaw, pcm.ALaw} {
			for _, container := range []string{"none", "wav"} {
				t.Run(fmt.Sprintf("%v at %d in %s", e, rate, container), func(t *testing.T) {
					inWorld(t, Config{}, func(w *world) {
						c, s := w.begin(settingsWith(fmt.Sprintf(`"output":{"encoding":"%v","sample_rate":%d,"container":%q}`, e, rate, container)))
						in := tone(4321, 16000)
						for turn := 1; turn <= 2; turn++ {
							s.put(reply(turn, in)...)
							got := audioOf(t, c.take(), int(rate.N(frameLength))*e.Size())
							want := e.Append(header(e, rate, container), must(pcm.Resample(in, 16000, rate)))
							if !bytes.Equal(got, want) {
								t.Fatalf("turn %d: %d bytes differ from the %d of the reply converted in one piece", turn, len(got), len(want))
							}
						}
					})
				})
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func header(e pcm.Encoding, rate visavis.SampleRate, container string) []byte {
	if container == "none" {
		return nil
	}
	return e.AppendWAVHeader(nil, rate, pcm.UnknownLength)
}

// reply is a turn whose audio comes in pieces of 700 samples.
func reply(turn int, pcm []int16) []conversation.Output {
	list := []conversation.Output{conversation.TurnStarted{Turn: turn}}
	total := int64(len(pcm))
	for start := int64(0); len(pcm) > 0; {
		n := min(700, len(pcm))
		list = append(list, &conversation.Audio{Turn: turn, Start: start, Rate: 16000, PCM: pcm[:n]})
		pcm, start = pcm[n:], start+int64(n)
	}
	return append(list, conversation.AudioDone{Turn: turn, Rate: 16000, Samples: total})
}

func TestVoicesOfDifferentRates(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(settings)
		for turn, rate := range []visavis.SampleRate{16000, 22050, 16000} {
			in := tone(int(rate), rate)
			s.put(conversation.TurnStarted{Turn: turn + 1}, &conversation.Audio{Turn: turn + 1, Rate: rate, PCM: in},
				conversation.AudioDone{Turn: turn + 1, Rate: rate, Samples: int64(rate)})
			if got := len(audioOf(t, c.take(), 1920)); got != 2*24000 {
				t.Errorf("a second at %d Hz became %d bytes, want 48000", rate, got)
			}
		}
	})
}

func TestHeardComesBackInTheVoicesSamples(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(extended)
		s.put(reply(1, tone(16000, 16000))...)
		for _, tt := range []struct {
			say  string
			want []conversation.Input
			why  string
		}{
			{`{"type":"VisavisHeard","turn":1,"sample":12000}`, []conversation.Input{conversation.Heard{Turn: 1, Sample: 8000}}, "half is half"},
			{`{"type":"VisavisHeard","turn":1,"sample":24000,"final":true}`, []conversation.Input{conversation.Heard{Turn: 1, Sample: 16000, Final: true}}, "all is all"},
			{`{"type":"VisavisHeard","turn":1,"sample":9223372036854775807}`, []conversation.Input{conversation.Heard{Turn: 1, Sample: 16000}}, "nobody hears more than was sent"},
			{`{"type":"VisavisHeard","turn":9,"sample":100}`, nil, "there is no turn 9"},
		} {
			c.say(tt.say)
			expect(t, tt.why, s.told(), tt.want)
		}
	})
}

func TestHeardBeforeTheReplyIsComplete(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		c, s := w.begin(extended)
		s.put(reply(1, tone(16000, 16000))[:3]...) // 1400 samples, some of which the resampler holds back
		c.say(`{"type":"VisavisHeard","turn":1,"sample":9223372036854775807}`)
		told := s.told()
		if len(told) != 1 {
			t.Fatalf("the session was told %v", told)
		}
		if h := told[0].(conversation.Heard); h.Sample < 1300 || h.Sample > 1400 {
			t.Errorf("all that was sent is sample %d, want a little less than 1400", h.Sample)
		}
	})
}

// TestClock holds for any rates: what is reported as heard was made, grows with the report, and is
// within a sample of the truth of the coarser rate.
func TestClock(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		from, to := visavis.SampleRate(8000+rnd.IntN(40001)), visavis.SampleRate(8000+rnd.IntN(40001))
		made := rnd.Int64N(1 << 24)
		tr := track{turn: 1 + rnd.IntN(100), from: from, to: to, made: made, sent: rescale(made, from, to), completed: true}
		c := new(clock)
		c.update(tr)
		last := int64(0)
		for sample := int64(0); sample < tr.sent; sample += 1 + rnd.Int64N(tr.sent/20+1) {
			got, ok := c.heard(tr.turn, sample)
			if !ok || got < last || got > made {
				t.Fatalf("%d→%d Hz: sample %d of %d is %d of %d after %d", from, to, sample, tr.sent, got, made, last)
			}
			tolerance := float64(from)/float64(to)/2 + 1
			if exact := float64(sample) * float64(from) / float64(to); math.Abs(float64(got)-exact) > tolerance {
				t.Fatalf("%d→%d Hz: sample %d is %d, not %.1f", from, to, sample, got, exact)
			}
			last = got
		}
		if got, _ := c.heard(tr.turn, tr.sent); got != made {
			t.Fatalf("%d→%d Hz: all %d samples heard are %d of %d", from, to, tr.sent, got, made)
		}
	}
}

func TestRefusedAudioFormats(t *testing.T) {
	for audio, member := range map[string]string{
		`"input":{"encoding":"speex","sample_rate":16000}`:   "audio.input.encoding",
		`"input":{"encoding":"linear16","sample_rate":4000}`: "audio.input.sample_rate",
		`"input":{"encoding":"linear16","sample_rate":-1}`:   "audio.input.sample_rate",
		`"output":{"encoding":"mp3"}`:                        "audio.output.encoding",
		`"output":{"bitrate":48000}`:                         "audio.output.bitrate",
		`"output":{"encoding":"flac","sample_rate":96000}`:   "audio.output.sample_rate",
		`"output":{"sample_rate":96000}`:                     "audio.output.sample_rate",
		`"output":{"container":"ogg"}`:                       "audio.output.container",
	} {
		t.Run(audio, func(t *testing.T) {
			inWorld(t, Config{}, func(w *world) {
				c := w.dial()
				c.say(settingsWith(audio))
				c.expectEnd(1008, "INVALID_SETTINGS", member)
			})
		})
	}
}

func TestUTF16Offset(t *testing.T) {
	const text = "a😀é\xffz"
	for bytes, want := range map[int]int{-1: 0, 0: 0, 1: 1, 5: 3, 7: 4, 8: 5, 9: 6, 99: 6} {
		if got := utf16Offset(text, bytes); got != want {
			t.Errorf("byte %d of %q is unit %d, want %d", bytes, text, got, want)
		}
	}
}
