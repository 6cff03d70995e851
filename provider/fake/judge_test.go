package fake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
)

// judged returns what a Judge makes of the chunks, one line for each transcript.
func judged(t *testing.T, f fake.Judge, chunks ...visavis.Chunk) []string {
	t.Helper()
	in := make(chan visavis.Chunk, len(chunks))
	for _, c := range chunks {
		c.Rate = visavis.MicRate
		in <- c
	}
	close(in)
	var got []string
	err := f.Transcribe(t.Context(), in, func(tr visavis.Transcript) {
		got = append(got, fmt.Sprintf("%s %q", signs[tr.Turn], tr.Text))
		if tr.Flushed {
			got[len(got)-1] += " flushed"
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var signs = map[visavis.Turn]string{
	visavis.TurnUnknown: "unknown", visavis.TurnOpen: "open", visavis.TurnEnding: "ending", visavis.TurnOver: "over",
}

func mark(m visavis.Mark) visavis.Chunk { return visavis.Chunk{Mark: m} }

func audio(d time.Duration) visavis.Chunk {
	return visavis.Chunk{PCM: make([]int16, visavis.MicRate.N(d))}
}

func TestJudge(t *testing.T) {
	f := fake.Judge{Script: []string{"I would … like a table"}, Ending: 100 * time.Millisecond, Over: 200 * time.Millisecond}
	got := judged(t, f,
		mark(visavis.SpeechStart), audio(400*time.Millisecond), audio(time.Second), mark(visavis.SpeechEnd),
		audio(time.Second), mark(visavis.SpeechStart), audio(200*time.Millisecond), audio(400*time.Millisecond),
		audio(100*time.Millisecond), audio(200*time.Millisecond), mark(visavis.SpeechEnd))
	want := []string{
		`open "I would"`, `open "I would"`, `unknown "" flushed`,
		`open "I would like"`, `open "I would like a table"`, `ending "I would like a table"`,
		`over "I would like a table" flushed`, `unknown "" flushed`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("transcripts (-want +got):\n%s", diff)
	}
}

func TestJudgeIsTold(t *testing.T) {
	f := fake.Judge{Script: []string{"one two three"}}
	got := judged(t, f, mark(visavis.SpeechStart), audio(400*time.Millisecond), mark(visavis.SpeechEnd), mark(visavis.TurnEnd))
	want := []string{`open "one two"`, `open "one two"`, `over "one two" flushed`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("transcripts (-want +got):\n%s", diff)
	}
}
