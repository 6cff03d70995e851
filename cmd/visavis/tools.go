package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/endpoint"
	"github.com/visavis/visavis/provider/mcp"
)

// tools returns the functions of the configuration: those of HTTP endpoints, and those of the MCP
// servers that answer. An MCP server that does not is reported, and missed. close ends the servers.
func (w *workshop) tools(ctx context.Context) (tools []visavis.Tool, close func(), err error) {
	for _, t := range w.config.Tools {
		tool, err := w.tool(t)
		if err != nil {
			return nil, nil, fmt.Errorf("tools: %s: %w", t.Name, err)
		}
		tools = append(tools, tool)
	}
	configs, err := w.mcpServers()
	if err != nil {
		return nil, nil, err
	}
	servers, err := mcp.New(configs...)
	if err != nil {
		return nil, nil, err
	}
	found, err := servers.Tools(ctx)
	if err != nil {
		w.log.Warn("an MCP server does not answer; its tools are missing", "err", err)
	}
	return append(tools, found...), servers.Close, nil
}

// tool makes a function of an HTTP endpoint. Its address is the operator's, and may be private.
func (w *workshop) tool(t httpTool) (visavis.Tool, error) {
	var schema []byte
	if t.Parameters != nil {
		var err error
		if schema, err = json.Marshal(t.Parameters); err != nil {
			return visavis.Tool{}, fmt.Errorf("parameters: %w", err)
		}
	}
	headers, err := w.bearer(t.KeyEnv)
	if err != nil {
		return visavis.Tool{}, err
	}
	caller, err := endpoint.New(endpoint.Config{URL: t.URL, Method: t.Method, Headers: headers, Client: w.client})
	return visavis.Tool{Name: t.Name, Description: t.Description, Parameters: schema, Caller: caller}, err
}

// bearer returns the header with the token that a variable holds. Without a variable there is none.
func (w *workshop) bearer(variable string) (map[string]string, error) {
	if variable == "" {
		return nil, nil
	}
	token := w.env.get(variable)
	if token == "" {
		return nil, fmt.Errorf("needs a key: set %s in the environment or .env", variable)
	}
	return map[string]string{"Authorization": "Bearer " + token}, nil
}

// mcpServers returns the MCP servers in the order of their names.
func (w *workshop) mcpServers() ([]mcp.Config, error) {
	var all []mcp.Config
	for _, name := range slices.Sorted(maps.Keys(w.config.MCP)) {
		s := w.config.MCP[name]
		headers, err := w.bearer(s.KeyEnv)
		if err != nil {
			return nil, fmt.Errorf("mcp.%s: %w", name, err)
		}
		cfg := mcp.Config{Name: name, URL: s.URL, Headers: headers, Log: w.log}
		if len(s.Command) > 0 {
			cfg.Command, cfg.Args = s.Command[0], s.Command[1:]
		}
		for _, variable := range s.Env {
			value := w.env.get(variable)
			if value == "" {
				return nil, fmt.Errorf("mcp.%s: set %s in the environment or .env", name, variable)
			}
			cfg.Env = append(cfg.Env, variable+"="+value)
		}
		all = append(all, cfg)
	}
	return all, nil
}

func toolNames(tools []visavis.Tool) string {
	var names []string
	for _, t := range tools {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}
