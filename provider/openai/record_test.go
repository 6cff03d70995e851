package openai_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/record"
	"github.com/visavis/visavis/provider/openai"
)

// spokenFile says "Turn on the lights."
const spokenFile = "../../internal/record/testdata/spoken.wav"

// account is whom a recorded conversation is held with.
type account struct {
	address, key string
	client       *http.Client
}

// audioConversations are those that are recorded, each as testdata/<name>.txtar.
func audioConversations() map[string]func(*testing.T, *record.Tape, account) {
	return map[string]func(*testing.T, *record.Tape, account){"transcription": recordEars, "speech": recordVoice}
}

// recordEars has a sentence transcribed, and once more with a wrong key.
func recordEars(t *testing.T, tape *record.Tape, a account) {
	file, err := os.Open(spokenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	voice, _, err := pcm.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{a.key, "sk-proj-not-one-of-theirs"} {
		ears := openai.NewEars(openai.EarsConfig{BaseURL: a.address + "/v1", APIKey: key, Client: a.client,
			Model: "gpt-4o-mini-transcribe", Language: "en", Hint: "Visavis"})
		heard, err := ears.Recognise(t.Context(), voice)
		tape.Note("heard", fmt.Sprintf("%q\nerror: %v\n", heard.Text, err))
	}
}

// recordVoice has a reply of two clauses spoken, and once more with a wrong key.
func recordVoice(t *testing.T, tape *record.Tape, a account) {
	for _, key := range []string{a.key, "sk-proj-not-one-of-theirs"} {
		voice := openai.NewVoice(openai.VoiceConfig{BaseURL: a.address + "/v1", APIKey: key, Client: a.client,
			Model: "gpt-4o-mini-tts", Voice: "alloy", Style: "Calmly."})
		clauses := make(chan string, 2)
		clauses <- "Good evening."
		clauses <- "How are you?"
		close(clauses)
		var samples [2]int
		var rate visavis.SampleRate
		err := voice.Speak(t.Context(), clauses, func(s visavis.Speech) {
			samples[s.Clause] += len(s.PCM)
			rate = s.Rate
		})
		tape.Note("spoken", fmt.Sprintf("%d samples of clauses 0 and 1, at %d Hz\nerror: %v\n", samples, rate, err))
	}
}

// TestRecordAudio compares what the drivers and the vendor say to each other with testdata, or, by
// the flags, records it anew.
func TestRecordAudio(t *testing.T) {
	if *live && os.Getenv("OPENAI_API_KEY") == "" {
		t.Skip("OPENAI_API_KEY is not set")
	}
	for name, hold := range audioConversations() {
		file := filepath.Join("testdata", name+".txtar")
		t.Run(name, func(t *testing.T) {
			switch {
			case *live:
				recordLive(t, file, hold)
			case *update:
				recordSimulated(t, file, hold)
			default:
				tape := record.Play(t, file)
				hold(t, tape, account{"http://nobody.invalid", key, &http.Client{Transport: tape}})
			}
		})
	}
}

func recordSimulated(t *testing.T, file string, hold func(*testing.T, *record.Tape, account)) {
	api, srv := sound(t, false)
	api.Heard = "Turn on the lights."
	const why = "Held with the simulator of OpenAI (bench/vendors), not with OpenAI."
	tape := record.Record(t, file, why, srv.Client().Transport, key)
	hold(t, tape, account{srv.URL, key, &http.Client{Transport: tape}})
}

func recordLive(t *testing.T, file string, hold func(*testing.T, *record.Tape, account)) {
	key := os.Getenv("OPENAI_API_KEY")
	address, why := strings.TrimSuffix(strings.TrimSuffix(os.Getenv("OPENAI_BASE_URL"), "/"), "/v1"), "Held with the server that OPENAI_BASE_URL named."
	if address == "" {
		address, why = strings.TrimSuffix(openai.OpenAI, "/v1"), "Held with OpenAI itself."
	}
	network := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(network.CloseIdleConnections)
	tape := record.Record(t, file, why, network, key)
	hold(t, tape, account{address, key, &http.Client{Transport: tape}})
}

// TestTapesHoldNoKey records everything over a real network and looks for the key in it.
func TestTapesHoldNoKey(t *testing.T) {
	for name, hold := range audioConversations() {
		file := filepath.Join(t.TempDir(), name)
		t.Run(name, func(t *testing.T) { recordSimulated(t, file, hold) })
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte("Bearer [key]")) {
			t.Errorf("%s was recorded (%v) without a credential:\n%s", name, err, text)
		}
		if bytes.Contains(text, []byte(key)) || bytes.Contains(text, []byte("not-one-of-theirs")) {
			t.Errorf("%s has a key:\n%s", name, text)
		}
	}
}
