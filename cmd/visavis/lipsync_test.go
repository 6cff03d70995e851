package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

const spokenText = "The quick brown fox jumps over the lazy dog. Please buy 5.99 worth of mangoes, perhaps a few more for Bob."

// knownSpeech is a recording of spokenText whose phone times are known.
type knownSpeech struct {
	wav     string
	samples []int16
	rate    visavis.SampleRate
	timeline
}

func speakTo(t *testing.T, voice, text string) (s knownSpeech) {
	t.Helper()
	dir := t.TempDir()
	s.wav = filepath.Join(dir, "speech.wav")
	line := filepath.Join(dir, "speech.json")
	if code, _, errs := runCommand(t, "speak", text, "-voice", voice, "-o", s.wav, "-timeline", line); code != 0 {
		t.Skipf("flite is not here: %s", errs)
	}
	f, err := os.Open(s.wav)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s.samples, s.rate, err = pcm.ReadWAV(f); err != nil {
		t.Fatal(err)
	}
	readJSON(t, line, &s.timeline)
	return s
}

// runCommand runs a command and returns its status and what it has written.
func runCommand(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), terminal{in: strings.NewReader(""), out: &o, err: &e, lookup: noEnvironment, dir: t.TempDir()}, args)
	return code, o.String(), e.String()
}

func noEnvironment(string) (string, bool) { return "", false }

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// lipsOf runs lipsync, which must succeed, and reads its timeline.
func lipsOf(t *testing.T, args ...string) (tl streamed, errs string) {
	t.Helper()
	code, out, errs := runCommand(t, append([]string{"lipsync"}, args...)...)
	if code != 0 {
		t.Fatalf("status %d: %s", code, errs)
	}
	if err := json.Unmarshal([]byte(out), &tl); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	whole(t, tl)
	return tl, errs
}

// whole: phones and visemes fill the recording, words are in order.
func whole(t *testing.T, tl streamed) {
	t.Helper()
	at := int64(0)
	for _, p := range tl.Phones {
		if p.Start != at || p.End <= p.Start {
			t.Fatalf("phone %v at %d", p, at)
		}
		at = p.End
	}
	if at != int64(tl.Samples) {
		t.Fatalf("phones end at %d of %d", at, tl.Samples)
	}
	at = 0
	for _, v := range tl.Visemes {
		if v.Start != at || v.End <= v.Start {
			t.Fatalf("viseme %v at %d", v, at)
		}
		at = v.End
	}
	if at != int64(tl.Samples) {
		t.Fatalf("visemes end at %d of %d", at, tl.Samples)
	}
	at = 0
	for _, w := range tl.Words {
		if w.Start < at || w.End < w.Start {
			t.Fatalf("word %v at %d", w, at)
		}
		at = w.End
	}
}

// agreement is the share of 10 ms in which both have the same viseme.
func agreement(a timeline, b streamed) float64 {
	viseme := func(in []timelineViseme, ms int64, rate visavis.SampleRate) string {
		for _, v := range in {
			if at := ms * int64(rate) / 1000; v.Start <= at && at < v.End {
				return v.Viseme
			}
		}
		return "sil"
	}
	var found []timelineViseme
	for _, v := range b.Visemes {
		found = append(found, v.timelineViseme)
	}
	same, all := 0, 0
	for ms := int64(0); ms < int64(a.Samples)*1000/int64(a.SampleRate); ms += 10 {
		all++
		if viseme(a.Visemes, ms, a.SampleRate) == viseme(found, ms, b.SampleRate) {
			same++
		}
	}
	return float64(same) / float64(all)
}

func (s knownSpeech) agrees(t *testing.T, tl streamed, least float64) {
	t.Helper()
	if got := agreement(s.timeline, tl); got < least {
		t.Errorf("%.0f %% of the frames have the right viseme, want %.0f %%", 100*got, 100*least)
	}
}

func wordsOf(tl streamed) string {
	var words []string
	for _, w := range tl.Words {
		words = append(words, w.Word)
	}
	return strings.Join(words, " ")
}

func TestLipsyncFindsWhatFliteKnows(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	tl, errs := lipsOf(t, s.wav, "--text", spokenText)
	s.agrees(t, tl, 0.8)
	if got := wordsOf(tl); got != strings.NewReplacer(",", "", "dog.", "dog", "Bob.", "Bob").Replace(spokenText) {
		t.Errorf("words %q", got)
	}
	if errs != "" {
		t.Errorf("it says %q", errs)
	}
}

func TestLipsyncStream(t *testing.T) {
	s := speakTo(t, "rms", spokenText)
	text := filepath.Join(t.TempDir(), "text.txt")
	writeFile(t, text, "\ufeff"+spokenText+"\r\n")
	live, _ := lipsOf(t, s.wav, "--text-file", text, "--stream")
	s.agrees(t, live, 0.7)
	sum := int64(0)
	for _, p := range live.Phones {
		if p.Behind < 0 {
			t.Errorf("%v was known before it was over", p)
		}
		sum += p.Behind
	}
	if mean := 1000 * float64(sum) / float64(len(live.Phones)) / float64(s.rate); mean < 10 || mean > 150 {
		t.Errorf("phones are %.0f ms behind the audio", mean)
	}
	if _, out, _ := runCommand(t, "lipsync", s.wav); strings.Contains(out, "behind") {
		t.Error("behind is told of a file too")
	}
}

