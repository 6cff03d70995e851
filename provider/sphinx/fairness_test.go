package sphinx

import (
	"reflect"
	"slices"
	"testing"

	"github.com/visavis/visavis"
)

// Two callers who pause in the middle of what they say occupy both workers; a third is heard all the
// same, and the two lose no word when they go on.
func testPausedMakeRoom(t *testing.T, e *Engine) {
	pcm := recording(t, "goforward.raw")
	var paused []*caller
	for range 2 {
		c := call(t, e)
		c.start()
		c.send(pcm[:2*len(pcm)/3])
		paused = append(paused, c)
	}
	third := call(t, e)
	third.say(pcm[:len(pcm)/2])
	if got := third.answer(); got.Text == "" {
		t.Error("nothing was heard beside two who pause")
	}
	third.hangUp()
	for i, c := range paused {
		c.send(pcm[2*len(pcm)/3:])
		c.end()
		if got := c.answer(); got.Text != "go forward ten meters" {
			t.Errorf("caller %d who paused: heard %q, want all that was said", i, got.Text)
		}
		if !slices.IsSorted(c.ends) {
			t.Errorf("caller %d who paused: partials reach up to samples %d: they went back", i, c.ends)
		}
		c.hangUp()
	}
}

// A file's utterance makes room for somebody who speaks, and is heard in the end as if it had not.
func testFileYields(t *testing.T, e *Engine) {
	held, err := e.turns.take(t.Context(), func() int { return 0 }) // so that one is left
	if err != nil {
		t.Fatal(err)
	}
	defer held.end()
	pcm := recording(t, "goforward.raw")
	file := call(t, e)
	file.say(slices.Repeat(pcm, 2))
	live := call(t, e)
	live.say(pcm[:len(pcm)/2])
	if got := live.answer(); got.Text == "" {
		t.Error("nothing was heard of who speaks live")
	}
	if len(file.out) > 0 {
		t.Error("who speaks live waited for a file")
	}
	live.hangUp()
	got := file.answer()
	file.hangUp()
	alone := call(t, e)
	alone.say(slices.Repeat(pcm, 2))
	if want := alone.answer(); !reflect.DeepEqual(got, want) {
		t.Errorf("a file that made room is\n%v, want what it is alone\n%v", got, want)
	}
	alone.hangUp()
}

// What is shown of an utterance does not shrink when it is heard again.
func TestPartialsDoNotGoBack(t *testing.T) {
	var shown []string
	h := hearing{emit: func(tr visavis.Transcript) { shown = append(shown, tr.Text) }}
	u := newUtterance(0, nil)
	for _, now := range []hypothesis{
		{Heard: 2000, Words: []hypothesisWord{{Text: "go"}}},
		{Heard: 4000, Words: []hypothesisWord{{Text: "go"}, {Text: "forward"}}},
		{Heard: 2000, Words: []hypothesisWord{{Text: "go"}}}, // heard again
		{Heard: 4000, Words: []hypothesisWord{{Text: "go"}, {Text: "forward"}}},
		{Heard: 6000, Words: []hypothesisWord{{Text: "go"}, {Text: "forth"}}},
	} {
		h.partial(u, now)
	}
	if want := []string{"go", "go forward", "go forth"}; !slices.Equal(shown, want) {
		t.Errorf("shown %q, want %q", shown, want)
	}
}
