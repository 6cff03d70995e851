package espeak_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/espeak"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{espeak.Name: espeak.Worker})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// voice returns a voice of a running engine, or skips the test where the library is not installed.
func voice(t testing.TB, name string) visavis.Speaker {
	t.Helper()
	e := espeak.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(t, e)
	return open(t, e, name)
}

func open(t testing.TB, e *espeak.Engine, name string) visavis.Speaker {
	t.Helper()
	s, err := e.Voice(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	t.Run("en-us", func(t *testing.T) { providertest.Speaker(t, voice(t, "en-us")) })
	t.Run("de", func(t *testing.T) {
		providertest.Speaker(t, voice(t, "de"), "Guten Tag, schöne Äpfel!", "Das kostet 5,99 Euro.")
	})
	t.Run("ru", func(t *testing.T) {
		providertest.Speaker(t, voice(t, "ru"), "Привет, мир!", "Это стоит 5 рублей.")
	})
	t.Run("ja", func(t *testing.T) {
		providertest.Speaker(t, voice(t, "ja"), "こんにちは。", "ありがとう。")
	})
}

func TestTimesAreTrueToTheAudio(t *testing.T) {
	voicetest.CheckSound(t, voicetest.Speak(t, voice(t, "en-us"), nil,
		"Peter Piper picked a peck of pickled peppers.", "The big black bug bit the big black bear.",
		"Today we talk about baking apple pie with butter."))
}

func TestSpeeds(t *testing.T) { voicetest.CheckSpeeds(t, voice(t, "en-us")) }

func TestExpressivity(t *testing.T) { voicetest.CheckExpressivity(t, voice(t, "en-us")) }

// TestRepliesShareAVoice: how one is asked to speak is nothing to the next, which has the same worker.
func TestRepliesShareAVoice(t *testing.T) {
	e := espeak.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(t, e)
	voicetest.CheckSharing(t, open(t, e, "en-us"), open(t, e, "de"))
}

func TestWordsAreThoseOfTheText(t *testing.T) {
	tests := []struct {
		voice, clause, want string
	}{
		{"en-us", "“Hello,” said Zoë (at 10:30); a well-known café—it costs $5.99, 100%!",
			"Hello said Zoë at 10:30 a well-known café it costs $5.99 100%"},
		{"fr", "L'été, c'est beau !", "L'été c'est beau"},
		{"ru", "Привет, «мир» — да!", "Привет мир да"},
		{"el", "Καλημέρα, κόσμε.", "Καλημέρα κόσμε"},
		{"hi", "नमस्ते दुनिया।", "नमस्ते दुनिया"},
	}
	for _, tt := range tests {
		t.Run(tt.voice, func(t *testing.T) {
			var got []string
			for _, w := range voicetest.Speak(t, voice(t, tt.voice), nil, tt.clause).Words {
				got = append(got, w.Text)
			}
			if diff := cmp.Diff(strings.Fields(tt.want), got); diff != "" {
				t.Errorf("words of %q (-want +got):\n%s", tt.clause, diff)
			}
		})
	}
}

func TestPhonesAreARPAbetWithStress(t *testing.T) {
	var got []string
	for _, p := range voicetest.Speak(t, voice(t, "en-us"), nil, "Hello, Peter's hour.").Phones {
		name := p.Name
		if p.Stressed {
			name += "*"
		}
		got = append(got, name)
	}
	want := strings.Fields("SIL HH AH L* OW* SIL P* IY* DX ER Z AW* ER SIL")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("phones (-want +got):\n%s", diff)
	}
}

func TestClausesJoinWithoutLongSilence(t *testing.T) {
	r := voicetest.Speak(t, voice(t, "en-us"), nil, "Well,", "I think so.", "Do you?", "Yes!", "Then let us go")
	if p := r.LongestPause(); p > 350*time.Millisecond {
		t.Errorf("clauses are %v apart", p)
	}
}

