package deepgram

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/record"
)

var (
	update = flag.Bool("update", false, "record testdata with the simulator")
	live   = flag.Bool("record", false, "record testdata with the vendor, by DEEPGRAM_API_KEY and DEEPGRAM_BASE_URL")
)

// said is what can be heard in spokenFile.
const (
	said       = "Turn on the lights."
	spokenFile = "../../internal/record/testdata/spoken.wav"
)

// conversation is one that is recorded. It is held the same way each time, and notes what the driver
// made of it.
type conversation struct {
	about string
	hold  func(*testing.T, *record.Tape, Config)
}

// conversations are recorded as testdata/<name>.txtar.
func conversations() map[string]conversation {
	ears := func(make func(Config) visavis.Transcriber) func(*testing.T, *record.Tape, Config) {
		return func(t *testing.T, tape *record.Tape, cfg Config) { recordEars(t, tape, make(cfg)) }
	}
	return map[string]conversation{
		"listen-v1": {"A sentence that the server finds the end of before we do; a pause; the sentence again, and we are first.",
			ears(func(c Config) visavis.Transcriber { return NewListen(c, ListenOptions{Keyterms: []string{"lights"}}) })},
		"listen-v2-flux": {"A sentence, a pause, and the sentence again: the server judges when each turn is over.",
			ears(func(c Config) visavis.Transcriber {
				return NewListen(c, ListenOptions{Model: "flux-general-en", EagerEOTThreshold: 0.4})
			})},
		"listen-rest": {"A sentence, a pause, and the sentence again, in one request each.",
			ears(func(c Config) visavis.Transcriber { return NewPrerecorded(c, TranscribeOptions{}) })},
		"speak-v1":   {"A reply of two clauses, one that is interrupted after half a second, and one more, over one socket.", recordVoice},
		"speak-rest": {"A text is spoken in one request.", recordSynthesis},
		"refused":    {"A model that there is not, and then a wrong key at each kind of door.", recordRefusals},
	}
}

// converse says a sentence in front of a microphone that hears it in time, lets it rest until the
// connection has to be kept alive, and says the sentence again, so that its end is noticed early.
func converse(m *mic, voice []int16) {
	m.quiet(500 * time.Millisecond)
	for _, noticed := range []time.Duration{420 * time.Millisecond, 100 * time.Millisecond} {
		m.play(voice[:2*frame])
		m.mark(visavis.SpeechStart)
		m.play(voice[2*frame:])
		m.quiet(noticed)
		m.mark(visavis.SpeechEnd)
		m.quiet(1500 * time.Millisecond)
		time.Sleep(keepAlive + time.Second)
	}
}

