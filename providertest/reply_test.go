package providertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// verdict records what a check finds in place of failing the test.
type verdict struct {
	testing.TB
	faults []string
}

func (v *verdict) Helper() {}

func (v *verdict) Errorf(format string, args ...any) {
	v.faults = append(v.faults, fmt.Sprintf(format, args...))
}

func (v *verdict) Fatalf(format string, args ...any) {
	v.Errorf(format, args...)
	panic(v)
}

// check runs CheckReply and returns what it finds.
func check(clauses []string, pieces []visavis.Speech) (faults []string) {
	v := new(verdict)
	defer func() {
		if r := recover(); r != nil && r != any(v) {
			panic(r)
		}
		faults = v.faults
	}()
	CheckReply(v, clauses, pieces)
	return v.faults
}

// A suite that passes whatever it is given is worth nothing: each fault must be found.
func TestCheckReplyFindsFaults(t *testing.T) {
	clauses := []string{"Hello, you.", "Bye!"}
	tests := []struct {
		name  string
		spoil func(r []visavis.Speech) []visavis.Speech
		want  string // part of a fault; empty: none
	}{
		{"nothing", func(r []visavis.Speech) []visavis.Speech { return r }, ""},
		{"a piece is empty", func(r []visavis.Speech) []visavis.Speech { r[1].PCM = nil; return r }, "without audio"},
		{"the rate changes", func(r []visavis.Speech) []visavis.Speech { r[1].Rate = 8000; return r }, "rate 8000"},
		{"clauses run backwards", func(r []visavis.Speech) []visavis.Speech {
			r[0].Clause, r[0].Words, r[1].Clause = 1, nil, 0
			return r
		}, "clause 0 after 1"},
		{"a gap between phones", func(r []visavis.Speech) []visavis.Speech { r[1].Phones[0].Start += 10; return r }, "the one before ends"},
		{"phones end early", func(r []visavis.Speech) []visavis.Speech { r[1].Phones[0].End -= 10; return r }, "the phones end"},
		{"a phone of another alphabet", func(r []visavis.Speech) []visavis.Speech { r[0].Phones[0].Name = "hh"; return r }, "not ARPAbet"},
		{"a late phone", func(r []visavis.Speech) []visavis.Speech {
			r[1].Phones, r[0].Phones = append(r[0].Phones, r[1].Phones...), nil
			return r
		}, "told late"},
		{"a word with its comma", func(r []visavis.Speech) []visavis.Speech { r[0].Words[0].To++; return r }, "punctuation"},
		{"a word outside the text", func(r []visavis.Speech) []visavis.Speech { r[1].Words[0].To = 99; return r }, "word [0:99]"},
		{"words in disorder", func(r []visavis.Speech) []visavis.Speech { r[0].Words[1].Start = 50; return r }, "the one before ends"},
		{"a word told twice", func(r []visavis.Speech) []visavis.Speech {
			r[0].Words = append(r[0].Words, r[0].Words[1])
			return r
		}, "word [7:10] after 10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			faults := strings.Join(check(clauses, tt.spoil(goodReply())), "; ")
			if (faults == "") != (tt.want == "") || !strings.Contains(faults, tt.want) {
				t.Errorf("found %q, want %q", faults, tt.want)
			}
		})
	}
}

func goodReply() []visavis.Speech {
	return []visavis.Speech{
		{
			PCM: make([]int16, 300), Rate: 16000,
			Phones: []visavis.Phone{{Name: "HH", End: 200}, {Name: "SIL", Start: 200, End: 300}},
			Words:  []visavis.SpokenWord{{From: 0, To: 5, End: 100}, {From: 7, To: 10, Start: 100, End: 200}},
		},
		{
			Clause: 1, PCM: make([]int16, 200), Rate: 16000,
			Phones: []visavis.Phone{{Name: "B", Start: 300, End: 500}},
			Words:  []visavis.SpokenWord{{From: 0, To: 3, Start: 300, End: 500}},
		},
	}
}
