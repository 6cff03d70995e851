package failover_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// A voice of another rate is heard at the rate of the first; its times are too.
func TestSpeakerResamples(t *testing.T) {
	for _, rate := range []visavis.SampleRate{8000, 22050, 24000, 48000} {
		synctest.Test(t, func(t *testing.T) {
			h := heard{t: t}
			c := failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](
				&voice{timed: true, after: 3, fails: returns(errBroken)}, &voice{timed: true, rate: rate})}
			if err := h.say(c, "AB", "CDEF", "GHI"); err != nil {
				t.Error(err)
			}
			want := int64(3*perLetter) + (7*perLetter*16000+int64(rate)/2)/int64(rate)
			if h.clock != want {
				t.Errorf("rate %d: %d samples, want %d", rate, h.clock, want)
			}
			n := len(h.phones)
			if h.phones[n-1].End != want || h.words[n-1].End != want || n != 10 {
				t.Errorf("rate %d: the last of %d phones is %+v, word %+v; the audio ends at %d", rate, n, h.phones[n-1], h.words[n-1], want)
			}
			for i, p := range h.phones[1:] {
				if p.Start != h.phones[i].End {
					t.Errorf("rate %d: phone %+v follows %+v", rate, p, h.phones[i])
				}
			}
		})
	}
}

// A voice that sends a sample at a time is resampled too, and never makes an empty piece.
func TestSpeakerResamplesSingleSamples(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		crumbs := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
			for range clauses {
			}
			for i := range 100 {
				emit(visavis.Speech{Rate: 24000, PCM: []int16{1000}, Phones: []visavis.Phone{{Name: "AH", Start: int64(i), End: int64(i) + 1}}})
			}
			return nil
		})
		h := heard{t: t}
		first := &voice{after: 1, fails: returns(errBroken)}
		if err := h.say(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](first, crumbs)}, "ABC"); err != nil {
			t.Error(err)
		}
		if want := int64(perLetter + 67); h.clock != want || len(h.phones) != 100 {
			t.Errorf("%d samples and %d phones, want %d and 100", h.clock, len(h.phones), want)
		}
	})
}

// A voice that breaks its contract is replaced like one that fails.
func TestSpeakerReplacesTheUnruly(t *testing.T) {
	piece := func(clause int, rate visavis.SampleRate) visavis.Speech {
		return visavis.Speech{Clause: clause, Rate: rate, PCM: make([]int16, perLetter)}
	}
	for _, tt := range []struct {
		name   string
		pieces []visavis.Speech
		again  []int
	}{
		{"a clause that was not given", []visavis.Speech{piece(7, 16000), piece(0, 16000)}, nil},
		{"a clause before", []visavis.Speech{piece(1, 16000), piece(0, 16000)}, []int{1}},
		{"no clause", []visavis.Speech{piece(-1, 16000), piece(0, 16000)}, nil},
		{"another rate", []visavis.Speech{piece(0, 16000), piece(0, 8000), piece(0, 16000)}, []int{0}},
		{"a rate that is none", []visavis.Speech{piece(0, 1)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				called := false
				unruly := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
					for range clauses {
					}
					if called {
						return errBroken
					}
					called = true
					for _, s := range tt.pieces {
						emit(s)
					}
					return nil
				})
				var got reports
				h := heard{t: t, rate: 16000}
				err := h.say(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](unruly, &voice{}), Report: got.add}, "AB", "CD")
				if err != nil || len(got) != 1 || h.text[1] != "CD" {
					t.Errorf("heard %q, reports %v, %v", h.text, got, err)
				}
				if diff := cmp.Diff(tt.again, h.again); diff != "" {
					t.Errorf("clauses begun anew (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A piece that comes when its voice was given up is not mixed into the other's.
func TestSpeakerDropsWhatComesTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
			<-clauses
			<-ctx.Done()
			emit(visavis.Speech{Rate: 16000, PCM: make([]int16, perLetter)})
			return ctx.Err()
		})
		h := heard{t: t}
		err := h.say(failover.Chain[visavis.Speaker]{Engines: engines[visavis.Speaker](late, &voice{})}, "AB")
		if err != nil || h.pieces != 2 || len(h.again) > 0 {
			t.Errorf("heard %q in %d pieces, again %v, %v", h.text, h.pieces, h.again, err)
		}
	})
}