func spokenWords(t *testing.T) []int16 {
	file, err := os.Open(spokenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	voice, _, err := pcm.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	return voice
}

// recordEars has a transcriber hear a conversation.
func recordEars(t *testing.T, tape *record.Tape, tr visavis.Transcriber) {
	voice := spokenWords(t)
	got, err := listen(t, tr, func(m *mic) { converse(m, voice) })
	var made strings.Builder
	for _, h := range got {
		fmt.Fprintf(&made, "%q%s", h.Text, []string{"", ", the turn is open", ", the turn is ending", ", the turn is over"}[h.Turn])
		if h.Flushed {
			made.WriteString(", answered")
		}
		made.WriteString("\n")
	}
	fmt.Fprintf(&made, "error: %v\n", err)
	tape.Note("heard", made.String())
}

// recordVoice has a voice say a reply in two clauses, and one that is interrupted.
func recordVoice(t *testing.T, tape *record.Tape, cfg Config) {
	v := NewVoice(cfg, VoiceOptions{})
	defer v.Close()
	v.Warm(t.Context())
	time.Sleep(time.Second)
	noteSpoken(tape, speak(t.Context(), v, 100*time.Millisecond, nil, "Good evening.", "How are you?"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := int64(0)
	s := speak(ctx, v, 0, func(p visavis.Speech) {
		if heard += int64(len(p.PCM)); heard >= DefaultVoiceRate.N(time.Second/2) {
			cancel()
		}
	}, "Once upon a time there was a fox, who lived in a wood.")
	tape.Note("interrupted", fmt.Sprintf("error: %v\n", s.err))
	time.Sleep(time.Second) // the socket is cleared
	noteSpoken(tape, speak(t.Context(), v, 0, nil, "Yes?"))
}

func noteSpoken(tape *record.Tape, s spoken) {
	tape.Note("spoken", fmt.Sprintf("%d samples, of %d clauses\nerror: %v\n", len(s.all), len(s.clauses), s.err))
}

func recordSynthesis(t *testing.T, tape *record.Tape, cfg Config) {
	var sound bytes.Buffer
	err := NewClient(cfg).Synthesize(t.Context(), "Good evening.", VoiceOptions{}, &sound)
	tape.Note("spoken", fmt.Sprintf("%d bytes\nerror: %v\n", sound.Len(), err))
}

// recordRefusals does what no server takes, at each kind of door.
func recordRefusals(t *testing.T, tape *record.Tape, cfg Config) {
	ask := func(cfg Config, model string) {
		_, err := NewListen(cfg, ListenOptions{Model: model}).Check(t.Context())
		tape.Note("error", fmt.Sprintf("%T %v\n", err, err))
	}
	ask(cfg, "no-such-model")
	cfg.Credential = Key("not-one-of-theirs")
	ask(cfg, DefaultListenModel)
	ask(cfg, "flux-general-en")
	_, err := NewClient(cfg).Check(t.Context())
	tape.Note("error", fmt.Sprintf("%T %v\n", err, err))
}

// simulator is the vendor of recordings that are not the vendor's own. Its delays do not fall on
// the beat of the microphone, so that what happens first always does.
func simulator() *vendors.Deepgram {
	pace := vendors.Pace{
		Handshake: vendors.Latency{Median: 83 * time.Millisecond},
		First:     vendors.Latency{Median: 127 * time.Millisecond},
	}
	return &vendors.Deepgram{Keys: []string{key}, Script: []string{said, said}, ScriptAnew: true, ListenPace: pace, SpeakPace: pace, RESTPace: pace}
}

// TestRecord compares what the driver and the vendor say to each other with testdata, or, by the
// flags, records it anew.
func TestRecord(t *testing.T) {
	if *live && os.Getenv("DEEPGRAM_API_KEY") == "" {
		t.Skip("DEEPGRAM_API_KEY is not set")
	}
	for name, c := range conversations() {
		file := filepath.Join("testdata", name+".txtar")
		t.Run(name, func(t *testing.T) {
			switch {
			case *live:
				recordLive(t, file, c)
			case *update:
				recordSimulated(t, file, c)
			default:
				synctest.Test(t, func(t *testing.T) {
					tape := record.Play(t, file)
					c.hold(t, tape, Config{BaseURL: "http://nobody.invalid", Credential: Key(key), HTTPClient: &http.Client{Transport: tape}})
				})
			}
		})
	}
}

func recordSimulated(t *testing.T, file string, c conversation) {
	synctest.Test(t, func(t *testing.T) { // not simulate: the vendor may complain of what is to be refused
		cfg := serve(t, simulator())
		why := c.about + "\nHeld with the simulator of Deepgram (bench/vendors), not with Deepgram."
		tape := record.Record(t, file, why, cfg.HTTPClient.Transport, key)
		cfg.HTTPClient = &http.Client{Transport: tape}
		c.hold(t, tape, cfg)
	})
}

func recordLive(t *testing.T, file string, c conversation) {
	t.Parallel() // they take as long as people talk
	key := os.Getenv("DEEPGRAM_API_KEY")
	network := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(network.CloseIdleConnections)
	why := c.about + "\nHeld with " + vendor()
	tape := record.Record(t, file, why, network, key)
	c.hold(t, tape, Config{BaseURL: os.Getenv("DEEPGRAM_BASE_URL"), Credential: Key(key), HTTPClient: &http.Client{Transport: tape}})
}

// vendor says whom live conversations are held with, without the address, which may be secret.
func vendor() string {
	if os.Getenv("DEEPGRAM_BASE_URL") != "" {
		return "the server that DEEPGRAM_BASE_URL named."
	}
	return "Deepgram itself."
}

// TestTapesHoldNoKey records everything and looks for the key in it.
func TestTapesHoldNoKey(t *testing.T) {
	for name, c := range conversations() {
		file := filepath.Join(t.TempDir(), name)
		t.Run(name, func(t *testing.T) { recordSimulated(t, file, c) }) // which writes it when it has ended
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte("Token [key]")) {
			t.Errorf("%s was recorded (%v) without a credential:\n%s", name, err, text)
		}
		if bytes.Contains(text, []byte(key)) || bytes.Contains(text, []byte("not-one-of-theirs")) {
			t.Errorf("%s has a key:\n%s", name, text)
		}
	}
}
