package media

import (
	"bytes"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pion/opus/pkg/oggreader"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

var update = flag.Bool("update", false, "encode testdata anew, which takes ffmpeg with libopus and libmp3lame")

// fixture is a second of tone as another program encodes it.
type fixture struct {
	name     string
	ffmpeg   string // how
	rate     visavis.SampleRate
	channels int
	snr      float64 // dB that are kept at least: some less than was measured
	configs  [2]byte // of the Opus packets: those of one mode
}

var (
	silk   = [2]byte{0, 11}
	hybrid = [2]byte{12, 15}
	celt   = [2]byte{16, 31}
)

// twice makes two channels of one without changing its level.
const twice = "-af pan=stereo|c0=c0|c1=c0"

func fixtures() []fixture {
	return []fixture{
		{"silk.opus", "-c:a libopus -ar 16000 -application voip -b:a 14k", 48000, 1, 5, silk},
		{"silk60.opus", "-c:a libopus -ar 16000 -application voip -b:a 14k -frame_duration 60", 48000, 1, 5, silk},
		{"hybrid.opus", "-c:a libopus -application voip -b:a 32k", 48000, 1, 7, hybrid},
		{"celt.opus", "-c:a libopus -application lowdelay -b:a 64k -frame_duration 10", 48000, 1, 30, celt},
		{"stereo.opus", "-c:a libopus -b:a 48k " + twice, 48000, 2, 25, celt},
		{"live.webm", "-c:a libopus -b:a 48k -f webm -live 1", 48000, 1, 30, celt},
		{"mono.mp3", "-c:a libmp3lame -ar 22050 -b:a 40k -metadata title=tone", 22050, 1, 20, [2]byte{}},
		{"stereo.mp3", "-c:a libmp3lame -ar 44100 -b:a 64k " + twice, 44100, 2, 20, [2]byte{}},
		{"mono.flac", "-c:a flac -ar 16000", 16000, 1, 60, [2]byte{}},
		{"stereo.flac", "-c:a flac -ar 8000 -sample_fmt s32 " + twice, 8000, 2, 60, [2]byte{}},
	}
}

// read returns the fixture's bytes, and makes them before with -update.
func (f fixture) read(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join("testdata", f.name)
	if *update {
		wav := filepath.Join(t.TempDir(), "tone.wav")
		x := tone(48000)
		file := pcm.Linear16.Append(pcm.Linear16.AppendWAVHeader(nil, 48000, int64(len(x))), x)
		if err := os.WriteFile(wav, file, 0o600); err != nil {
			t.Fatal(err)
		}
		args := slices.Concat([]string{"-v", "fatal", "-y", "-i", wav}, strings.Fields(f.ffmpeg), []string{"-bitexact", "-page_duration", "100000", path})
		if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
			t.Fatalf("ffmpeg: %v: %s", err, out)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFixtures: what other programs encode is decoded at the right pitch, level and time.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures() {
		t.Run(f.name, func(t *testing.T) {
			d := newDecoder(t, Format{})
			got, err := decode(t, d, f.read(t), 1)
			if err != nil || d.Rate() != f.rate || d.Channels() != f.channels {
				t.Fatalf("%d Hz, %d channels, error %v; want %d Hz, %d channels", d.Rate(), d.Channels(), err, f.rate, f.channels)
			}
			if over := len(got)/f.channels - int(f.rate); over < -10 || over > int(f.rate)/10 {
				t.Errorf("%d samples too many", over)
			}
			kept, louder := compare(tone(f.rate), pcm.Mix(got, f.channels))
			t.Logf("signal to noise %.1f dB, level %+.2f dB", kept, louder)
			if kept < f.snr || math.Abs(louder) > 1 {
				t.Errorf("signal to noise is %.1f dB, want %.0f; the level is off by %.2f dB", kept, f.snr, louder)
			}
		})
	}
}

// compare tells how much of the middle of a sound was kept and how much louder it became, in dB.
func compare(want, got []int16) (snr, louder float64) {
	var signal, noise, power float64
	for i := len(want) / 4; i < len(want)*3/4; i++ {
		w, g := float64(want[i]), float64(got[i])
		signal, noise, power = signal+w*w, noise+(w-g)*(w-g), power+g*g
	}
	return 10 * math.Log10(signal/(noise+1e-9)), 10 * math.Log10(power/signal)
}

// packets returns the Opus packets of an Ogg file without its headers.
func packets(t testing.TB, b []byte) (all [][]byte, preSkip int) {
	t.Helper()
	r, head, err := oggreader.NewWith(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, _, err := r.ParseNextPacket()
		if err != nil {
			return all[1:], int(head.PreSkip)
		}
		all = append(all, p)
	}
}

// TestModes: the fixtures are of the modes that they stand for. Encoders change between modes by
// themselves, which is decoded too.
func TestModes(t *testing.T) {
	for _, f := range fixtures() {
		if !strings.HasSuffix(f.name, ".opus") {
			continue
		}
		all, _ := packets(t, f.read(t))
		right := 0
		for _, p := range all {
			if config := p[0] >> 3; config >= f.configs[0] && config <= f.configs[1] {
				right++
			}
		}
		if right < len(all)/3 {
			t.Errorf("%s: only %d of %d packets are of configurations %v", f.name, right, len(all), f.configs)
		}
	}
}

// TestPackets: packets one by one give what they give in a file.
func TestPackets(t *testing.T) {
	for _, f := range fixtures() {
		if !strings.HasSuffix(f.name, ".opus") {
			continue
		}
		file := f.read(t)
		want, err := decode(t, newDecoder(t, Format{Encoding: oggOpus}), file, 5)
		if err != nil {
			t.Fatal(err)
		}
		d := newDecoder(t, Format{Encoding: opusPackets, Rate: 16000, Channels: f.channels})
		all, preSkip := packets(t, file)
		var got []int16
		for _, p := range all {
			if got, err = d.Append(got, p); err != nil {
				t.Fatal(err)
			}
		}
		if d.Rate() != 48000 || !slices.Equal(got[preSkip*f.channels:], want) {
			t.Errorf("%s: %d samples at %d Hz, want %d", f.name, len(got), d.Rate(), len(want))
		}
	}
}

// TestPacketsAreNoContainer: who names opus and sends a container is told so, and does not hear noise.
func TestPacketsAreNoContainer(t *testing.T) {
	for _, f := range fixtures()[3:6] {
		d := newDecoder(t, Format{Encoding: opusPackets})
		if _, err := d.Append(nil, f.read(t)); err == nil || !strings.Contains(err.Error(), "leave encoding out") {
			t.Errorf("%s: error %v", f.name, err)
		}
	}
}

// TestChained: streams that follow one another in a file are decoded one after the other.
func TestChained(t *testing.T) {
	var file []byte
	var want []int16
	for _, f := range []fixture{fixtures()[0], fixtures()[3]} {
		file = append(file, f.read(t)...)
		samples, err := decode(t, newDecoder(t, Format{}), f.read(t), 1)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, samples...)
	}
	if got, err := decode(t, newDecoder(t, Format{}), file, 2); err != nil || !slices.Equal(got, want) {
		t.Errorf("%d samples, want %d; error %v", len(got), len(want), err)
	}
}

// TestSilentPackets: a packet without sound, as an encoder sends that saves silence, lasts as long
// as its header says.
func TestSilentPackets(t *testing.T) {
	for _, f := range fixtures()[:4] {
		d := newDecoder(t, Format{Encoding: opusPackets})
		all, _ := packets(t, f.read(t))
		sound, err := d.Append(nil, all[10])
		if err != nil {
			t.Fatal(err)
		}
		silence, err := d.Append(nil, all[10][:1])
		if err != nil || len(silence) != len(sound) {
			t.Errorf("%s: %d samples, want %d; error %v", f.name, len(silence), len(sound), err)
		}
	}
}
