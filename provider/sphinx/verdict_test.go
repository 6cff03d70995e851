package sphinx

import (
	"strings"
	"testing"
)

func TestSimilarity(t *testing.T) {
	const name = "what is your name"
	if s := similarity(name, name); s < 0.999 {
		t.Errorf("a text is %.2f like itself", s)
	}
	if s := similarity(name, "what's your aim"); s < 0.4 {
		t.Errorf("a near miss is only %.2f like what was said", s)
	}
	if s := similarity(name, "go forward ten meters"); s > 0.1 {
		t.Errorf("unrelated texts are %.2f alike", s)
	}
	if s := similarity("", name); s != 0 {
		t.Errorf("nothing is %.2f like something", s)
	}
}

func said(text string, posterior float64) heard {
	h := heard{posterior: posterior}
	for i, w := range strings.Fields(text) {
		h.words = append(h.words, heardWord{text: w, start: 30 * i, end: 30*i + 30, posterior: posterior})
	}
	return h
}

func TestJudge(t *testing.T) {
	for _, test := range []struct{ why, free, closed, want string }{
		{"both heard it", "what is your name", "what is your name", "what is your name"},
		{"the grammar corrects a near miss", "kind backwards from ten", "count backwards from ten", "count backwards from ten"},
		{"the grammar forces a phrase on other speech", "go forward ten meters", "good morning", "go forward ten meters"},
		{"a phrase that is only the beginning", "what is the best way to learn a new language", "what is the date", "what is the best way to learn a new language"},
		{"the grammar alone hears a phrase in noise", "", "hello", ""},
	} {
		if got := judge(said(test.free, 0.8), said(test.closed, 1), nil).text(); got != test.want {
			t.Errorf("%s: heard %q and %q, believed %q, want %q", test.why, test.free, test.closed, got, test.want)
		}
	}
}

func TestNoiseIsNoWord(t *testing.T) {
	burst := heard{words: []heardWord{{text: "thigh", end: 104, posterior: 1}}, posterior: 0.5}
	if got := judge(burst, heard{}, nil).text(); got != "" {
		t.Errorf("a word of one second is %q, want nothing: nobody speaks so slowly", got)
	}
	cough := heard{words: []heardWord{{text: "they", end: 20, posterior: 0.02}, {text: "have", start: 20, end: 40, posterior: 0.02}}}
	if got := judge(cough, heard{}, nil).text(); got != "" {
		t.Errorf("a cough is %q, want nothing: the recogniser itself does not believe it", got)
	}
	if got := judge(said("stop", 0.9), heard{}, nil).text(); got != "stop" {
		t.Errorf("a short word became %q", got)
	}
}

func TestConfidence(t *testing.T) {
	agreed := judge(said("tell me a story", 0.9), said("tell me a story", 1), nil).confidence
	clear := judge(said("tell me a story", 0.9), heard{}, nil).confidence
	murmur := judge(said("tell me a story", 0.3), heard{}, nil).confidence
	if !(agreed > clear && clear > murmur && murmur < 0.5 && agreed <= 1) {
		t.Errorf("confidence: %.2f when both agree, %.2f when heard clearly, %.2f when not", agreed, clear, murmur)
	}
}
