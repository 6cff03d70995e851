package mcp

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/visavis/visavis/internal/outbound"
)

// Config says how a server is reached: by Command or by URL.
type Config struct {
	Name string // what logs and errors call it; also tells apart tools of the same name

	// Command is a program, found like a shell would, that speaks MCP on its standard input and
	// output. It inherits what a program needs to run, such as PATH and HOME, and no key: those it
	// needs stand in Env.
	Command string
	Args    []string
	Env     []string // "NAME=value"; may hold keys

	// URL is where a server speaks MCP's streamable HTTP. It may hold a key in its query.
	URL     string
	Headers map[string]string // may hold keys; sent to the URL's host only
	Client  *http.Client      // nil: one of the package's own

	Log *slog.Logger // nil: nobody
}

// Format prints the name whatever the verb: the rest may hold keys.
func (c Config) Format(f fmt.State, _ rune) { io.WriteString(f, "[mcp server "+c.Name+"]") }

func (c Config) check() error {
	u, err := url.Parse(c.URL)
	switch {
	case c.Name == "":
		return errors.New("mcp: a server has no name")
	case (c.Command == "") == (c.URL == ""):
		return fmt.Errorf("mcp: server %s: give either a command or a url", c.Name)
	case c.Command != "":
		return nil
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("mcp: server %s: url: write an absolute http or https address", c.Name)
	}
	return nil
}

// secrets are what errors and logs must not show.
func (c Config) secrets() outbound.Secrets {
	header := http.Header{}
	for name, value := range c.Headers {
		header.Set(name, value)
	}
	u, _ := url.Parse(c.URL) // check has looked at it
	s := outbound.SecretsOf(u, header)
	for _, pair := range c.Env {
		_, value, _ := strings.Cut(pair, "=")
		s = append(s, outbound.SecretValues(value)...)
	}
	return s
}
