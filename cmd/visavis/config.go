package main

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// configName is the file that is read from the working directory when none is named.
const configName = "visavis.yaml"

// config is the file visavis.yaml; visavis.example.yaml explains every member. The zero value works.
type config struct {
	// The engines of each stage by id, by preference; the keys in the environment decide on a stage
	// that is absent.
	Listen []string `yaml:"listen"`
	Think  []string `yaml:"think"`
	Speak  []string `yaml:"speak"`

	Language    string   `yaml:"language"` // of the user, BCP 47 or "multi"; empty: English
	Keyterms    []string `yaml:"keyterms"`
	Flux        flux     `yaml:"flux"`
	Temperature *float64 `yaml:"temperature"` // nil: the model's own
	Effort      string   `yaml:"effort"`      // of reasoning; empty: none
	Prompt      string   `yaml:"prompt"`
	Greeting    *string  `yaml:"greeting"` // nil: the persona's

	Lips lipsConfig `yaml:"lips"`

	Servers   map[string]namedServer `yaml:"servers"`
	MCP       map[string]mcpServer   `yaml:"mcp"`
	Tools     []httpTool             `yaml:"tools"`
	Endpoints []string               `yaml:"endpoints"` // patterns of hosts that clients may name

	Addr    string   `yaml:"addr"`
	Origins []string `yaml:"origins"`

	Keys         map[string]string `yaml:"keys"`   // hashes by name
	Access       string            `yaml:"access"` // "open", "keys" or empty: see accessRequired
	TokenInQuery bool              `yaml:"token_in_query"`
}

// flux is when Deepgram's Flux takes a turn for over.
type flux struct {
	EndOfTurn      *float64      `yaml:"end_of_turn"`       // confidence, 0.5..1; nil: Deepgram's own
	EagerEndOfTurn *float64      `yaml:"eager_end_of_turn"` // confidence, 0.3..0.9; nil: off
	Timeout        time.Duration `yaml:"timeout"`           // 0.5..60 s; 0: Deepgram's own
}

// namedServer speaks OpenAI's protocol somewhere else.
type namedServer struct {
	URL    string `yaml:"url"`     // up to and with "/v1"
	KeyEnv string `yaml:"key_env"` // the variable that holds its key; empty: it wants none
}

// mcpServer is a Model Context Protocol server: a command, or a URL.
type mcpServer struct {
	Command []string `yaml:"command"`
	Env     []string `yaml:"env"` // names of the variables that the command is given
	URL     string   `yaml:"url"`
	KeyEnv  string   `yaml:"key_env"` // the variable with the token for URL
}

// httpTool is a function that an HTTP endpoint carries out.
type httpTool struct {
	Name        string         `yaml:"name"`
	Description string         `yaml:"description"`
	Parameters  map[string]any `yaml:"parameters"` // a JSON schema
	URL         string         `yaml:"url"`
	Method      string         `yaml:"method"`  // empty: POST
	KeyEnv      string         `yaml:"key_env"` // the variable with the token
}

// readConfig reads a file. One that nobody named need not exist.
func readConfig(file string, named bool) (config, error) {
	b, err := os.ReadFile(file)
	if !named && errors.Is(err, fs.ErrNotExist) {
		return config{}, nil
	}
	if err != nil {
		return config{}, err
	}
	return parseConfig(file, b)
}
