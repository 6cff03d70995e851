package openai

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, body string) transport {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Status: http.StatusText(status), Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func TestOllamaModels(t *testing.T) {
	var asked string
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		asked = r.URL.String()
		return answer(200, `{"models":[{"name":"llama3.2:latest"},{"name":"qwen3:4b","size":5}]}`)(r)
	})}
	got, err := ollamaModels(t.Context(), client, "http://localhost:11434/v1/")
	if diff := cmp.Diff([]string{"llama3.2:latest", "qwen3:4b"}, got); diff != "" || err != nil {
		t.Errorf("models: %v (-want +got):\n%s", err, diff)
	}
	if asked != "http://localhost:11434/api/tags" {
		t.Errorf("asked %s", asked)
	}
}

func TestOllamaModelsElsewhere(t *testing.T) {
	for name, rt := range map[string]transport{
		"another server": answer(404, "not here"),
		"a web page":     answer(200, "<html>"),
	} {
		if got, err := ollamaModels(t.Context(), &http.Client{Transport: rt}, Ollama); err == nil {
			t.Errorf("%s: models are %q, want an error", name, got)
		}
	}
}

// A machine that drops packets instead of refusing must not hold up the page.
func TestOllamaModelsSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := transport(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		began := time.Now()
		_, err := ollamaModels(t.Context(), &http.Client{Transport: silent}, Ollama)
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != 300*time.Millisecond {
			t.Errorf("silent server: %v after %v, want a deadline after 300ms", err, took)
		}
	})
}
