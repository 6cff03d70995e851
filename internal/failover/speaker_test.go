package failover_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/provider/fake"
)

func returns(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

func TestSpeaker(t *testing.T) {
	s := time.Second
	busy := returns(status(503))
	tests := []struct {
		name    string
		voices  []visavis.Speaker
		again   []int
		reports reports
		least   time.Duration
		most    time.Duration
	}{
		{name: "all is well", voices: []visavis.Speaker{&voice{}, &voice{fails: busy}}},
		{name: "a voice that fails before it speaks is called again",
			voices: []visavis.Speaker{once(busy, 0, &voice{}), &voice{fails: busy}}, most: s},
		{name: "once", voices: []visavis.Speaker{&voice{fails: busy}, &voice{}}, reports: reports{"speak a>b"}, most: s},
		{name: "not if that is useless", voices: []visavis.Speaker{&voice{fails: returns(gone())}, &voice{}}, reports: reports{"speak a>b"}},
		{name: "nor if it is refused", voices: []visavis.Speaker{&voice{fails: returns(status(401))}, &voice{}}, reports: reports{"speak a>b"}},
		{name: "a silent voice is replaced", voices: []visavis.Speaker{&voice{fails: hang}, &voice{}},
			reports: reports{"speak a>b"}, least: 2500 * time.Millisecond, most: 2500 * time.Millisecond},
		{name: "a silent voice that is alone is called again", voices: []visavis.Speaker{once(hang, 0, &voice{})},
			least: 2500 * time.Millisecond, most: 2700 * time.Millisecond},
		{name: "three silent voices share the time", voices: []visavis.Speaker{&voice{fails: hang}, &voice{fails: hang}, &voice{}},
			reports: reports{"speak a>b", "speak b>c"}, least: 3 * s, most: 4 * s},
		{name: "a voice that dies in mid-clause is called again", again: []int{1},
			voices: []visavis.Speaker{once(busy, 5, &voice{}), &voice{fails: busy}}, most: s},
		{name: "and replaced if it dies again", again: []int{1, 1},
			voices: []visavis.Speaker{twice(busy, 5, 1), &voice{}}, reports: reports{"speak a>b"}, most: s},
		{name: "a voice that dies before a word of the clause", again: []int{0}, voices: []visavis.Speaker{&voice{after: 4, fails: returns(errBroken)}, &voice{}},
			reports: reports{"speak a>b"}},
		{name: "a voice that stalls in mid-clause is replaced", again: []int{1}, voices: []visavis.Speaker{&voice{after: 5, fails: hang}, &voice{}},
			reports: reports{"speak a>b"}, least: 2500 * time.Millisecond, most: 2500 * time.Millisecond},
		{name: "two die in the same clause", again: []int{1, 1},
			voices:  []visavis.Speaker{&voice{after: 5, fails: returns(errBroken)}, &voice{after: 2, fails: returns(errBroken)}, &voice{}},
			reports: reports{"speak a>b", "speak b>c"}},
		{name: "the second dies later", again: []int{0, 2},
			voices:  []visavis.Speaker{&voice{after: 1, fails: returns(errBroken)}, &voice{after: 13, fails: returns(errBroken)}, &voice{}},
			reports: reports{"speak a>b", "speak b>a", "speak a>c"}},
		{name: "timed voices", again: []int{1}, voices: []visavis.Speaker{&voice{timed: true, after: 5, fails: returns(errBroken)}, &voice{timed: true}},
			reports: reports{"speak a>b"}},
		{name: "a timed voice dies between clauses", voices: []visavis.Speaker{&voice{timed: true, after: 4, fails: returns(errBroken)}, &voice{timed: true}},
			reports: reports{"speak a>b"}},
		{name: "a voice that stops early", again: []int{0, 0}, voices: []visavis.Speaker{speak(deserter), &voice{}}, most: s,
			reports: reports{"speak a>b"}},
		{name: "a voice that dies when all is said", voices: []visavis.Speaker{dying{&voice{timed: true}}, &voice{fails: busy}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got reports
				h := heard{t: t}
				err := h.say(failover.Chain[visavis.Speaker]{Engines: engines(tt.voices...), Report: got.add}, "ABCD", "EFGHIJ", "KLMNO")
				within(t, "it", time.Since(h.began), tt.least, tt.most)
				if err != nil {
					t.Error(err)
				}
				if heard := strings.Join(h.text, " "); heard != "ABCD EFGHIJ KLMNO" {
					t.Errorf("heard %q", heard)
				}
				if diff := cmp.Diff(tt.again, h.again); diff != "" {
					t.Errorf("clauses begun anew (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.reports, got); diff != "" {
					t.Errorf("reports (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A later clause that the failed voice had been given is not lost, and one that it was not given
// goes to the next.
func TestSpeakerKeepsClausesOfAVoiceThatReadsAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ahead := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
			for range 3 {
				<-clauses
			}
			emit(visavis.Speech{Rate: 16000, PCM: make([]int16, perLetter)})
			return errBroken
		})
		h := heard{t: t}
		err := h.say(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](ahead, &voice{})}, "AB", "CD", "EF", "GH")
		if err != nil || strings.Join(h.text, " ") != "AB CD EF GH" {
			t.Errorf("heard %q, %v", h.text, err)
		}
	})
}

// A voice is not late as long as it has nothing to say.
func TestSpeakerWaitsForClauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		h := heard{t: t}
		in := make(chan string)
		go func() {
			for _, text := range []string{"", "AB", "\U0001F389", "CD"} {
				time.Sleep(time.Minute)
				in <- text
			}
			time.Sleep(time.Minute)
			close(in)
		}()
		err := h.listen(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](quietly{&voice{}}, &voice{}), Report: got.add}, in)
		if err != nil || len(got) > 0 || len(h.again) > 0 {
			t.Errorf("%v, reports %v, again %v", err, got, h.again)
		}
	})
}

