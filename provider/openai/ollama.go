package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// probeTimeout is long for a server on this machine and short for somebody who waits for a page.
const probeTimeout = 300 * time.Millisecond

// maxTags bounds what is read of an answer, in bytes.
const maxTags = 1 << 20

// OllamaModels returns the models that an Ollama has installed, most recently changed first. An
// empty baseURL means the usual one. The error says why none was found; it is expected where no
// Ollama runs, and comes after 300 ms at the latest.
func OllamaModels(ctx context.Context, baseURL string) ([]string, error) {
	return ollamaModels(ctx, http.DefaultClient, cmp.Or(baseURL, Ollama))
}

func ollamaModels(ctx context.Context, client *http.Client, baseURL string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	root := strings.TrimSuffix(strings.TrimSuffix(baseURL, "/"), "/v1")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, root+"/api/tags", nil)
	if err != nil {
		return nil, fmt.Errorf("probe ollama: %w", err)
	}
	req.Close = true // one question is all: keep no connection
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("probe ollama: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("probe ollama: %s answered %s", root, resp.Status)
	}
	return decodeTags(io.LimitReader(resp.Body, maxTags))
}

func decodeTags(r io.Reader) ([]string, error) {
	var tags struct {
		Models []struct {
			Name string `json:"name"`
		} `json:"models"`
	}
	if err := json.NewDecoder(r).Decode(&tags); err != nil {
		return nil, fmt.Errorf("probe ollama: decode tags: %w", err)
	}
	var names []string
	for _, m := range tags.Models {
		names = append(names, m.Name)
	}
	return names, nil
}
