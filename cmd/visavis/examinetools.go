package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/visavis/visavis/provider/mcp"
)

// examineTools asks the configured MCP servers for their tools, all at once. Nothing is called: a
// call may do something. For the same reason HTTP endpoints are only listed.
func (d *doctor) examineTools(ctx context.Context) ([]checkup, error) {
	configs, err := d.mcpServers()
	if err != nil {
		return nil, err
	}
	checks := make([]checkup, len(configs))
	var servers sync.WaitGroup
	for i, cfg := range configs {
		servers.Go(func() { checks[i] = examineMCP(ctx, cfg) })
	}
	servers.Wait()
	for _, t := range d.config.Tools {
		checks = append(checks, checkup{stage: toCall, name: t.Name, version: "-", result: "known, but not called: that may do something"})
	}
	return checks, nil
}

func examineMCP(ctx context.Context, cfg mcp.Config) checkup {
	c := checkup{stage: toCall, name: "mcp." + cfg.Name, version: "-", picked: true, remote: true}
	ctx, stop := context.WithTimeout(ctx, examLimit)
	defer stop()
	server, err := mcp.New(cfg)
	if err != nil {
		c.err = err
		return c
	}
	defer server.Close()
	tools, err := server.Tools(ctx)
	switch {
	case ctx.Err() != nil:
		c.err = fmt.Errorf("no answer within %v", examLimit)
	case err != nil:
		c.err = err
	case len(tools) == 0:
		c.result = "answers, but has no tools"
	default:
		c.result = fmt.Sprintf("%d tools: %s", len(tools), toolNames(tools))
	}
	return c
}