// TestLipsyncPieces: without a text a file and a stream are heard alike.
func TestLipsyncPieces(t *testing.T) {
	s := speakTo(t, "rms", spokenText)
	_, whole, _ := runCommand(t, "lipsync", s.wav, "-f", "xml")
	_, live, _ := runCommand(t, "lipsync", s.wav, "-f", "xml", "--stream")
	if diff := cmp.Diff(whole, live); diff != "" {
		t.Errorf("pieces make a difference:\n%s", diff)
	}
}

func TestLipsyncStereo(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	samples, err := pcm.Resample(s.samples, s.rate, 44100)
	if err != nil {
		t.Fatal(err)
	}
	wav := filepath.Join(t.TempDir(), "stereo.wav")
	writeFile(t, wav, stereoWAV(samples, 44100))
	tl, _ := lipsOf(t, wav, "--text", spokenText)
	if tl.SampleRate != 44100 || tl.Samples != len(samples) {
		t.Errorf("%d samples of %d Hz", tl.Samples, tl.SampleRate)
	}
	s.agrees(t, tl, 0.8)
}

// stereoWAV has the samples in both channels.
func stereoWAV(samples []int16, rate int) string {
	le := binary.LittleEndian
	b := append(le.AppendUint32([]byte("RIFF"), uint32(36+4*len(samples))), "WAVEfmt "...)
	b = le.AppendUint16(le.AppendUint16(le.AppendUint32(b, 16), 1), 2)
	b = le.AppendUint32(le.AppendUint32(b, uint32(rate)), uint32(4*rate))
	b = append(le.AppendUint16(le.AppendUint16(b, 4), 16), "data"...)
	b = le.AppendUint32(b, uint32(4*len(samples)))
	for _, s := range samples {
		b = le.AppendUint16(le.AppendUint16(b, uint16(s)), uint16(s))
	}
	return string(b)
}

func writeWAV(t *testing.T, samples []int16, rate visavis.SampleRate) string {
	t.Helper()
	var b bytes.Buffer
	if err := pcm.WriteWAV(&b, samples, rate); err != nil {
		t.Fatal(err)
	}
	wav := filepath.Join(t.TempDir(), "some.wav")
	writeFile(t, wav, b.String())
	return wav
}

func TestLipsyncWithoutText(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	for _, args := range [][]string{{s.wav}, {s.wav, "--text", ""}, {s.wav, "--text", " … "}} {
		tl, errs := lipsOf(t, args...)
		s.agrees(t, tl, 0.4)
		if len(tl.Words) > 0 || len(args) < 3 && errs != "" {
			t.Errorf("words %v, and it says %q", tl.Words, errs)
		}
	}
	tl, errs := lipsOf(t, s.wav, "--text", "Быстрая лиса прыгает.")
	s.agrees(t, tl, 0.4)
	if !strings.Contains(errs, "English") {
		t.Errorf("of a text in another script it says %q", errs)
	}
}

func TestLipsyncWrongText(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	tl, errs := lipsOf(t, s.wav, "--text", "Nothing at all of this has been uttered by anyone in our whole village since the year of the great flood.")
	s.agrees(t, tl, 0.3)
	if !strings.Contains(errs, "not what is said") {
		t.Errorf("it says %q", errs)
	}
}

func TestLipsyncSilence(t *testing.T) {
	for _, n := range []int{0, 1, 100, 16000} {
		wav := writeWAV(t, make([]int16, n), 16000)
		for _, text := range []string{"", "Hello."} {
			tl, _ := lipsOf(t, wav, "--text", text)
			if text == "" && len(tl.Phones) > 1 {
				t.Errorf("%d samples of silence sound like %v", n, tl.Phones)
			}
		}
		if code, out, errs := runCommand(t, "lipsync", wav, "-f", "tsv"); code != 0 || !strings.HasPrefix(out, "0.00\tX\n") {
			t.Errorf("%d samples: status %d, %q, %q", n, code, out, errs)
		}
	}
}

