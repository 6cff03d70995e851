package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

func TestSourceURL(t *testing.T) {
	var wav bytes.Buffer
	if err := pcm.WriteWAV(&wav, make([]int16, 8000), 8000); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a.wav" {
			http.NotFound(w, r)
			return
		}
		w.Write(wav.Bytes())
	}))
	defer srv.Close()
	audio, err := source{name: srv.URL + "/a.wav?key=5ec2e7"}.mono(t.Context())
	if err != nil || len(audio) != int(visavis.MicRate) {
		t.Errorf("%d samples, %v; want a second", len(audio), err)
	}
	for _, name := range []string{srv.URL + "/b.wav?key=5ec2e7", "http://127.0.0.1:1/?key=5ec2e7", "http://[::1/?key=5ec2e7"} {
		_, err := source{name: name}.mono(t.Context())
		if err == nil || strings.Contains(err.Error(), "5ec2e7") {
			t.Errorf("%v", err)
		}
	}
}

func TestOutputName(t *testing.T) {
	for file, want := range map[string]string{
		"a.wav": "a", "/x/y.tar.mp3": "y.tar", "-": "stdin", "https://example.org/talk.mp3?key=1": "talk", "plain": "plain",
	} {
		if got := outputName(file); got != want {
			t.Errorf("%s becomes %s, want %s", file, got, want)
		}
	}
}

func TestDistinct(t *testing.T) {
	if err := distinct([]string{"a/x.wav", "a/y.wav"}); err != nil {
		t.Error(err)
	}
	for _, files := range [][]string{{"a/x.wav", "b/x.wav"}, {"talk.wav", "talk.mp3"}} {
		if distinct(files) == nil {
			t.Errorf("%v would overwrite each other", files)
		}
	}
}
