package record

import (
	"bytes"
	"testing"

	"github.com/coder/websocket"
)

func FuzzLine(f *testing.F) {
	for _, seed := range []string{`{"type":"Flush"}`, "", "(gone)", "(close 1000) bye", "-- client --", "two\nlines", "(audio: 3 × 20 bytes)", "(text) ", "()"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said := line{text: text}
		if got, err := parseLine(said.String()); err != nil || got != said {
			t.Errorf("%q was written as %s and read as %+v, %v", text, said, got, err)
		}
		if read, err := parseLine(text); err == nil { // what a tape says
			if again, err := parseLine(read.String()); err != nil || again.String() != read.String() {
				t.Errorf("%q was read as %v and then as %v, %v", text, read, again, err)
			}
		}
	})
}

func TestLine(t *testing.T) {
	for want, l := range map[string]line{
		"(audio: 3 × 20 bytes)": {binary: true, count: 3, size: 20},
		"(close 1005)":          {end: websocket.CloseError{Code: 1005}},
		"(close 1011) NET-0001": {end: websocket.CloseError{Code: 1011, Reason: "NET-0001"}},
		"(gone)":                {end: errGone},
		`(text) "(gone)"`:       {text: "(gone)"},
	} {
		if got, err := parseLine(want); l.String() != want || err != nil || got != l {
			t.Errorf("%+v was written as %v, and %q read as %+v, %v", l, l, want, got, err)
		}
	}
	for _, s := range []string{"(audio: 3)", "(close x)", "(sings)", "(text) unquoted"} {
		if l, err := parseLine(s); err == nil {
			t.Errorf("%q was read as %+v", s, l)
		}
	}
}

// TestAudio: what is played back is as long as it was, and has the same header.
func TestAudio(t *testing.T) {
	wav := append([]byte("RIFF....WAVEfmt LIST....data\xff\xff\xff\xff"), 1, 2, 3)
	quiet := append(bytes.Clone(wav[:len(wav)-3]), 0, 0, 0)
	for _, tt := range []struct{ body, want []byte }{
		{wav, quiet},
		{[]byte{1, 2, 3}, []byte{0, 0, 0}},
		{[]byte("RIFF"), []byte{0, 0, 0, 0}},
	} {
		if got := unnote(string(note(tt.body)) + "\n"); !bytes.Equal(got, tt.want) {
			t.Errorf("%q was noted as %s and played back as %q", tt.body, note(tt.body), got)
		}
	}
	if text := "{\"text\":\"(audio: 3)\"}"; string(unnote(text)) != text {
		t.Errorf("text was played back as %q", unnote(text))
	}
}