func TestLipsyncFormats(t *testing.T) {
	tone := make([]int16, 8000)
	for i := range tone {
		tone[i] = int16(8000 * math.Sin(float64(i)/5))
	}
	wav := writeWAV(t, tone, 8000)
	for format, want := range map[string]string{
		"json": `{"sample_rate":8000,"samples":8000,`, "rhubarb": "{\n  \"metadata\": {\n    \"soundFile\": \"" + wav, "tsv": "0.00\t",
		"xml": "<?xml", "dat": "MohoSwitch1\n1 ", "arkit-csv": "Timecode,BlendShapeCount,EyeBlinkLeft,",
	} {
		out := filepath.Join(t.TempDir(), "out")
		if code, _, errs := runCommand(t, "lipsync", wav, "-f", format, "-o", out); code != 0 {
			t.Errorf("%s: %s", format, errs)
		}
		b, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(b), want) {
			t.Errorf("%s: %v, %.60s", format, err, b)
		}
	}
	_, out, _ := runCommand(t, "lipsync", wav, "-f", "arkit-csv", "-fps", "24")
	if lines := strings.Count(out, "\n"); lines != 25 {
		t.Errorf("a second at 24 frames has %d lines, want 25 with the header", lines)
	}
}

func TestLipsyncCalibrated(t *testing.T) {
	s := speakTo(t, "awb", spokenText)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a": "A rod is used to catch pink salmon.", "b": "The boy was there when the sun rose.", "c": "Kick the ball straight and follow through.",
	} {
		b, err := os.ReadFile(speakTo(t, "awb", text).wav)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(folder, name+".WAV"), string(b))
		if name != "c" {
			writeFile(t, filepath.Join(folder, name+".txt"), text)
		}
	}
	tl, errs := lipsOf(t, s.wav, "--text", spokenText, "--calibrate", folder)
	s.agrees(t, tl, 0.8)
	if errs != "" {
		t.Errorf("it says %q", errs)
	}
}

func TestLipsyncExplains(t *testing.T) {
	dir := t.TempDir()
	mp3, broken, wav := filepath.Join(dir, "a.mp3"), filepath.Join(dir, "a.wav"), writeWAV(t, nil, 16000)
	slow := writeWAV(t, make([]int16, 100), 100)
	writeFile(t, mp3, "ID3 and so on, for more than twelve bytes")
	writeFile(t, broken, "RIFF")
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"", 2, "which recording"},
		{"a.wav b.wav", 2, "one recording"},
		{"a.wav -f mp4", 2, "arkit-csv"},
		{"a.wav -fps 1000", 2, "240"},
		{"a.wav -text x -text-file y", 2, "only one"},
		{"- -text-file -", 2, "standard input"},
		{"a.wav -extendedShapes ABC", 2, "G, H and X"},
		{dir + "/none.wav", 1, "none.wav"},
		{mp3, 1, "ffmpeg"},
		{broken, 1, broken},
		{slow, 1, "100 Hz"},
		{wav + " -text-file " + dir + "/none.txt", 1, "none.txt"},
		{wav + " -calibrate " + dir + "/none", 1, "calibrate"},
		{wav + " -calibrate " + t.TempDir(), 1, "no WAV"},
		{wav + " -o " + dir, 1, dir},
	} {
		code, _, errs := runCommand(t, append([]string{"lipsync"}, strings.Fields(tt.args)...)...)
		if code != tt.code || !strings.Contains(errs, tt.want) {
			t.Errorf("%q: status %d and %q, want %d and something about %q", tt.args, code, errs, tt.code, tt.want)
		}
	}
}

// TestLipsyncFaint: a recording that is 40 dB too faint has the same words; one with nothing but the
// noise of an open line has none.
func TestLipsyncFaint(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	faint, noise := make([]int16, len(s.samples)), make([]int16, len(s.samples))
	for i, v := range s.samples {
		faint[i], noise[i] = v/100, int16(i*7919%5-2)
	}
	words := func(samples []int16) (said []string) {
		tl, _ := lipsOf(t, writeWAV(t, samples, s.rate), "-text", spokenText)
		for _, w := range tl.Words {
			said = append(said, w.Word)
		}
		return said
	}
	if diff := cmp.Diff(words(s.samples), words(faint)); diff != "" {
		t.Errorf("faint (-loud +faint):\n%s", diff)
	}
	if said := words(noise); len(said) > 0 {
		t.Errorf("in noise there are the words %q", said)
	}
}

// TestLipsyncLexicon: the configuration tells how words are spoken.
func TestLipsyncLexicon(t *testing.T) {
	s := speakTo(t, "slt", spokenText)
	file := filepath.Join(t.TempDir(), "visavis.yaml")
	if err := os.WriteFile(file, []byte("lips: {lexicon: {fox: F AO1 K S T}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tl, _ := lipsOf(t, s.wav, "-text", spokenText, "-config", file)
	var said []string
	for _, p := range tl.Phones {
		if fox := tl.Words[3]; p.Start >= fox.Start && p.End <= fox.End {
			said = append(said, p.Phone)
		}
	}
	if diff := cmp.Diff([]string{"F", "AO", "K", "S", "T"}, said); diff != "" {
		t.Errorf("the fox is said otherwise (-want +got):\n%s", diff)
	}
	if err := os.WriteFile(file, []byte("lips: {lexicon: {fox: XX}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := runCommand(t, "lipsync", s.wav, "-config", file); code != 1 || !strings.Contains(errs, "fox") {
		t.Errorf("status %d and %q for what is no sound", code, errs)
	}
}
