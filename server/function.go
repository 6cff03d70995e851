package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

const (
	maxName      = 64  // bytes of a function's name
	maxFunctions = 128 // that a client may declare: what vendors take
)

// side says who carries out a function, and with that what the client is told of it.
type side uint8

const (
	operators side = iota // a tool of the operator's, or nobody: the client is told nothing
	clients               // the client: it is asked, and answers
	endpoints             // a server that the client named: the client is told
)

// function is a function that a client has declared.
type function struct {
	visavis.Tool // Caller is nil for one that the client carries out
	side         side
}

// functions reads those of the first think block. path is the block's, for errors.
func (c *Config) functions(path string, blocks []wire.Think) ([]function, error) {
	if len(blocks) == 0 {
		return nil, nil
	}
	return c.declare(element(path, 0, len(blocks)), blocks[0].Functions)
}

func (c *Config) declare(path string, list []wire.Function) ([]function, error) {
	if len(list) > maxFunctions {
		return nil, settingsError(path+".functions", "there may be up to %d", maxFunctions)
	}
	var declared []function
	names := map[string]bool{}
	for i, f := range list {
		member := fmt.Sprintf("%s.functions[%d]", path, i)
		if !isName(f.Name) {
			return nil, settingsError(member+".name", "must be letters, digits, _ and -, up to %d", maxName)
		}
		if names[f.Name] {
			return nil, settingsError(member+".name", "%q is the name of another function", f.Name)
		}
		names[f.Name] = true
		d, err := c.declareOne(member, f)
		if err != nil {
			return nil, err
		}
		declared = append(declared, d)
	}
	return declared, nil
}

func (c *Config) declareOne(member string, f wire.Function) (function, error) {
	d := function{Tool: visavis.Tool{Name: f.Name, Description: f.Description}, side: clients}
	var err error
	if d.Parameters, err = parameters(f.Parameters); err != nil {
		return d, settingsError(member+".parameters", "%w", err)
	}
	if f.Endpoint != nil {
		d.side = endpoints
		d.Caller, err = c.Endpoints.function(member+".endpoint", f)
	}
	return d, err
}

// parameters checks that a schema is an object; nil: there are none.
func parameters(raw json.RawMessage) ([]byte, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	if raw[0] != '{' {
		return nil, errors.New("must be an object")
	}
	var schema struct {
		Type any `json:"type"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		return nil, errors.New("must be a JSON schema")
	}
	if schema.Type != nil && schema.Type != "object" {
		return nil, errors.New(`must be a JSON schema of type "object"`)
	}
	return raw, nil
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	return s != "" && len(s) <= maxName
}

// toolbox returns what a brain may call: the operator's tools and then the client's functions. An
// operator's tool keeps its name: a client that could take it over could answer for it. hidden are the
// functions that are left out for that.
func (c *Config) toolbox(calls *calls, declared []function) (tools []visavis.Tool, hidden []string) {
	taken := map[string]bool{}
	for _, t := range c.Tools {
		if !taken[t.Name] {
			taken[t.Name] = true
			tools = append(tools, t)
		}
	}
	for _, f := range declared {
		if taken[f.Name] {
			hidden = append(hidden, f.Name)
			continue
		}
		tools = append(tools, calls.tool(f))
	}
	return tools, hidden
}

func hiddenWarning(name string) wire.Warning {
	return wire.Warning{Code: wire.FunctionCallFailed,
		Description: fmt.Sprintf("The operator of this server has a function %q of its own; the client's will not be called.", name)}
}
