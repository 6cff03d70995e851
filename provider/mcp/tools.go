package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/visavis/visavis"
)

// Servers are the MCP servers of a configuration.
type Servers struct{ list []*server }

// New checks the configuration and connects to nothing yet.
func New(servers ...Config) (*Servers, error) {
	s := new(Servers)
	for _, cfg := range servers {
		if err := cfg.check(); err != nil {
			return nil, err
		}
		s.list = append(s.list, newServer(cfg))
	}
	return s, nil
}

// Close ends the connections and the programs, and returns when they have ended: after a few seconds
// at most. Later calls of tools fail.
func (s *Servers) Close() {
	var all sync.WaitGroup
	for _, server := range s.list {
		all.Go(server.close)
	}
	all.Wait()
}

// Tools asks all servers at once for their tools. It returns those of the servers that answered, in
// the order of the configuration, and an error that names the others. Tools of the same name have
// their server's name in front.
func (s *Servers) Tools(ctx context.Context) ([]visavis.Tool, error) {
	found, errs := make([][]*sdk.Tool, len(s.list)), make([]error, len(s.list))
	var all sync.WaitGroup
	for i, server := range s.list {
		all.Go(func() { found[i], errs[i] = server.tools(ctx) })
	}
	all.Wait()
	names := newNaming(found)
	var tools []visavis.Tool
	for i, server := range s.list {
		for _, t := range found[i] {
			tools = append(tools, server.tool(names.name(server.name, t.Name), t))
		}
	}
	return tools, errors.Join(errs...)
}

// tools lists the server's tools, page by page.
func (s *server) tools(ctx context.Context) ([]*sdk.Tool, error) {
	session, err := s.connected(ctx, nil)
	if err != nil {
		return nil, err
	}
	var list []*sdk.Tool
	for t, err := range session.Tools(ctx, nil) {
		if err != nil {
			return list, s.fault("list tools", err)
		}
		list = append(list, t)
	}
	return list, nil
}

func (s *server) tool(name string, t *sdk.Tool) visavis.Tool {
	description := t.Description
	if description == "" {
		description = t.Title
	}
	c := &caller{server: s, tool: t.Name}
	if a := t.Annotations; a != nil {
		c.repeatable = a.ReadOnlyHint || a.IdempotentHint
	}
	return visavis.Tool{Name: name, Description: description, Parameters: schema(t.InputSchema), Caller: c}
}

// schema returns the JSON schema of a tool's arguments; nil where it has none or it is no object.
func schema(v any) []byte {
	if _, ok := v.(map[string]any); !ok {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}

// naming gives tools names that a model may use and that differ.
type naming struct {
	count map[string]int // how many tools would have a name
	taken map[string]bool
}

func newNaming(tools [][]*sdk.Tool) naming {
	n := naming{count: map[string]int{}, taken: map[string]bool{}}
	for _, list := range tools {
		for _, t := range list {
			n.count[plain(t.Name)]++
		}
	}
	return n
}

func (n naming) name(server, tool string) string {
	name := plain(tool)
	if n.count[name] > 1 {
		name = plain(server + "_" + tool)
	}
	unique := name
	for i := 2; n.taken[unique]; i++ {
		suffix := "_" + strconv.Itoa(i)
		unique = name[:min(len(name), maxName-len(suffix))] + suffix
	}
	n.taken[unique] = true
	return unique
}

// maxName is how long a function's name may be, in bytes.
const maxName = 64

// plain writes a name with what all models take: letters, digits, _ and -.
func plain(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, name)
	return name[:min(len(name), maxName)]
}