// Runs of the library differ by a few samples, so the lengths may.
func TestAKilledWorkerCostsNoWord(t *testing.T) {
	s := voice(t, "en-us")
	clauses := []string{"The first clause is long enough,", "the second one is not any shorter,", "and the third one ends the reply."}
	var want, got []string
	for _, w := range voicetest.Speak(t, s, nil, clauses...).Words {
		want = append(want, w.Text)
	}
	r := voicetest.Killing(t, s, clauses...)
	for _, w := range r.Words {
		got = append(got, w.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	if end := r.Phones[len(r.Phones)-1].End; end != int64(len(r.PCM)) {
		t.Errorf("the phones end at %d, the audio at %d", end, len(r.PCM))
	}
}

// Every language that is listed is one that the library has, and speaks text in its own script.
func TestEveryLanguageSpeaks(t *testing.T) {
	e := espeak.New(slog.New(slog.DiscardHandler), 1)
	voicetest.Run(t, e)
	greetings := map[string]string{
		"am": "ሰላም", "ar": "مرحبا", "as": "নমস্কাৰ", "bn": "নমস্কার", "bpy": "নমস্কার", "el": "Γεια", "fa": "سلام",
		"grc": "Χαῖρε", "gu": "નમસ્તે", "he": "שלום", "hi": "नमस्ते", "hy": "Բարեւ", "hyw": "Բարեւ", "ja": "こんにちは",
		"ka": "გამარჯობა", "kn": "ನಮಸ್ಕಾರ", "ko": "안녕하세요", "kok": "नमस्कार", "ml": "നമസ്കാരം", "mr": "नमस्कार", "ne": "नमस्ते",
		"or": "ନମସ୍କାର", "pa": "ਸਤਿ ਸ੍ਰੀ", "sd": "هيلو", "si": "ආයුබෝවන්", "ta": "வணக்கம்", "te": "నమస్కారం", "th": "สวัสดี",
		"ug": "ياخشىمۇسىز", "ur": "سلام", "vi": "Xin chào các bạn", "ru": "Привет", "uk": "Привіт", "be": "Прывітанне",
		"bg": "Здравей", "mk": "Здраво", "sr": "Здраво", "kk": "Сәлем", "ky": "Салам", "tt": "Сәлам", "ba": "Сәләм", "cv": "Салам",
	}
	for _, v := range espeak.Voices() {
		greeting := greetings[v.Name]
		if greeting == "" {
			greeting = "Alo mama"
		}
		r := voicetest.Speak(t, open(t, e, v.Name), nil, greeting)
		if sounds := len(r.Phones); sounds < 3 || len(r.Words) == 0 {
			t.Errorf("%s (%s): %q has %d phones and %d words", v.Name, v.Label, greeting, sounds, len(r.Words))
		}
	}
}

func TestVariantsAndUnknownVoices(t *testing.T) {
	if r := voicetest.Speak(t, voice(t, "en-gb+f3"), nil, "Hello there."); len(r.Words) != 2 {
		t.Errorf("a variant told %d words, want 2", len(r.Words))
	}
	_, err := espeak.New(slog.New(slog.DiscardHandler), 1).Voice("xx")
	if err == nil || !strings.Contains(err.Error(), "en-us, en-gb") {
		t.Errorf("got %v, want an error that lists the voices", err)
	}
}

func FuzzHostileText(f *testing.F) {
	voicetest.FuzzHostile(f, voice(f, "en-us"), "aeioubcdfgxzéßø", "And this is spoken.")
}

func FuzzHostileCyrillic(f *testing.F) {
	voicetest.FuzzHostile(f, voice(f, "ru"), "аеиоуыбвгджзщъью", "Вот это сказано.")
}

func FuzzHostileKana(f *testing.F) {
	voicetest.FuzzHostile(f, voice(f, "ja"), "あいうえおかきくけこサシスセソん", "ありがとう。")
}

func BenchmarkFirstAudio(b *testing.B) { voicetest.Bench(b, voice(b, "en-us")) }

func BenchmarkFirstAudioAfterDeath(b *testing.B) {
	voicetest.BenchDeath(b, func(b *testing.B) (visavis.Speaker, func()) {
		e := espeak.New(slog.New(slog.DiscardHandler), 1)
		stop := voicetest.Start(b, e)
		return open(b, e, "en-us"), stop
	})
}