// quietly leaves out what has no letters.
type quietly struct{ visavis.Speaker }

func (q quietly) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	return q.Speaker.Speak(ctx, clauses, func(s visavis.Speech) {
		if s.PCM[0] < 128 && s.PCM[0] > 0 {
			emit(s)
		}
	})
}

// The time in which the listener does not take a piece is not the voice's, also when clauses come
// meanwhile.
func TestSpeakerMayBeHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		h := heard{t: t, block: time.Minute}
		in := make(chan string)
		go func() {
			defer close(in)
			for _, text := range []string{"AB", "CD", "EF"} {
				in <- text
				time.Sleep(10 * time.Second)
			}
		}()
		err := h.listen(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](&voice{}, &voice{}), Report: got.add}, in)
		if err != nil || len(got) > 0 || strings.Join(h.text, " ") != "AB CD EF" {
			t.Errorf("%v, reports %v, heard %q", err, got, h.text)
		}
	})
}

// An untimed voice that dies while it waits for a clause: what it said last is said again only if it
// cannot be told that it was complete.
func TestSpeakerDiesBetweenClauses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		said  []string
		again []int
	}{
		{"the first clause: there is no pace yet", []string{"ABCDEFGHIJ"}, []int{0}},
		{"the second, at the pace of the first", []string{"ABCDEFGHIJ", "KLMNOPQRST"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dies := make(chan struct{})
				mortal := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
					ctx, cancel := context.WithCancel(ctx)
					go func() { <-dies; cancel() }()
					_ = (&voice{}).Speak(ctx, clauses, emit)
					return errBroken
				})
				in := make(chan string)
				go func() {
					for _, text := range tt.said {
						in <- text
					}
					time.Sleep(time.Second)
					close(dies)
					time.Sleep(time.Second)
					in <- "UVW"
					close(in)
				}()
				h := heard{t: t}
				err := h.listen(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](mortal, &voice{})}, in)
				if want := strings.Join(append(tt.said, "UVW"), " "); err != nil || strings.Join(h.text, " ") != want {
					t.Errorf("heard %q, %v, want %q", h.text, err, want)
				}
				if diff := cmp.Diff(tt.again, h.again); diff != "" {
					t.Errorf("clauses begun anew (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Nine tenths of a clause are all of it, when the pace is known; a little less are not.
func TestSpeakerRuleOfNineTenths(t *testing.T) {
	for letters, again := range map[int][]int{18: {1}, 19: nil} { // 10 of the first, then 8 or 9 of 10
		synctest.Test(t, func(t *testing.T) {
			h := heard{t: t}
			c := failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](&voice{after: letters, fails: returns(errBroken)}, &voice{})}
			if err := h.say(c, "ABCDEFGHIJ", "KLMNOPQRST", "UVW"); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(again, h.again); diff != "" {
				t.Errorf("after %d letters, clauses begun anew (-want +got):\n%s", letters, diff)
			}
		})
	}
}

func TestSpeakerWhenAllFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		h := heard{t: t}
		err := h.say(failover.Chain[visavis.Speaker]{Report: got.add, Engines: engines[visavis.Speaker](
			&voice{after: 2, fails: returns(status(500))}, &voice{fails: returns(gone())})}, "ABCD")
		var v *visavis.VendorError
		var u *visavis.UnavailableError
		if !errors.As(err, &v) || !errors.As(err, &u) {
			t.Errorf("the error is %v", err)
		}
		if diff := cmp.Diff(reports{"speak a>b", "speak b>"}, got); diff != "" {
			t.Errorf("reports (-want +got):\n%s", diff)
		}
	})
}

func TestSpeakerEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, v := range []visavis.Speaker{&voice{fails: hang}, &voice{fails: returns(status(503))}, fake.Speaker{Before: time.Hour}} {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			in := make(chan string, 1)
			in <- "AB"
			c := failover.Chain[visavis.Speaker]{Engines: engines(v, visavis.Speaker(&voice{fails: hang}))}
			if err := failover.Speaker(c).Speak(ctx, in, func(visavis.Speech) {}); err != context.DeadlineExceeded {
				t.Errorf("got %v, want the context's error", err)
			}
			cancel()
		}
	})
}

// A voice's panic reaches the caller, and leaves no goroutine.
func TestSpeakerPassesPanicsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if v := recover(); fmt.Sprint(v) != "oops" {
				t.Errorf("recovered %v", v)
			}
		}()
		bad := speak(func(context.Context, <-chan string, func(visavis.Speech)) error { panic("oops") })
		_ = failover.Speaker(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](bad)}).Speak(t.Context(), make(chan string), nil)
	})
}

// A voice whose words are guesses may have told all of them and broken off in the middle: only those
// that have surely ended show how far it came.
func TestSpeakerGuessesItsWords(t *testing.T) {
	guess := []visavis.SpokenWord{{From: 0, To: 10, Start: 0, End: 5 * perLetter}}
	for name, ended := range map[string][]visavis.SpokenWord{"nothing is certain": {}, "the word has ended": guess} {
		t.Run(name, func(t *testing.T) {
			guessing := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
				words := guess
				return (&voice{after: 6, fails: func(context.Context) error { return errBroken }}).Speak(ctx, clauses, func(s visavis.Speech) {
					s.Words, s.Ended, words = words, ended, nil
					emit(s)
				})
			})
			h := heard{t: t}
			if err := h.say(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](guessing, &voice{})}, "ABCDEFGHIJ"); err != nil {
				t.Fatal(err)
			}
			if again := len(h.again) > 0; again != (len(ended) == 0) {
				t.Errorf("begun anew is %v, heard %q", again, h.text)
			}
		})
	}
}
