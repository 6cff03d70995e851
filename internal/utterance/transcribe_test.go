package utterance_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/utterance"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ears are a recogniser as a Transcriber.
type ears utterance.Recognise

func (e ears) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return utterance.Transcribe(ctx, in, emit, utterance.Recognise(e))
}

// length understands how many milliseconds it heard, and where.
func length(_ context.Context, pcm []int16) (visavis.Transcript, error) {
	text := fmt.Sprint(visavis.MicRate.D(int64(len(pcm))).Milliseconds())
	return visavis.Transcript{Text: text, Confidence: 1, Words: []visavis.Word{{Text: text, End: int64(len(pcm))}}}, nil
}

func TestConformance(t *testing.T) { providertest.Transcriber(t, ears(length)) }

// say feeds chunks of 100 ms; a letter marks one: S a start, E an end.
func say(script string) <-chan visavis.Chunk {
	in := make(chan visavis.Chunk, len(script))
	for _, r := range script {
		c := visavis.Chunk{PCM: make([]int16, visavis.MicRate/10), Rate: visavis.MicRate}
		switch r {
		case 'S':
			c.Mark = visavis.SpeechStart
		case 'E':
			c.Mark = visavis.SpeechEnd
		}
		in <- c
	}
	close(in)
	return in
}

func TestCuts(t *testing.T) {
	for script, want := range map[string][]string{
		"....":           nil,
		"..S..E":         {"0-600"},    // all of it is nearer than half a second
		"..........S..E": {"600-1400"}, // half a second before the start
		"S..E..S.E":      {"0-400", "400-900"},
		"..E":            {""},      // nothing was said
		"S..S..E":        {"0-700"}, // begun anew
	} {
		var got []string
		err := ears(length).Transcribe(t.Context(), say(script), func(tr visavis.Transcript) {
			place := ""
			for _, w := range tr.Words {
				place = fmt.Sprintf("%d-%d", visavis.MicRate.D(w.Start).Milliseconds(), visavis.MicRate.D(w.End).Milliseconds())
			}
			got = append(got, place)
		})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v, utterances in ms (-want +got):\n%s", script, err, diff)
		}
	}
}

// TestOrder: a slow answer is not overtaken by a quick one, and neither holds up the microphone.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slowFirst := func(_ context.Context, pcm []int16) (visavis.Transcript, error) {
			if len(pcm) == int(visavis.MicRate)/10*4 {
				time.Sleep(time.Second)
				return visavis.Transcript{Text: "first"}, nil
			}
			return visavis.Transcript{Text: "second"}, nil
		}
		var got []string
		err := ears(slowFirst).Transcribe(t.Context(), say("S..ES.E"), func(tr visavis.Transcript) { got = append(got, tr.Text) })
		if diff := cmp.Diff([]string{"first", "second"}, got); diff != "" || err != nil {
			t.Errorf("%v, answers (-want +got):\n%s", err, diff)
		}
	})
}

func TestError(t *testing.T) {
	broken := errors.New("no")
	err := ears(func(context.Context, []int16) (visavis.Transcript, error) { return visavis.Transcript{}, broken }).
		Transcribe(t.Context(), say("S.E...."), func(visavis.Transcript) { t.Error("an answer was emitted") })
	if !errors.Is(err, broken) {
		t.Errorf("Transcribe returned %v, want the recogniser's error", err)
	}
}

// A panic, of the recogniser or of who is told, ends the call and nobody else's.
func TestPanicsEndTheCall(t *testing.T) {
	panics := func(visavis.Transcript) { panic("told") }
	if err := ears(length).Transcribe(t.Context(), say("S...E"), panics); err == nil {
		t.Error("a panic of who is told is no error")
	}
	broken := ears(func(context.Context, []int16) (visavis.Transcript, error) { panic("heard") })
	if err := broken.Transcribe(t.Context(), say("S...E"), func(visavis.Transcript) {}); err == nil {
		t.Error("a panic of the recogniser is no error")
	}
}
